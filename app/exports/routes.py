"""One address for every list: its filters stand in the address as on the list's own page."""

from typing import Any

from flask import abort, g, make_response, request

from app import clock, journal
from app.access import Permission
from app.exports import run_routes as run_routes
from app.exports.giving import PERSONAL
from app.exports.lists import AT_ONCE, FILES, NAMES, Listed, asked
from app.exports.paper import form_of
from app.exports.room import room
from app.exports.runs import ExportRun
from app.initiatives import MAY_REVEAL, rows_of
from app.uploads import Download
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.get("/", access=Permission.EXPORT)
def start() -> Any:
    """The lists, the files of long ones, and the long list that somebody has just asked for."""
    listed = asked(g.unit, request.args, clock.now()) if "list" in request.args else None
    return render(
        "exports/start.html",
        lists=NAMES,
        listed=listed,
        number=listed.count() if listed else 0,
        at_once=AT_ONCE,
        page=page_of(ExportRun.recent(g.unit)),
        personal=bool(MAY_REVEAL & g.rights),
    )


@room.get("/initiatives.xlsx", access=Permission.EXPORT)
def initiatives() -> Any:
    """Telephones and ID numbers stand in it only for whoever may read them on the page, too."""
    listed = asked(g.unit, request.args, clock.now()) or abort(404)
    number = listed.count()
    if number > AT_ONCE:
        return see_other("exports.start", list=listed.what, **listed.address)
    personal = bool(MAY_REVEAL & g.rights)
    data = _file(listed, personal)
    fields = listed.address.keys() & request.args.keys() | {*(PERSONAL if personal else ())}
    about = {"by": g.person.id, "at": clock.now(), "fields": fields, "rows": number}
    journal.record_apart("initiative.export", g.unit, **about)
    name = f"{FILES[listed.what]}-{g.unit.code}-{clock.today():%Y%m%d}.xlsx"
    response = make_response(Download(name, "xlsx", data))
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(listed: Listed, personal: bool) -> bytes:
    stages = listed.stages()
    rows = rows_of(listed.query, personal=personal, staged=len(stages) > 1)
    return form_of(listed.unit, stages).sheet(rows)
