"""The page of a unit: where it stands, and a line per unit below."""

from typing import Any

from flask import Response, abort, g, make_response, request

from app import clock, journal
from app.access import Permission
from app.programmes import Window, all_windows, chosen, tabs
from app.progress import check_routes
from app.progress.beside import beside
from app.progress.charts import burn_up, last_28_days
from app.progress.export import below, columns, spreadsheet
from app.progress.figures import DEFINITION_NOTES, DEFINITIONS, Definition
from app.progress.room import room
from app.progress.tables import daily, table_now
from app.web.rendering import render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

__all__ = ["check_routes", "room"]


@room.get("/", access=Permission.VIEW)
def unit() -> Any:
    windows = all_windows(g.unit)
    window, definition = _asked(windows)
    table = table_now(g.unit, window, definition, clock.today())
    days = daily(g.unit, window, definition)
    return render(
        "progress/unit.html",
        "figures",
        table=table,
        tabs=tabs(windows, window, "progress.unit"),
        laggards=table.laggards(),
        pace=table.pace(table.own, last_28_days(days, table.day)),
        chart=burn_up(table, days),
        columns=columns(table),
        below=below(table),
        beside=beside(g.unit, window, windows),
        definitions=DEFINITIONS,
        notes=DEFINITION_NOTES,
        now=clock.now(),
    )


@room.get("/table.xlsx", access=Permission.EXPORT)
def export() -> Response:
    window, definition = _asked(all_windows(g.unit))
    table = table_now(g.unit, window, definition, clock.today())
    response = make_response(spreadsheet(table))
    journal.record_apart(
        "progress.export",
        g.unit,
        by=g.person.id,
        at=clock.now(),
        fields={"stage", "programme", "count"} & request.args.keys(),
        rows=len(table.lines),
    )
    name = f"tong-hop-{g.unit.code}-{window.stage.code}-{table.day:%Y%m%d}.xlsx"
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(windows: list[Window]) -> tuple[Window, Definition]:
    """The window and the definition that the address names, else what pages open at."""
    asked = request.args
    window = chosen(windows, asked.get("stage"), asked.get("programme"), clock.now()) or abort(404)
    count = asked.get("count", window.programme.counting)
    return window, Definition(count) if count in set(Definition) else Definition.REGISTERED
