"""Saying whose a list is, or which unit a spelling in it means."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.intake.batch_page import find
from app.intake.room import room
from app.tenancy import Scope
from app.units import Unit
from app.web.rendering import see_other


@room.post("/<int:batch_id>/unit", access=Permission.TAKE_IN)
def assign(batch_id: int) -> Any:
    batch, unit = find(batch_id), _unit()
    batch.assign(unit, by=g.person.id, at=clock.now())
    flash(_("Danh sách của %(unit)s.", unit=unit.name), "ok")
    return see_other("intake.show", batch_id=batch.id)


@room.post("/<int:batch_id>/places/<int:place_id>", access=Permission.TAKE_IN)
def place(batch_id: int, place_id: int) -> Any:
    batch, unit = find(batch_id), _unit()
    found = next((p for p in batch.places.values() if p.id == place_id), None) or abort(404)
    batch.place(found, unit, by=g.person.id, at=clock.now())
    flash(_("Đã ghi nhớ: “%(said)s” là %(unit)s.", said=found.said, unit=unit.name), "ok")
    return see_other("intake.show", batch_id=batch.id)


def _unit() -> Unit:
    """The open unit that was chosen, in reach of the one in the address."""
    unit = db.session.get(Unit, request.form.get("unit", 0, type=int))
    if unit is None or not unit.is_open or not Scope(g.unit.path).holds(unit.path):
        abort(404)
    return unit
