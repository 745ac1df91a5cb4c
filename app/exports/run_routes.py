"""A file of a long list: asked for, on its way, ready, given out, stopped."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.exports.lists import asked
from app.exports.room import room
from app.exports.runs import ExportRun
from app.exports.working import FILES, TIDY
from app.initiatives import MAY_REVEAL
from app.web.rendering import render, see_other


@room.post("/runs", access=Permission.EXPORT)
def ask() -> Any:
    listed = asked(g.unit, request.form, clock.now()) or abort(404)
    personal, number = bool(MAY_REVEAL & g.rights), listed.count()
    run = ExportRun.ask(listed, number, personal=personal, by=g.person, at=clock.now())
    jobs.nudge(FILES)
    return see_other("exports.show", export_id=run.id)


@room.get("/runs/<int:export_id>", access=Permission.EXPORT)
def show(export_id: int) -> Any:
    run = _find(export_id)
    mine = run.account_id == g.person.id
    return render("exports/run.html", "run", run=run, mine=mine, now=clock.now())


@room.post("/runs/<int:export_id>/cancellation", access=Permission.EXPORT)
def cancel(export_id: int) -> Any:
    run = _find(export_id)
    was_ready = run.is_ready
    run.cancel(by=g.person.id, at=clock.now())
    jobs.nudge(TIDY)
    flash(_("Đã xóa tệp.") if was_ready else _("Đã hủy việc lập tệp."), "ok")
    return see_other("exports.show", export_id=export_id)


@room.get("/runs/<int:export_id>/file", access=Permission.EXPORT)
def file(export_id: int) -> Any:
    return _find(export_id).give(rights=g.rights, by=g.person.id, at=clock.now())


def _find(export_id: int) -> ExportRun:
    return ExportRun.find(g.unit, export_id) or abort(404)
