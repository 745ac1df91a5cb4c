"""Asking for help by the link of a unit, without an account: the form, its receipt, the answers."""

from typing import Any

from flask import Flask, Response, abort, g, request
from flask_babel import gettext as _

from app import clock, uploads
from app.db import db
from app.links import FollowForm, following, photos, visitors
from app.support import outside_asking as asking
from app.support import outside_doors as doors
from app.support.knowledge import ObstacleAnswer
from app.support.models import Request
from app.support.outside_forms import AddForm, HelpForm
from app.support.states import Act
from app.web.errors import Refused
from app.web.rendering import render, see_other
from app.web.room import PUBLIC, Room

outside = Room("outside", __name__, path="", door=True)
visitors.guard(outside)


def init_app(app: Flask) -> None:
    """Open the visitor's addresses beside those of the unit's link."""
    visitors.open_to_all(app, outside)


@outside.get("/n/<string:code>/hoi", access=PUBLIC, at_unit=False)
def form(code: str) -> Any:
    link = visitors.enter(code, doors.LOOKING)
    return _page(HelpForm(formdata=None), unit=link.unit.name, code=link.code, fresh=True)


@outside.post("/n/<string:code>/hoi", access=PUBLIC, at_unit=False)
def send(code: str) -> Any:
    """What is wrong is said without the database; only what is right asks it."""
    g.link_code = visitors.signed_code(code)
    g.form = filled = HelpForm()
    visitors.draw_again(_busy_form)
    fault = _keep_photo(filled)
    if not filled.validate() or fault:
        filled.photo.errors = [fault] if fault else filled.photo.errors
        return _page(filled, status=422)
    link = visitors.enter(code, doors.ASKING)
    carried = str(filled.photo_kept.data or "")
    try:
        made, again = asking.ask(link, filled.asked(), carried, at=clock.now())
    except photos.PhotoLost as lost:
        filled.photo_kept.data, filled.photo.errors = "", [str(lost)]
        return _refused(filled, lost.status)
    except Refused as refused:
        if isinstance(refused, asking.AskedBefore):
            filled.renew()
        filled.form_errors.append(str(refused))
        return _refused(filled, refused.status)
    more = {"again": 1} if again else {}
    return see_other("outside.receipt", code=link.code, request_code=made.code, **more)


@outside.get("/n/<string:code>/hoi/<string:request_code>", access=PUBLIC, at_unit=False)
def receipt(code: str, request_code: str) -> Any:
    link = visitors.enter(code, doors.LOOKING, running=False)
    made = asking.of_receipt(link, request_code) or abort(404)
    told: dict[str, Any] = {"code": link.code, "unit": link.unit.name, "receipt": made.code}
    return render("support/outside_receipt.html", again="again" in request.args, **told)


@outside.post("/tra-cuu/bo-sung", access=PUBLIC, at_unit=False)
def add() -> Any:
    """A further word, when the desk has asked back or did not help; twice is once."""
    g.form = form = AddForm()
    visitors.draw_again(_busy_word)
    visitors.hurry_up()
    is_right = form.validate()
    try:
        found = asking.find(form.code.data or "", form.digits.data or "", doors.adding)
        if is_right:
            asking.add(found, form.text.data, at=clock.now())
    except Refused as refused:
        return _not_found(refused)
    return see_other("outside.added", ma=found.code) if is_right else _state(found, form)


@outside.get("/tra-cuu/bo-sung", access=PUBLIC, at_unit=False)
def added() -> Any:
    return render("support/outside_added.html", receipt=request.args.get("ma", ""))


def answers(code: str, digits: str) -> Response | None:
    """What was answered to a request, by its receipt; None for what is no receipt of ours."""
    if not asking.is_ours(code):
        return None
    found = asking.find(code, digits, doors.following)
    return _state(found, AddForm(formdata=None, data={"code": code, "digits": digits}))


following.elsewhere.append(answers)


def _keep_photo(filled: HelpForm) -> str:
    """Look at the photo and keep it, once, before anything else; what is wrong with it."""
    if "drop_photo" in request.form:
        filled.photo_kept.data = ""
    if not filled.photo.data:
        return ""
    try:
        filled.photo_kept.data = photos.keep(filled.photo.data, g.link_code)
    except uploads.FileRefused as refused:
        return refused.message
    except photos.TooManyPhotos as busy:
        return str(busy)
    return ""


def _page(
    shown: HelpForm, *, unit: str = "", code: str = "", fresh: bool = False, status: int = 200
) -> Response:
    code = code or g.link_code
    carried = str(shown.photo_kept.data or "")
    told = {"form": shown, "unit": unit, "code": code, "fresh": fresh}
    photo = photos.name_of(carried, code) if carried else ""
    return visitors.later(render("support/outside_form.html", photo=photo, status=status, **told))


def _refused(filled: HelpForm, status: int) -> Response:
    db.session.rollback()
    return _page(filled, status=status)


def _not_found(refused: Refused) -> Response:
    form = FollowForm()
    form.form_errors.append(str(refused))
    form.digits.data = ""
    return visitors.later(render("links/follow.html", form=form, status=refused.status))


def _state(found: Request, form: AddForm) -> Response:
    """The answers; nothing of what the asker wrote, as receipts get lost."""
    common = ObstacleAnswer.in_line(found.unit, found.obstacle) if found.obstacle else []
    return render(
        "support/outside_state.html",
        asked=found,
        answers=asking.answers_to(found),
        common=common,
        may_add=found.may(Act.ADD) or found.may(Act.REOPEN),
        form=form,
        status=422 if form.errors else 200,
    )


def _busy_form() -> Response:
    g.form.form_errors = [_("Hệ thống đang bận. Những gì đã gõ vẫn còn, xin bấm Gửi lại.")]
    return _page(g.form, status=503)


def _busy_word() -> Response:
    """What was typed stays, though nothing of the request is at hand."""
    g.form.form_errors = [_("Hệ thống đang bận. Những gì đã gõ vẫn còn, xin bấm Gửi lại.")]
    return render("support/outside_busy.html", form=g.form, status=503)
