"""The desk: what lies on it, and what its people do about a request."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.support.desk import TABS, Desk
from app.support.forms import LogForm, NoteForm, WordForm, number
from app.support.inside import Assignment, InternalNote, Tie, answer_all, must_be_here
from app.support.models import Request
from app.support.offers import Offers
from app.support.request_page import page
from app.support.room import acting, request_here, room, signed
from app.support.states import Act
from app.units import Unit
from app.web.errors import Refused
from app.web.rendering import render, see_other

ANSWERS = {act.value: act for act in (Act.REPLY, Act.ASK_BACK, Act.SOLVE)}


@room.get("/desk", access=Permission.ANSWER)
def desk() -> Any:
    looked = _desk()
    counts = looked.counts()
    shown = looked.page(counts[looked.tab])
    live = Assignment.live(shown.rows, g.unit)
    handlers = {one.about_request_id: one for one in live if one.part == "handles"}
    return render(
        "support/desk.html",
        "list",
        desk=looked,
        counts=counts,
        page=shown,
        handlers=handlers,
        names=TABS,
    )


@room.post("/<int:request_id>/answers", access=Permission.ANSWER)
def answer(request_id: int) -> Any:
    asked, form = request_here(request_id), WordForm()
    act = ANSWERS.get(request.form.get("act", Act.REPLY.value)) or abort(422)
    if not form.validate():
        return page(asked, saying=form, status=422)
    answer_all(asked, act, form.text.data, g.unit, **signed())
    flash(_("Đã gửi trả lời."), "ok")
    return _back(asked)


@room.post("/<int:request_id>/text", access=Permission.ANSWER)
def fill(request_id: int) -> Any:
    """The page again, with a kept text under what is written: for browsers without scripts."""
    asked, form = request_here(request_id), WordForm()
    must_be_here(asked, g.unit)
    offers = Offers.of(asked, g.unit, g.person.full_name)
    form.fill(offers.text_of(request.form.get("canned")))
    return page(asked, saying=form)


@room.post("/<int:request_id>/desk", access=Permission.ANSWER)
def hand_over(request_id: int) -> Any:
    asked = request_here(request_id)
    chosen = number(request.form.get("unit", "")) or abort(422)
    to = db.session.get(Unit, chosen) or abort(422)
    Tie.must_reach(asked, to)
    asked.hand_over(to, g.unit, **signed())
    flash(_("Đã chuyển yêu cầu đến %(unit)s.", unit=to.name), "ok")
    return see_other("support.desk", **_desk().address)


@room.post("/<int:request_id>/assignee", access=Permission.ANSWER)
def assign(request_id: int) -> Any:
    """To whoever is chosen; to nobody when none is."""
    asked = request_here(request_id)
    chosen = number(request.form.get("account", ""))
    if chosen is None:
        Assignment.release(asked, g.unit, **acting())
    else:
        Assignment.assign(asked, g.unit, chosen, **acting())
    flash(_("Đã phân công."), "ok")
    return _back(asked)


@room.post("/<int:request_id>/following", access=Permission.ANSWER)
def follow(request_id: int) -> Any:
    asked = request_here(request_id)
    if request.form.get("stop"):
        Assignment.leave(asked, g.unit, **acting())
    else:
        Assignment.follow(asked, g.unit, **acting())
    return _back(asked)


@room.post("/<int:request_id>/notes", access=Permission.ANSWER)
def note(request_id: int) -> Any:
    asked, form = request_here(request_id), NoteForm()
    if not form.validate():
        return page(asked, noting=form, status=422)
    InternalNote.write(asked, g.unit, form.note.data, **signed())
    return _back(asked)


@room.post("/<int:request_id>/ties", access=Permission.ANSWER)
def tie(request_id: int) -> Any:
    """Link with another request, or answer it together with that one."""
    asked = request_here(request_id)
    other = db.session.get(Request, number(request.form.get("other", "")) or 0)
    if other is None:
        raise Refused(_("Không có yêu cầu số này trong phạm vi đơn vị."))
    if request.form.get("merge"):
        Tie.merge(asked, other, g.unit, **signed())
        flash(_("Đã gộp: người hỏi nhận cùng câu trả lời."), "ok")
    else:
        Tie.link(asked, other, g.unit, **acting())
        flash(_("Đã nối hai yêu cầu."), "ok")
    return _back(asked)


@room.post("/<int:request_id>/ties/<int:tie_id>/removal", access=Permission.ANSWER)
def untie(request_id: int, tie_id: int) -> Any:
    """Take two apart; what was merged is answered by itself again."""
    asked = request_here(request_id)
    found = Tie.find(asked, g.unit, tie_id) or abort(404)
    found.undo(g.unit, **signed())
    flash(_("Đã tách hai yêu cầu."), "ok")
    return _back(asked)


@room.get("/calls", access=Permission.ANSWER)
def call() -> Any:
    return _log_form(LogForm(formdata=None))


@room.post("/calls", access=Permission.ANSWER)
def log() -> Any:
    form, status = LogForm(), 422
    if form.validate():
        unit = Unit.by_code(form.unit.data) or Unit.by_name(form.unit.data)
        if unit is None or not unit.path.startswith(g.unit.path):
            form.unit.errors = [_("Không có đơn vị này trong phạm vi của đồng chí.")]
        else:
            made = Request.log(g.unit, unit, form.asked(), **acting())
            if form.answered.data:
                made.answer(Act.SOLVE, form.answered.data, g.unit, **signed())
            flash(_("Đã ghi yêu cầu của %(unit)s.", unit=unit.name), "ok")
            return see_other("support.show", request_id=made.id)
    return _log_form(form, status)


def _desk() -> Desk:
    return Desk.from_address(g.unit, g.person.id, clock.now())


def _back(asked: Request) -> Any:
    """To the request, beside the list that it was opened from."""
    return see_other("support.show", request_id=asked.id, **_desk().address)


def _log_form(form: LogForm, status: int = 200) -> Any:
    return render("support/call.html", "form", form=form, status=status)
