"""The page of a unit: where it stands, and a line per unit below; and the pages beside it."""

from typing import Any

from flask import g, request

from app import clock
from app.access import Permission
from app.programmes import tabs
from app.progress.asking import Asked
from app.progress.charts import burn_up
from app.progress.choosing import SORTS, STATUSES, Choice, options
from app.progress.comparing import KEYS, WITHIN, Comparison
from app.progress.figures import DEFINITION_NOTES, DEFINITIONS
from app.progress.groups import grids
from app.progress.outgoing import below, columns
from app.progress.risks import risks
from app.progress.room import room
from app.progress.tables import below_their_quota
from app.web.rendering import render


def frame(asked: Asked, endpoint: str, **more: Any) -> dict[str, Any]:
    """What every page of the room shows: stages, definitions, the moment."""
    return {
        "asked": asked,
        "tabs": tabs(asked.windows, asked.window, endpoint),
        "definitions": DEFINITIONS,
        "notes": DEFINITION_NOTES,
        "now": clock.now(),
        **more,
    }


@room.get("/", access=Permission.VIEW)
def unit() -> Any:
    asked = Asked.from_address(g.unit, request.args)
    choice = Choice.from_address(request.args)
    table, days = asked.full()
    return render(
        "progress/unit.html",
        "figures",
        **frame(asked, "progress.unit"),
        table=table,
        laggards=table.laggards(),
        pace=table.pace(table.own),
        chart=burn_up(table, days),
        columns=columns(table),
        below=below(table),
        reached=below_their_quota(table),
        choice=choice,
        shown=choice.shown(table),
        options=options(table),
        sorts=SORTS,
        statuses=STATUSES,
    )


@room.get("/compare", access=Permission.VIEW)
def compare() -> Any:
    asked = Asked.from_address(g.unit, request.args)
    comparison = Comparison.from_address(request.args)
    table = asked.table()
    return render(
        "progress/compare.html",
        **frame(asked, "progress.compare"),
        table=table,
        comparison=comparison,
        classes=comparison.classes(table),
        keys=KEYS,
        within=WITHIN,
    )


@room.get("/risks", access=Permission.VIEW)
def risk() -> Any:
    asked = Asked.from_address(g.unit, request.args)
    table = asked.table()
    return render(
        "progress/risks.html",
        **frame(asked, "progress.risk"),
        table=table,
        risks=risks(table),
    )


@room.get("/groups", access=Permission.VIEW)
def groups() -> Any:
    asked = Asked.from_address(g.unit, request.args)
    found = grids(g.unit, asked.windows)
    return render("progress/groups.html", **frame(asked, "progress.groups"), grids=found)


from app.progress.charges import routes as charges  # noqa: E402, F401  (of this room too)
from app.progress.foreign import routes as foreign  # noqa: E402, F401
from app.progress.outgoing import routes as outgoing  # noqa: E402, F401
from app.progress.snapshots import routes as snapshots  # noqa: E402, F401
