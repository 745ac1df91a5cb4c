"""Saying whose a list is, or each spelling of a unit in it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import journal
from app.db import db
from app.intake.places import BatchPlace
from app.intake.refusals import TakenAlready
from app.intake.rows import BatchRow
from app.intake.states import AT_ONCE
from app.units import Unit, UnitAlias
from app.vietnamese import name_key


class Placing:
    """How rows get their units."""

    if TYPE_CHECKING:
        about: Any
        taken: Any
        listed: Any
        _free: Any
        _compare: Any
        _recount: Any

    def assign(self, about: Unit, *, by: int | None, at: dt.datetime) -> None:
        """Say whose list it is, and look there for initiatives it repeats.

        :raises TakenAlready: its rows are initiatives of another unit by now
        """
        self._free()
        if self.about is about:
            return
        if self.taken:
            raise TakenAlready()
        self.about = about
        db.session.flush()
        self._compare_all(sa.true())
        journal.record("batch.assign", self, by=by, at=at, fields=["about_unit_id"])

    def place(self, place: BatchPlace, unit: Unit, *, by: int | None, at: dt.datetime) -> None:
        """Say which unit a spelling in the list means; the next list knows it by itself."""
        self._free()
        place.target = unit
        if place.said and name_key(place.said) != unit.name_key:
            UnitAlias.remember(unit, place.said)
        db.session.flush()
        self._compare_all(BatchRow.place_id == place.id)
        journal.record("batch.place", self, by=by, at=at, fields=["about_unit_id"])

    def _compare_all(self, which: Any) -> None:
        """Look at some of its rows anew."""
        last = 0
        while rows := self._untaken(which, last):
            self._compare(rows)
            last = rows[-1].number
            db.session.flush()
        self._recount()

    def _untaken(self, which: Any, after: int) -> list[BatchRow]:
        query = self.listed().where(
            BatchRow.initiative_id.is_(None), BatchRow.number > after, which
        )
        return list(db.session.scalars(query.limit(AT_ONCE)))
