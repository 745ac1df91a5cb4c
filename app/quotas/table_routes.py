"""A plan as a table on paper: a page for A4, and a spreadsheet in the layout tables come in."""

from typing import Any

from flask import Response, abort, g, make_response, request

from app import clock, journal
from app.access import Permission
from app.db import db
from app.quotas.facts import facts
from app.quotas.plans import Plan
from app.quotas.room import room
from app.quotas.sheet_table import PlanTable, table_of
from app.quotas.sheet_writing import attached, headings, remarks, spreadsheet
from app.web.rendering import render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.get("/plans/<int:plan_id>/table", access=Permission.ALLOCATE)
def plan_table(plan_id: int) -> Any:
    table = _table(plan_id)
    return render(
        "quotas/plan_table.html",
        table=table,
        attached=attached(table),
        headings=headings(table),
        remarks=remarks(table),
        by_unit=request.args.get("by") == "unit",
    )


@room.get("/plans/<int:plan_id>/sheet.xlsx", access=Permission.ALLOCATE)
def plan_sheet(plan_id: int) -> Response:
    table = _table(plan_id)
    response = make_response(spreadsheet(table))
    by, rows = g.person.id, len(table.units)
    journal.record_apart("quota_plan.export", table.plan, by=by, at=clock.now(), rows=rows)
    name = f"phan-bo-{g.unit.code}-{table.plan.id}.xlsx"
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table(plan_id: int) -> PlanTable:
    """The unit's plan as a table."""
    plan = db.session.get(Plan, plan_id)
    if plan is None or plan.unit_id != g.unit.id:
        abort(404)
    return table_of(plan, facts(g.unit, plan.programme))
