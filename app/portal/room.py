"""The room, and what its list is narrowed by."""

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

    @classmethod
    def from_address(cls) -> "Asked":
        known = windows(g.unit)
        named = [w for w in known if w.stage.code == request.args.get("stage")]
        number = request.args.get("unit", type=int)
        unit = db.session.get(Unit, number) if number else g.unit
        if unit is None or not unit.path.startswith(g.unit.path):
            abort(404)
        window = named[0] if named else running(known, clock.now())
        return cls(known, window, request.args.get("state") == "registered", unit)

    @property
    def address(self) -> dict[str, Any]:
        """The same again, for the next page."""
        return {
            "stage": self.window.stage.code if self.window else None,
            "state": "registered" if self.registered else None,
            "unit": self.unit.id if self.unit.id != g.unit.id else None,
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
        return Initiative.not_on_portal_by_unit(g.unit.path, stage, registered=self.registered)

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
