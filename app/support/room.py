"""The room of support; its addresses stand in `routes` and in the modules that `routes` names."""

from typing import Any

from flask import abort, g, request, url_for
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative
from app.intake import Batch
from app.support.asked import Where
from app.support.desk import Desk
from app.support.models import Request
from app.web.room import Menu, Room

LONGEST = 200
"""Characters of an address that goes with a request."""


def _waiting() -> Any:
    return Desk.new_on(g.unit)


room = Room(
    "support",
    __name__,
    menu=[Menu(35, _l("Hỗ trợ"), "info", "support.browse", Permission.VIEW, _waiting)],
)


@room.app_context_processor
def _button() -> dict[str, Any]:
    """The button of every page: it carries along what is looked at."""
    if "unit" not in g or Permission.VIEW not in g.get("rights", ()):
        return {"ask_href": None}
    seen = request.view_args or {}
    named = {name: seen.get(f"{name}_id") for name in ("initiative", "batch", "row")}
    if named["batch"] and not named["row"]:
        named["row"] = request.args.get("edit", type=int)  # the row that is open on its page
    page = None if request.blueprint == room.name else request.path[:LONGEST]
    return {"ask_href": url_for("support.new", page=page, **named)}


def request_here(request_id: int) -> Request:
    """A request that this unit asked, or one below it: foreign and missing look the same."""
    return db.session.get(Request, request_id) or abort(404)


def signed() -> dict[str, Any]:
    """Who acts, under which name, and when."""
    return {"by": g.person.id, "signed_by": g.person.full_name, "at": clock.now()}


def acting() -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": g.person.id, "at": clock.now()}


def where(page: str, initiative: int | None, batch: int | None, row: int | None) -> Where:
    """What the asker was looking at, as far as it is his to see."""
    if not page.startswith(f"/u/{g.unit.id}/") or len(page) > LONGEST:
        page = ""
    held = db.session.get(Batch, batch) if batch else None
    in_it = held.row(row) if held and row else None
    known = db.session.get(Initiative, initiative) if initiative else None
    return Where(
        page or None,
        known.id if known else None,
        held.id if held else None,
        in_it.id if in_it else None,
    )
