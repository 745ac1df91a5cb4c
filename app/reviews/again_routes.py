"""A second look: the unit asks for it once, with its words."""

from typing import Any

from flask import flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.initiatives import CannotDoNow, Initiative, State
from app.reviews.forms import AgainForm
from app.reviews.found import found
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.refusals import NotOfYourUnit
from app.reviews.routes import room
from app.reviews.second_look import BothSides, SecondLook
from app.web.errors import Refused
from app.web.rendering import render, see_other


@room.get("/<int:decided_id>/again", access=Permission.CONFIRM)
def again(decided_id: int) -> Any:
    initiative = _own(decided_id)
    if not SecondLook.may_be_asked(initiative, clock.now()):
        return see_other("reviews.read", initiative_id=initiative.id)
    return _page(initiative, AgainForm(formdata=None))


@room.post("/<int:decided_id>/again", access=Permission.CONFIRM)
def ask_again(decided_id: int) -> Any:
    """Whatever it is refused for, the words stay in the form."""
    initiative, form = _own(decided_id), AgainForm()
    if not form.validate():
        return _page(initiative, form, status=422)
    try:
        look = _ask(initiative, form.words.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(initiative, form, status=refused.status)
    flash(_("Đã chuyển đề nghị xem xét lại đến %(unit)s.", unit=look.desk.name), "ok")
    return see_other("reviews.read", initiative_id=initiative.id)


def _ask(initiative: Initiative, words: str) -> SecondLook:
    """A refusal that may still be taken back has not been told, so nobody asks about it yet."""
    now = clock.now()
    if initiative.state == State.INVALID and initiative.told_state(now) != State.INVALID:
        raise CannotDoNow()
    refusal = Review.last_of(initiative, Outcome.INVALID)
    signed = {"by": g.person.id, "signed_by": g.person.full_name, "at": now}
    return SecondLook.ask(initiative, refusal, words, **signed)


def _own(decided_id: int) -> Initiative:
    initiative = found(decided_id)
    if initiative.unit_id != g.unit.id:
        raise NotOfYourUnit()
    return initiative


def _page(initiative: Initiative, form: AgainForm, status: int = 200) -> Any:
    reviews = Review.of(initiative)
    refusal = next((one for one in reviews if one.outcome == Outcome.INVALID), None)
    return render(
        "reviews/again.html",
        "form",
        form=form,
        initiative=initiative,
        refusal=refusal,
        desk=SecondLook.desk_above(initiative, refusal),
        both=BothSides.of(initiative, reviews),
        status=status,
    )
