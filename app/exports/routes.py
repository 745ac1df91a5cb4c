"""One address for every list: its filters stand in the address as on the list's own page."""

from typing import Any

from flask import Response, abort, g, make_response, request

from app import clock, journal
from app.access import Permission
from app.exports.lists import NAMES, Listed, asked
from app.initiatives import MAY_REVEAL, rows_of
from app.intake import filled_form
from app.programmes import TargetGroup
from app.web.rendering import render
from app.web.room import Room

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = {"list", "stage", "state", "q", "group", "own", "unit", "field"}

room = Room("exports", __name__)


@room.get("/", access=Permission.EXPORT)
def start() -> Any:
    return render("exports/start.html", lists=NAMES, personal=bool(MAY_REVEAL & g.rights))


@room.get("/initiatives.xlsx", access=Permission.EXPORT)
def initiatives() -> Response:
    """Telephones and ID numbers stand in it only for whoever may read them on the page, too."""
    listed = asked() or abort(404)
    number = listed.count()
    personal = bool(MAY_REVEAL & g.rights)
    response = make_response(_file(listed, personal))
    fields = FILTERS & request.args.keys() | ({"phone", "id_number"} if personal else set())
    about = {"by": g.person.id, "at": clock.now(), "fields": fields, "rows": number}
    journal.record_apart("initiative.export", g.unit, **about)
    name = f"{listed.name}-{g.unit.code}-{clock.today():%Y%m%d}.xlsx"
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(listed: Listed, personal: bool) -> bytes:
    window = listed.window or abort(404)
    stage = window.stage
    return filled_form(
        rows_of(listed.query, personal=personal),
        g.unit.name,
        (stage.name, stage.recognised_since, stage.recognised_until),
        groups=TargetGroup.names(stage),
        with_units=not (g.unit.kind and g.unit.kind.grassroots),
        more=("state", "code"),
    )
