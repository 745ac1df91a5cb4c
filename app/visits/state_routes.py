"""What is done about a visit, step by step."""

from typing import Any

from flask import flash
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.visits import telling
from app.visits.commitments import Commitment
from app.visits.counting import reached
from app.visits.forms import ReasonForm, ResultForm
from app.visits.models import Visit
from app.visits.refusals import CannotDoNow
from app.visits.room import room, signed, visit_here
from app.visits.states import Act, State
from app.web.rendering import render, see_other


@room.get("/<int:visit_id>/announcement", access=Permission.URGE)
def announcement(visit_id: int) -> Any:
    """Who will be told what, before it goes."""
    visit = visit_here(visit_id)
    if not visit.may(Act.ANNOUNCE):
        raise CannotDoNow()
    return render("visits/announcement.html", visit=visit, told=telling.letter(visit))


@room.post("/<int:visit_id>/announcement", access=Permission.URGE)
def announce(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    visit.announce(**signed())
    flash(_("Đã thông báo cho %(name)s.", name=visit.about_name), "ok")
    return see_other("visits.show", visit_id=visit.id)


@room.post("/<int:visit_id>/holding", access=Permission.URGE)
def hold(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    visit.hold(**signed())
    return see_other("visits.minutes_page", visit_id=visit.id)


@room.post("/<int:visit_id>/conclusion", access=Permission.URGE)
def conclude(visit_id: int) -> Any:
    visit, form = visit_here(visit_id), ResultForm()
    if visit.may(Act.CONCLUDE) and not form.validate():
        return _again(visit, result=form)
    visit.conclude(form.result.data, **signed())
    flash(_("Đã ghi kết quả."), "ok")
    return see_other("visits.show", visit_id=visit.id)


@room.post("/<int:visit_id>/cancellation", access=Permission.URGE)
def cancel(visit_id: int) -> Any:
    visit, form = visit_here(visit_id), ReasonForm()
    if visit.state != State.CANCELLED and not form.validate():
        return _again(visit, reasons=form)
    visit.cancel(form.reason.data, **signed())
    flash(_("Đã hủy buổi làm việc."), "ok")
    return see_other("visits.show", visit_id=visit.id)


def _again(visit: Visit, **forms: Any) -> Any:
    """The page of a visit with what was typed, and what is wrong with it."""
    promises = Commitment.of_visit(visit)
    empty = {"reasons": ReasonForm(formdata=None), "result": ResultForm(formdata=None)}
    return render(
        "visits/show.html",
        visit=visit,
        promises=promises,
        counts=reached(promises),
        today=clock.today(),
        status=422,
        **{**empty, **forms},
    )
