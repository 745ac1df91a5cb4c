"""A table as it goes out: a spreadsheet, plain text for Excel, a sheet of A4, texts for Zalo."""

from typing import Any

from flask import Response, g, make_response, request

from app import clock, journal
from app.access import Permission
from app.progress.asking import Asked
from app.progress.choosing import STATUSES, Choice
from app.progress.figures import DEFINITIONS
from app.progress.outgoing.export import plain, spreadsheet
from app.progress.outgoing.messages import Letters
from app.progress.outgoing.printed import Printed
from app.progress.room import room
from app.progress.routes import frame
from app.web.pages import page_of_rows
from app.web.rendering import render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
NAMED = {"stage", "programme", "count", "on", "time", "tree", "round"}
"""What of an address the journal keeps the names of."""


@room.get("/table.xlsx", access=Permission.EXPORT)
def export() -> Response:
    asked, printed = _asked()
    return _file(asked, printed, spreadsheet(printed), "xlsx", XLSX)


@room.get("/table.csv", access=Permission.EXPORT)
def export_csv() -> Response:
    asked, printed = _asked()
    return _file(asked, printed, plain(printed), "csv", CSV)


@room.get("/print", access=Permission.VIEW)
def paper() -> Any:
    """The sheet that goes under a dispatch."""
    asked, printed = _asked()
    return render(
        "progress/outgoing/paper.html",
        asked=asked,
        printed=printed,
        definitions=DEFINITIONS,
        rounding={"round": "0" if printed.rounded else None},
    )


@room.get("/message", access=Permission.VIEW)
def message() -> Any:
    """The unit's own, and one for each unit below, as they are filtered; of each page one list."""
    asked, choice = Asked.from_address(g.unit, request.args), Choice.from_address(request.args)
    table = asked.table()
    letters = Letters.of(g.unit, table)
    page = page_of_rows([line for line in choice.shown(table).lines if line.kind == "unit"])
    return render(
        "progress/outgoing/message.html",
        **frame(asked, "progress.message"),
        table=table,
        choice=choice,
        statuses=STATUSES,
        own=letters.own(),
        page=page,
        texts=[letters.to(line) for line in page.rows],
    )


def _asked() -> tuple[Asked, Printed]:
    """`?round=0` prints rates in whole per cent beside the exact ones."""
    asked = Asked.from_address(g.unit, request.args)
    return asked, Printed(asked.table(), request.args.get("round") == "0", asked.structure_words)


def _file(asked: Asked, printed: Printed, data: bytes, ending: str, kind: str) -> Response:
    response, table = make_response(data), printed.table
    journal.record_apart(
        "progress.export",
        g.unit,
        by=g.person.id,
        at=clock.now(),
        fields=NAMED & request.args.keys(),
        rows=len(table.lines),
    )
    name = f"tong-hop-{g.unit.code}-{asked.window.stage.code}-{table.day:%Y%m%d}.{ending}"
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
