"""What an address of the room asks for: the stage, a day, a unit right below."""

import datetime as dt
from typing import Any

from flask import abort, g, request
from flask_babel import lazy_gettext as _l

from app import clock
from app.db import db
from app.programmes import Window, all_windows, chosen
from app.tenancy import STEP
from app.units import Unit
from app.web.forms import DayField, Form


def asked_windows() -> tuple[list[Window], Window]:
    """All stages at the unit, and the one asked for or running."""
    windows, asked = all_windows(g.unit), request.values
    window = chosen(windows, asked.get("stage"), asked.get("programme"), clock.now())
    return windows, window or abort(404)


class AsOfForm(Form):
    """A past day to reckon at; none for today's figures."""

    at = DayField(_l("Tính đến ngày"))

    @classmethod
    def read(cls) -> "AsOfForm":
        """The one of this address; what cannot be read is said beside the box."""
        form = cls(formdata=request.args if request.args.get("at") else None)
        if request.args.get("at"):
            form.validate()
        return form

    @property
    def day(self) -> dt.date | None:
        found: Any = self.at.data
        return found


def child(unit_id: int) -> Unit:
    """A unit directly below the one of the address."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.path[:-STEP] != g.unit.path:
        abort(404)
    return unit
