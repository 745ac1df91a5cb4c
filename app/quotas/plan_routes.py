"""Allocation plans: drafts, their rules and lines, and issuing them."""

from typing import Any

from flask import abort, g

from app.access import Permission
from app.db import db
from app.quotas import planning
from app.quotas.plans import Plan
from app.quotas.room import room
from app.web.pages import page_of
from app.web.rendering import render


@room.get("/plans", access=Permission.ALLOCATE)
def plans() -> Any:
    """The unit's plans, the newest first."""
    return render("quotas/plans.html", "list", page=page_of(Plan.of(g.unit)))


@room.get("/plans/<int:plan_id>", access=Permission.ALLOCATE)
def plan(plan_id: int) -> Any:
    plan = _plan(plan_id)
    return render(
        "quotas/plan.html", "grid", plan=plan, facts=planning.facts(g.unit, plan.programme)
    )


def _plan(plan_id: int) -> Plan:
    """The unit's plan, with its programme."""
    plan = db.session.get(Plan, plan_id)
    return plan if plan and plan.unit_id == g.unit.id else abort(404)
