"""The room of visits; its addresses stand in `routes` and in the modules that `routes` names.

It has no entry in the menu of its own: "Đôn đốc" and the first page lead here.
"""

from typing import Any

from flask import abort, g

from app import clock
from app.db import db
from app.visits.models import Visit
from app.web.room import Room

room = Room("visits", __name__)


def visit_here(visit_id: int) -> Visit:
    """A visit that this very unit pays."""
    visit = db.session.get(Visit, visit_id)
    return visit if visit and visit.unit_id == g.unit.id else abort(404)


def signed() -> dict[str, Any]:
    """Who acts, under which name, and when."""
    return {"by": g.person.id, "signed_by": g.person.full_name, "at": clock.now()}


def acting() -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": g.person.id, "at": clock.now()}
