"""Visits of a unit's groups, those that come to it, and the plan of one."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.units import Unit
from app.visits import dossiers
from app.visits.commitments import Commitment
from app.visits.counting import reached
from app.visits.forms import PlanForm, ReasonForm, ResultForm
from app.visits.models import Visit
from app.visits.notes import VisitNote
from app.visits.proposing import proposals, window_at
from app.visits.refusals import VisitedAlready
from app.visits.room import room, signed, visit_here
from app.web.errors import Refused
from app.web.pages import page_of, page_of_rows
from app.web.rendering import render, see_other

__all__ = ["room"]
OFFERED = 20


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    notes = db.session.scalars(VisitNote.at_unit(g.unit).limit(OFFERED)).all()
    page = page_of(Visit.of(g.unit))
    return render("visits/browse.html", "list", page=page, notes=notes, today=clock.today())


@room.get("/proposals", access=Permission.VIEW)
def proposed() -> Any:
    """The most pressing ones; all of them on demand."""
    found = proposals(g.unit)
    cut = len(found) > OFFERED and "all" not in request.args
    page = page_of_rows(found[:OFFERED] if cut else found)
    return render("visits/proposals.html", "list", page=page, more=len(found) if cut else 0)


@room.post("/proposals", access=Permission.URGE)
def propose() -> Any:
    about = _about(request.form.get("about", ""))
    reason = next((p.reason for p in proposals(g.unit) if p.unit_id == about.id), "")
    visit = Visit.propose(g.unit, about, window_at(g.unit) or abort(404), reason, **signed())
    flash(_("Đã ghi đề xuất làm việc với %(name)s.", name=about.name), "ok")
    return see_other("visits.show", visit_id=visit.id)


@room.get("/new", access=Permission.URGE)
def new() -> Any:
    """Of a unit that is named: when and where; else: which unit."""
    code, text = request.args.get("about", ""), request.args.get("q", "").strip()
    about = Unit.by_code(code) if code else None
    if about is None:
        offered = db.session.scalars(g.unit.below(text).limit(OFFERED)).all() if text else []
        found = proposals(g.unit)[:OFFERED] if not text else []
        return render("visits/choose.html", "units", offered=offered, found=found, text=text)
    form = PlanForm(g.unit, _about(code), formdata=None)
    form.meets.data = ["leaders"]
    return _form(form, about)


@room.post("/", access=Permission.URGE)
def create() -> Any:
    """Propose and plan in one go."""
    about, window = _about(request.form.get("about", "")), window_at(g.unit) or abort(404)
    form = PlanForm(g.unit, about)
    if form.validate():
        reason = next((p.reason for p in proposals(g.unit) if p.unit_id == about.id), "")
        try:
            with db.session.begin_nested():
                visit = Visit.propose(g.unit, about, window, reason, **signed())
                visit.plan(form.plan(), seen=visit.version, **signed())
            return _planned(visit)
        except VisitedAlready:
            raise
        except Refused as refused:
            form.form_errors.append(str(refused))
    return _form(form, about, status=422)


@room.get("/<int:visit_id>", access=Permission.VIEW)
def show(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    promises = Commitment.of_visit(visit)
    return render(
        "visits/show.html",
        visit=visit,
        promises=promises,
        counts=reached(promises),
        reasons=ReasonForm(formdata=None),
        result=ResultForm(formdata=None),
        today=clock.today(),
    )


@room.get("/<int:visit_id>/plan", access=Permission.URGE)
def edit(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    return _form(PlanForm.of(g.unit, visit), visit.about, visit)


@room.post("/<int:visit_id>/plan", access=Permission.URGE)
def plan(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    form = PlanForm(g.unit, visit.about)
    status = 422
    if form.validate():
        try:
            with db.session.begin_nested():
                visit.plan(form.plan(), seen=form.seen, **signed())
            return _planned(visit)
        except Refused as refused:
            form.form_errors.append(str(refused))
            status = refused.status
    return _form(form, visit.about, visit, status=status)


@room.get("/<int:visit_id>/dossier", access=Permission.VIEW)
def dossier(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    if visit.dossier is None and visit.about is None:
        abort(404)
    data = dossiers.shown(visit, clock.now())
    return render("visits/dossier.html", visit=visit, d=data)


def _planned(visit: Visit) -> Any:
    flash(_("Đã lên lịch làm việc với %(name)s.", name=visit.about_name), "ok")
    return see_other("visits.show", visit_id=visit.id)


def _form(form: PlanForm, about: Unit | None, visit: Visit | None = None, status: int = 200) -> Any:
    return render("visits/plan.html", "form", form=form, about=about, visit=visit, status=status)


def _about(code: str) -> Unit:
    """An open unit below this one, by its code."""
    unit = Unit.by_code(code) if code else None
    if unit is None or unit.id == g.unit.id or not unit.is_open or unit.level <= g.unit.level:
        abort(404)
    return unit


from app.visits import (  # noqa: E402  (of this room too)
    commitment_routes,  # noqa: F401
    group_routes,  # noqa: F401
    minutes_routes,  # noqa: F401
    state_routes,  # noqa: F401
)
