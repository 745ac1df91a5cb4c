"""The desk: what lies on it, and what its people do about a request."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.support.desk import TABS, Desk
from app.support.forms import LogForm, NoteForm, WordForm, number
from app.support.inside import Assignment, InternalNote, Tie
from app.support.models import Request
from app.support.request_page import page
from app.support.room import acting, request_here, room, signed
from app.support.states import Act
from app.units import Unit
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import render, see_other

ANSWERS = {act.value: act for act in (Act.REPLY, Act.ASK_BACK, Act.SOLVE)}


@room.get("/desk", access=Permission.ANSWER)
def desk() -> Any:
    tab = request.args.get("tab", "all")
    looked = Desk(g.unit, g.person.id, clock.now(), tab if tab in TABS else "all")
    counts = looked.counts()
    shown = page_of(looked.listing(), counts[looked.tab])
    live = Assignment.live(shown.rows, g.unit)
    handlers = {one.about_request_id: one for one in live if one.part == "handles"}
    told = {"desk": looked, "counts": counts, "page": shown, "handlers": handlers, "names": TABS}
    return render("support/desk.html", "list", **told)


@room.post("/<int:request_id>/answers", access=Permission.ANSWER)
def answer(request_id: int) -> Any:
    asked, form = request_here(request_id), WordForm()
    act = ANSWERS.get(request.form.get("act", Act.REPLY.value)) or abort(422)
    if not form.validate():
        return page(asked, saying=form, status=422)
    asked.answer(act, form.text.data, g.unit, **signed())
    for other in Tie.merged_into(asked):
        other.answer_also(act, form.text.data, **signed())
    flash(_("Đã gửi trả lời."), "ok")
    return see_other("support.show", request_id=asked.id)


@room.post("/<int:request_id>/desk", access=Permission.ANSWER)
def hand_over(request_id: int) -> Any:
    asked = request_here(request_id)
    chosen = number(request.form.get("unit", "")) or abort(422)
    to = db.session.get(Unit, chosen) or abort(422)
    Tie.must_reach(asked, to)
    asked.hand_over(to, g.unit, **signed())
    flash(_("Đã chuyển yêu cầu đến %(unit)s.", unit=to.name), "ok")
    return see_other("support.desk")


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
    return see_other("support.show", request_id=asked.id)


@room.post("/<int:request_id>/following", access=Permission.ANSWER)
def follow(request_id: int) -> Any:
    asked = request_here(request_id)
    if request.form.get("stop"):
        Assignment.leave(asked, g.unit, **acting())
    else:
        Assignment.follow(asked, g.unit, **acting())
    return see_other("support.show", request_id=asked.id)


@room.post("/<int:request_id>/notes", access=Permission.ANSWER)
def note(request_id: int) -> Any:
    asked, form = request_here(request_id), NoteForm()
    if not form.validate():
        return page(asked, noting=form, status=422)
    InternalNote.write(asked, g.unit, form.note.data, **signed())
    return see_other("support.show", request_id=asked.id)


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
    return see_other("support.show", request_id=asked.id)


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


def _log_form(form: LogForm, status: int = 200) -> Any:
    return render("support/call.html", "form", form=form, status=status)
