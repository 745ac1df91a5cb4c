"""Programmes with their stages."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.programmes.dates import faults_of_stage
from app.programmes.forms import COUNTING, ProgrammeForm, StageForm
from app.programmes.models import Programme, TargetGroup
from app.programmes.refusals import CodeInUse, ImpossibleDates
from app.programmes.steps import routes_in_words
from app.programmes.windows import running, windows
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "programmes",
    __name__,
    menu=[Menu(70, _l("Chương trình"), "list", "programmes.overview", Permission.VIEW)],
)


@room.get("/", access=Permission.VIEW)
def overview() -> Any:
    at_unit, programmes = windows(g.unit), Programme.known()
    window = running(at_unit, clock.now())
    return render(
        "programmes/overview.html",
        programmes=programmes,
        routes=routes_in_words(programmes),
        windows={window.stage.id: window for window in at_unit},
        groups=TargetGroup.names(window.stage if window else None),
        counting=COUNTING,
        now=clock.now(),
        today=clock.today(),
    )


@room.get("/new", access=Permission.SET_PROGRAMME)
def new() -> Any:
    return render("programmes/new.html", form=ProgrammeForm(formdata=None))


@room.post("/", access=Permission.SET_PROGRAMME)
def create() -> Any:
    form = ProgrammeForm()
    if form.validate():
        try:
            Programme.create(g.unit, **form.changes, by=g.person.id, at=clock.now())
            flash(_("Đã tạo chương trình."), "ok")
            return see_other("programmes.overview")
        except CodeInUse as taken:
            form.code.errors = [str(taken)]
    return render("programmes/new.html", "form", form=form, status=422)


@room.get("/<int:programme_id>/stages/new", access=Permission.SET_PROGRAMME)
def new_stage(programme_id: int) -> Any:
    programme = mine(programme_id)
    return render("programmes/stage.html", form=StageForm(formdata=None), programme=programme)


@room.post("/<int:programme_id>/stages", access=Permission.SET_PROGRAMME)
def add_stage(programme_id: int) -> Any:
    form, programme = StageForm(), mine(programme_id)
    if form.validate():
        try:
            stage = programme.add_stage(**form.facts(), by=g.person.id, at=clock.now())
            for fault in faults_of_stage(stage, programme.stages):
                flash(fault.text, "warn")
            flash(_("Đã thêm %(stage)s.", stage=stage.name), "ok")
            return see_other("programmes.overview")
        except (ImpossibleDates, CodeInUse) as refused:
            form.form_errors.append(str(refused))
    return render("programmes/stage.html", "form", form=form, programme=programme, status=422)


def mine(programme_id: int) -> Programme:
    """A programme of this very unit that has stages of its own."""
    programme = db.session.get(Programme, programme_id)
    if programme is None or programme.unit_id != g.unit.id or programme.parent_id:
        abort(404)
    return programme


from app.programmes import (  # noqa: E402  (of this room too)
    deadline_routes,  # noqa: F401
    reason_routes,  # noqa: F401
    steps_routes,  # noqa: F401
)
