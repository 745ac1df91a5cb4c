"""Ladders: which one holds here and from which unit, and laying one of its own down."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import ROLE_NAMES, Permission
from app.db import db
from app.deadlines.holding import here_and_above, holding, programmes_of
from app.deadlines.ladder_forms import TOLD, LadderForm
from app.deadlines.ladders import Ladder
from app.deadlines.room import room
from app.deadlines.step_forms import put_at_fault
from app.deadlines.words import MEASURES, STEPS
from app.web.errors import Refused
from app.web.rendering import render, see_other

WORDS = {"steps": STEPS, "measures": MEASURES, "roles": ROLE_NAMES, "told": dict(TOLD)}


@room.get("/ladder", access=Permission.VIEW)
def ladder() -> Any:
    known = here_and_above(g.unit)
    return render(
        "deadlines/ladder.html",
        holds=[(p, holding(known, g.unit, p)) for p in programmes_of(g.unit)],
        own=[one for one in known if one.unit_id == g.unit.id],
        names={unit.path: unit.short_name for unit in [*g.above, g.unit]},
        words=WORDS,
    )


@room.get("/ladder/new", access=Permission.URGE)
def new_ladder() -> Any:
    """Begun from the one that holds here."""
    programmes = programmes_of(g.unit)
    known = here_and_above(g.unit)
    model = holding(known, g.unit, programmes[0]) if programmes else None
    model = model or (known[-1] if known else None)
    rungs = [step.rung for step in model.steps] if model else []
    name = _("Thang đôn đốc của %(unit)s", unit=g.unit.short_name)
    return _page(LadderForm(programmes, formdata=None).show(name, rungs), None)


@room.post("/ladder", access=Permission.URGE)
def lay_ladder() -> Any:
    form = LadderForm(programmes_of(g.unit))
    if form.validate():
        programme = form.programmes.get(form.programme.data)
        said = {"name": form.name.data, "steps": form.steps, "by": g.person.id}
        try:
            Ladder.lay(g.unit, programme=programme, **said, at=clock.now())
            flash(_("Đã ghi thang đôn đốc. Xin xem lại rồi bật."), "ok")
            return see_other("deadlines.ladder")
        except Refused as refused:
            put_at_fault(form, refused)
    return _page(form, None, status=422)


@room.get("/ladder/<int:ladder_id>/edit", access=Permission.URGE)
def edit_ladder(ladder_id: int) -> Any:
    found = _find(ladder_id)
    form = LadderForm([], formdata=None)
    return _page(form.show(found.name, [step.rung for step in found.steps]), found)


@room.post("/ladder/<int:ladder_id>", access=Permission.URGE)
def rewrite_ladder(ladder_id: int) -> Any:
    found, form = _find(ladder_id), LadderForm([])
    del form.programme
    if form.validate():
        found.rewrite(form.name.data or "", form.steps, by=g.person.id, at=clock.now())
        flash(_("Đã ghi thang đôn đốc. Bước đã làm vẫn giữ như cũ."), "ok")
        return see_other("deadlines.ladder")
    return _page(form, found, status=422)


@room.post("/ladder/<int:ladder_id>/switch-on", access=Permission.URGE)
def switch_ladder_on(ladder_id: int) -> Any:
    found = _find(ladder_id)
    found.switch_on(by=g.person.id, at=clock.now())
    flash(_("Đã bật thang đôn đốc “%(name)s”.", name=found.name), "ok")
    return see_other("deadlines.ladder")


@room.post("/ladder/<int:ladder_id>/switch-off", access=Permission.URGE)
def switch_ladder_off(ladder_id: int) -> Any:
    found = _find(ladder_id)
    found.switch_off(by=g.person.id, at=clock.now())
    flash(_("Đã tắt thang đôn đốc “%(name)s”.", name=found.name), "ok")
    return see_other("deadlines.ladder")


def _find(ladder_id: int) -> Ladder:
    found = db.session.get(Ladder, ladder_id)
    if found is None or found.unit_id != g.unit.id:
        abort(404)
    return found


def _page(form: LadderForm, found: Ladder | None, *, status: int = 200) -> Any:
    return render("deadlines/ladder_form.html", "form", form=form, ladder=found, status=status)
