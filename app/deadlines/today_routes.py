"""What there is to do today, and saying that it was done, left out or put off."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.deadlines import dispatching, todo, undoing
from app.deadlines.escalations import Escalation
from app.deadlines.refusals import PastDay
from app.deadlines.room import room
from app.deadlines.step_forms import AnswerForm, DispatchForm, PauseForm, SkipForm, put_at_fault
from app.deadlines.words import StepKind
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.get("/", access=Permission.VIEW)
def today() -> Any:
    page, may = page_of(Escalation.waiting(g.unit)), Permission.URGE in g.rights
    return render(
        "deadlines/today.html",
        page=page,
        tasks=todo.tasks(page.rows),
        paused=todo.paused(g.unit),
        fresh=list(undoing.fresh(g.unit, g.person.id, clock.now())) if may else [],
    )


@room.get("/steps/<int:escalation_id>", access=Permission.VIEW)
def step(escalation_id: int) -> Any:
    return _page(_find(escalation_id))


@room.post("/steps/<int:escalation_id>/done", access=Permission.URGE)
def do_step(escalation_id: int) -> Any:
    found = _find(escalation_id)
    found.do(by=g.person.id, at=clock.now())
    flash(_("Đã ghi: %(step)s, %(unit)s.", step=found.step, unit=found.about.name), "ok")
    return see_other("deadlines.today")


@room.post("/steps/<int:escalation_id>/dispatch", access=Permission.URGE)
def dispatch_step(escalation_id: int) -> Any:
    found, form = _find(escalation_id), DispatchForm()
    if found.kind != StepKind.DISPATCH:
        abort(404)
    if not form.validate():
        return _page(found, dispatch=form, status=422)
    said = (form.title.data or "", form.body.data or "")
    dispatching.send(found, g.unit, *said, by=g.person.id, at=clock.now())
    flash(_("Đã gửi công văn đến %(unit)s, đề nghị xác nhận.", unit=found.about.name), "ok")
    return see_other("deadlines.today")


@room.post("/steps/<int:escalation_id>/skip", access=Permission.URGE)
def skip_step(escalation_id: int) -> Any:
    found, form = _find(escalation_id), SkipForm()
    if not form.validate():
        return _page(found, skip=form, status=422)
    found.skip(form.reason.data or "", by=g.person.id, at=clock.now())
    flash(_("Đã bỏ qua: %(step)s, %(unit)s.", step=found.step, unit=found.about.name), "ok")
    return see_other("deadlines.today")


@room.post("/steps/<int:escalation_id>/pause", access=Permission.URGE)
def pause_step(escalation_id: int) -> Any:
    found, form = _find(escalation_id), PauseForm()
    until = form.until.data if form.validate() else None
    if until is None:
        return _page(found, pause=form, status=422)
    try:
        found.pause(form.reason.data or "", until, by=g.person.id, at=clock.now())
    except PastDay as refused:
        put_at_fault(form, refused)
        return _page(found, pause=form, status=422)
    flash(_("Đã tạm dừng: %(step)s, %(unit)s.", step=found.step, unit=found.about.name), "ok")
    return see_other("deadlines.today")


@room.post("/steps/<int:escalation_id>/answer", access=Permission.URGE)
def answer_step(escalation_id: int) -> Any:
    found, form = _find(escalation_id), AnswerForm()
    if not form.validate():
        return _page(found, answer=form, status=422)
    found.answer(form.note.data or "", by=g.person.id, at=clock.now())
    flash(_("Đã ghi trả lời của %(unit)s.", unit=found.about.name), "ok")
    return see_other("deadlines.story", child_id=found.about_unit_id)


@room.post("/steps/<int:escalation_id>/resumption", access=Permission.URGE)
def resume_step(escalation_id: int) -> Any:
    found = _find(escalation_id)
    found.resume(by=g.person.id, at=clock.now())
    flash(_("Tiếp tục: %(step)s, %(unit)s.", step=found.step, unit=found.about.name), "ok")
    return see_other("deadlines.today")


@room.post("/steps/<int:escalation_id>/undo", access=Permission.URGE)
def undo_step(escalation_id: int) -> Any:
    found = _find(escalation_id)
    undoing.take_back(found, by=g.person.id, at=clock.now())
    flash(_("Đã hoàn tác: %(step)s, %(unit)s.", step=found.step, unit=found.about.name), "ok")
    return see_other("deadlines.today")


def _find(escalation_id: int) -> Escalation:
    found = db.session.get(Escalation, escalation_id)
    if found is None or found.unit_id != g.unit.id:
        abort(404)
    return found


def _page(
    found: Escalation,
    *,
    dispatch: DispatchForm | None = None,
    skip: SkipForm | None = None,
    pause: PauseForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> Any:
    return render(
        "deadlines/step.html",
        "pane",
        task=todo.tasks([found])[0],
        dispatch=dispatch or DispatchForm(formdata=None).begin(dispatching.drafted(found)),
        skip=skip or SkipForm(formdata=None),
        pause=pause or PauseForm(formdata=None).begin(clock.today()),
        answer=answer or AnswerForm(formdata=None),
        status=status,
    )
