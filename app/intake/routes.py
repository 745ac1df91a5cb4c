"""Handing a list in, looking at what was understood, taking it, taking it back."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.intake.batch_page import find, page
from app.intake.forms import PaperForm
from app.intake.models import Batch
from app.intake.room import room
from app.intake.states import AT_ONCE
from app.web.pages import page_of
from app.web.rendering import render, see_other

WORK = "intake.lists"


@room.get("/", access=Permission.TAKE_IN)
def new() -> Any:
    return _form(PaperForm(formdata=None))


@room.post("/", access=Permission.TAKE_IN)
def check() -> Any:
    form = PaperForm()
    handed = form.handed() if form.validate() else None
    if handed is None:
        return _form(form, status=422)
    later = handed.is_for_the_worker
    who = {"by": g.person.id, "name": g.person.full_name, "at": clock.now()}
    stage, about = form.chosen_stage, form.about_unit
    batch = Batch.check(g.unit, handed, stage, about=about, later=later, **who)
    if batch.taken:
        flash(_("Tệp này đã được nhận trước đây, không có gì thay đổi."), "warn")
    return _on(batch)


@room.get("/<int:batch_id>", access=Permission.TAKE_IN)
def show(batch_id: int) -> Any:
    return page(find(batch_id), editing=request.args.get("edit", 0, type=int))


@room.post("/<int:batch_id>/taking", access=Permission.TAKE_IN)
def take(batch_id: int) -> Any:
    batch = find(batch_id)
    before, later = batch.taken, batch.takeable > AT_ONCE
    who = {"by": g.person.id, "name": g.person.full_name, "at": clock.now()}
    taken = batch.take(later=later, **who)
    if taken:
        flash(_("Đã nhận %(count)s sáng kiến.", count=len(taken)), "ok")
    elif before and not batch.is_busy:
        flash(_("Danh sách đã được nhận trước đó, không có gì thay đổi."), "info")
    elif not batch.is_busy:
        flash(_("Không còn dòng nào để nhận: các dòng đều đã có trong hệ thống."), "warn")
    return _on(batch)


@room.post("/<int:batch_id>/undoing", access=Permission.TAKE_IN)
def undo(batch_id: int) -> Any:
    batch = find(batch_id)
    batch.undo(later=batch.taken > AT_ONCE, by=g.person.id, at=clock.now())
    if not batch.is_busy:
        flash(_("Đã hoàn tác: các sáng kiến của danh sách được rút lại."), "ok")
    return _on(batch)


def _on(batch: Batch) -> Any:
    """To the batch, and to the worker if it is its turn."""
    if batch.is_busy:
        jobs.nudge(WORK)
    return see_other("intake.show", batch_id=batch.id)


def _form(form: PaperForm, status: int = 200) -> Any:
    batches = page_of(Batch.recent(g.unit))
    return render(
        "intake/new.html",
        form=form,
        page=batches,
        now=clock.now(),
        today=clock.today(),
        status=status,
    )


from app.intake import columns_routes, file_routes, row_routes, unit_routes  # noqa: E402, F401
