"""Allocation plans: drafts, their lines, and issuing them."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Permission
from app.db import db
from app.programmes import Programme, Window, all_windows, chosen
from app.quotas import planning
from app.quotas.facts import facts
from app.quotas.forms import PaperForm, PlanForm
from app.quotas.grid import Grid
from app.quotas.ledger import BelowZero, NotEnough
from app.quotas.plan_lines import NothingToUndo, PlanChanged
from app.quotas.plans import Plan
from app.quotas.room import room
from app.web.pages import page_of
from app.web.rendering import is_fragment, render, see_other


@room.get("/plans", access=Permission.ALLOCATE)
def plans() -> Any:
    window = _window()
    form = PlanForm(window.programme.whole_stages, formdata=None, stages=[window.stage.id])
    return render(
        "quotas/plans.html", "list", page=page_of(Plan.of(g.unit)), form=form, window=window
    )


@room.post("/plans", access=Permission.ALLOCATE)
def draft() -> Any:
    window = _window()
    form = PlanForm(window.programme.whole_stages)
    if not form.validate():
        page = page_of(Plan.of(g.unit))
        return render("quotas/plans.html", "list", page=page, form=form, window=window, status=422)
    plan = planning.begin(
        facts(g.unit, window.programme),
        form.stages.data,
        name=form.name.data,
        by=g.person.id,
        at=clock.now(),
    )
    return see_other("quotas.plan", plan_id=plan.id)


@room.get("/plans/<int:plan_id>", access=Permission.ALLOCATE)
def plan(plan_id: int) -> Any:
    return _page(grid_of(plan_id))


@room.post("/plans/<int:plan_id>/lines", access=Permission.ALLOCATE)
def write(plan_id: int) -> Any:
    grid = grid_of(plan_id)
    amounts = grid.read(request.form)
    version = request.form.get("version", type=int)
    if grid.is_bad:
        return _page(grid, status=422)
    try:
        lines = grid.facts.lines(grid.plan)
        grid.plan.write(amounts, version=version, lines=lines, by=g.person.id, at=clock.now())
    except PlanChanged as changed:
        return _page(grid, conflict=changed, status=409)
    db.session.flush()
    return render("quotas/sums.html", grid=grid) if is_fragment() else _back(plan_id)


@room.post("/plans/<int:plan_id>/undo", access=Permission.ALLOCATE)
def undo(plan_id: int) -> Any:
    version = request.form.get("version", type=int)
    try:
        grid_of(plan_id).plan.undo(version=version, by=g.person.id, at=clock.now())
    except (NothingToUndo, PlanChanged) as not_done:  # pressed twice, it is undone once
        flash(str(not_done), "info")
    return _back(plan_id)


@room.post("/plans/<int:plan_id>/reckoning", access=Permission.ALLOCATE)
def recount(plan_id: int) -> Any:
    grid = grid_of(plan_id)
    planning.recount(grid.plan, grid.facts, by=g.person.id, at=clock.now())
    return _back(plan_id)


@room.post("/plans/<int:plan_id>/lines/<int:child_id>/release", access=Permission.ALLOCATE)
def release(plan_id: int, child_id: int) -> Any:
    grid = grid_of(plan_id)
    unit = next((u for u in grid.facts.units if u.id == child_id), None) or abort(404)
    grid.plan.release(unit.code, by=g.person.id, at=clock.now())
    planning.resettle(grid.plan, grid.facts)
    return _back(plan_id)


@room.get("/plans/<int:plan_id>/issue", access=Permission.ALLOCATE)
def issuing(plan_id: int) -> Any:
    grid = grid_of(plan_id)
    changes = planning.changes(grid.plan, grid.facts)
    return render("quotas/issue.html", grid=grid, changes=changes, form=PaperForm(formdata=None))


@room.post("/plans/<int:plan_id>/issue", access=Permission.ALLOCATE)
def issue(plan_id: int) -> Any:
    grid, form = grid_of(plan_id), PaperForm()
    if form.validate():
        try:
            told = planning.issue(
                grid.plan,
                grid.facts,
                form.paper,
                explanation=form.explanation.data,
                by=g.person.id,
                at=clock.now(),
            )
            flash(_("Đã ban hành và báo cho %(n)s đơn vị.", n=told), "ok")
            return _back(plan_id)
        except planning.Unexplained as missing:
            form.explanation.errors = [str(missing)]
        except (planning.NothingChanges, NotEnough, BelowZero) as refused:
            form.form_errors.append(str(refused))
    changes = planning.changes(grid.plan, grid.facts)
    return render("quotas/issue.html", "form", grid=grid, changes=changes, form=form, status=422)


@room.post("/plans/<int:plan_id>/drop", access=Permission.ALLOCATE)
def drop(plan_id: int) -> Any:
    grid_of(plan_id).plan.drop(by=g.person.id, at=clock.now())
    flash(_("Đã bỏ bảng phân bổ."), "ok")
    return see_other("quotas.plans")


def grid_of(plan_id: int) -> Grid:
    """The unit's plan as a grid."""
    whole = joinedload(Plan.programme)
    plan = db.session.get(
        Plan,
        plan_id,
        options=[
            whole.joinedload(Programme.stages),
            whole.joinedload(Programme.parent).joinedload(Programme.stages),
        ],
    )
    if plan is None or plan.unit_id != g.unit.id or plan.dropped_at:
        abort(404)
    return Grid(plan, facts(g.unit, plan.programme))


def _page(grid: Grid, *, status: int = 200, conflict: Any = None) -> Any:
    asked = request.args
    shown = {name: asked.get(name, "") for name in ("q", "block", "cluster", "only")}
    rows = grid.rows(shown["q"], shown["block"], shown["cluster"], shown["only"])
    answer = render(
        "quotas/plan.html",
        "plan",
        grid=grid,
        rows=rows,
        shown=shown,
        conflict=conflict,
        out_of_date=planning.out_of_date(grid.plan, grid.facts),
        status=status,
    )
    answer.headers["HX-Retarget"] = "#plan"  # a save asks for the sums alone
    return answer


def _back(plan_id: int) -> Any:
    return see_other("quotas.plan", plan_id=plan_id)


def _window() -> Window:
    asked = request.values
    found = chosen(all_windows(g.unit), asked.get("stage"), asked.get("programme"), clock.now())
    return found or abort(404)
