"""The room, and what its list is narrowed by."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort, g, request
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative
from app.programmes import Window, running, windows
from app.units import Unit
from app.web.room import Menu, Room

room = Room(
    "portal",
    __name__,
    menu=[Menu(34, _l("Cổng TLĐ"), "flag", "portal.browse", Permission.ENTER)],
)


@dataclass(frozen=True)
class Asked:
    """`?stage=&state=&unit=`: the stage, those that wait as well, one unit of the subtree."""

    windows: list[Window]
    window: Window | None
    registered: bool
    unit: Unit
    here: Unit

    @classmethod
    def from_address(
        cls, here: Unit | None = None, now: dt.datetime | None = None, asked: Any = None
    ) -> "Asked":
        """:param asked: the arguments of an address, if not of this request's"""
        here = here or g.unit
        asked = request.args if asked is None else asked
        known = windows(here)
        named = [w for w in known if w.stage.code == asked.get("stage")]
        number = asked.get("unit", type=int)
        unit = db.session.get(Unit, number) if number else here
        if unit is None or not unit.path.startswith(here.path):
            abort(404)
        window = named[0] if named else running(known, now or clock.now())
        return cls(known, window, asked.get("state") == "registered", unit, here)

    @property
    def address(self) -> dict[str, Any]:
        """The same again, for the next page."""
        return {
            "stage": self.window.stage.code if self.window else None,
            "state": "registered" if self.registered else None,
            "unit": self.unit.id if self.unit.id != self.here.id else None,
        }

    def query(self) -> sa.Select[Any]:
        """What is not on the portal yet."""
        if self.window is None:
            return sa.select(Initiative).where(sa.false())
        stage = self.window.stage
        return Initiative.not_on_portal(self.unit.path, stage, registered=self.registered)

    def by_unit(self) -> list[tuple[Unit, int]]:
        """The same counted by unit, for the whole subtree."""
        if self.window is None:
            return []
        stage = self.window.stage
        return Initiative.not_on_portal_by_unit(self.here.path, stage, registered=self.registered)

    def after(self, initiative: Initiative) -> Initiative | None:
        """The next of the list, or else its first."""
        here = (initiative.unit_path, initiative.id)
        later = self.query().where(
            sa.tuple_(Initiative.unit_path, Initiative.id) > sa.tuple_(*map(sa.literal, here))
        )
        for query in (later, self.query().where(Initiative.id != initiative.id)):
            found = db.session.scalars(query.limit(1)).unique().first()
            if found is not None:
                return found
        return None
