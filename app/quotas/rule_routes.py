"""The rules of a plan: adding, changing, ordering and taking away."""

from collections.abc import Sequence
from typing import Any

from flask import abort, g, request

from app import clock
from app.access import Permission
from app.quotas import planning
from app.quotas.grid import Grid
from app.quotas.plan_routes import grid_of
from app.quotas.room import room
from app.quotas.rule_forms import KINDS, ShareForm, rule_form
from app.quotas.rules import Rule, RuleKind
from app.web.rendering import render, see_other


@room.get("/plans/<int:plan_id>/rules/new", access=Permission.ALLOCATE)
def new_rule(plan_id: int) -> Any:
    grid, kind = grid_of(plan_id), _kind()
    form = rule_form(kind, grid.facts, grid.stages, formdata=None)
    return _form_page(grid, form, kind, None)


@room.post("/plans/<int:plan_id>/rules", access=Permission.ALLOCATE)
def add_rule(plan_id: int) -> Any:
    grid, kind = grid_of(plan_id), _kind()
    form = rule_form(kind, grid.facts, grid.stages)
    if form.validate():
        return _save(grid, [*grid.plan.rules, form.rule])
    return _form_page(grid, form, kind, None, status=422)


@room.get("/plans/<int:plan_id>/rules/<int:number>", access=Permission.ALLOCATE)
def rule(plan_id: int, number: int) -> Any:
    grid = grid_of(plan_id)
    held = _rule(grid, number)
    form = rule_form(held.kind, grid.facts, grid.stages, formdata=None)
    form.fill(held)
    return _form_page(grid, form, held.kind, number)


@room.post("/plans/<int:plan_id>/rules/<int:number>", access=Permission.ALLOCATE)
def change_rule(plan_id: int, number: int) -> Any:
    grid = grid_of(plan_id)
    held = _rule(grid, number)
    form = rule_form(held.kind, grid.facts, grid.stages)
    if form.validate():
        rules = grid.plan.rules
        return _save(grid, [*rules[:number], form.rule, *rules[number + 1 :]])
    return _form_page(grid, form, held.kind, number, status=422)


@room.post("/plans/<int:plan_id>/rules/<int:number>/removal", access=Permission.ALLOCATE)
def remove_rule(plan_id: int, number: int) -> Any:
    grid = grid_of(plan_id)
    _rule(grid, number)
    rules = grid.plan.rules
    return _save(grid, [*rules[:number], *rules[number + 1 :]])


@room.post("/plans/<int:plan_id>/rules/<int:number>/earlier", access=Permission.ALLOCATE)
def earlier_rule(plan_id: int, number: int) -> Any:
    grid = grid_of(plan_id)
    moved = _rule(grid, number)
    before = [n for n, rule in enumerate(grid.plan.rules[:number]) if rule.rank == moved.rank]
    rules = [rule for n, rule in enumerate(grid.plan.rules) if n != number]
    at = before[-1] if before else number
    return _save(grid, [*rules[:at], moved, *rules[at:]])


def _save(grid: Grid, rules: Sequence[Rule]) -> Any:
    grid.plan.check(request.form.get("version", type=int))
    planning.rule(grid.plan, grid.facts, rules, by=g.person.id, at=clock.now())
    return see_other("quotas.plan", plan_id=grid.plan.id)


def _rule(grid: Grid, number: int) -> Rule:
    rules = grid.plan.rules
    return rules[number] if number < len(rules) else abort(404)


def _kind() -> RuleKind:
    kind = request.values.get("kind", "")
    return RuleKind(kind) if kind in set(RuleKind) else abort(404)


def _form_page(
    grid: Grid, form: Any, kind: RuleKind, number: int | None, *, status: int = 200
) -> Any:
    return render(
        "quotas/rule.html",
        "form",
        grid=grid,
        form=form,
        kind=kind.value,
        title=KINDS[kind],
        number=number,
        rest=isinstance(form, ShareForm),
        status=status,
    )
