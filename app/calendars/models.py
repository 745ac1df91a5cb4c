"""A unit's own days, off or worked, and its quiet hours. Both hold for all below."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit
from app.web.errors import Refused
from app.workdays import DAY

LONGEST = 120
"""Days: no school is off for longer."""


class NoDays(Refused):
    status = 422
    message = _l("Ngày cuối đứng trước ngày đầu.")


class TooLong(Refused):
    status = 422
    message = _l("Mỗi lần ghi tối đa 120 ngày.")


class OwnDay(HandedDown, Base):
    """Days off of a unit beyond the country's, or days it works although others do not (làm bù).

    It may be written again for the same days: the last word holds.
    """

    __tablename__ = "own_day"
    __table_args__ = (sa.UniqueConstraint("unit_id", "since", "until"),)
    id: Mapped[Id]
    since: Mapped[dt.date]
    until: Mapped[dt.date]
    works: Mapped[bool]
    words: Mapped[Prose]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(OwnDay.unit_id) == Unit.id, viewonly=True
    )

    @property
    def days(self) -> Iterator[dt.date]:
        return (self.since + DAY * n for n in range((self.until - self.since).days + 1))

    @classmethod
    def at_line(cls, unit: Unit, since: dt.date, until: dt.date) -> "list[OwnDay]":
        """Those that hold at a unit and touch some days, the root's first."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = sa.select(cls).where(
            cls.unit_path.in_(line), cls.since <= until, cls.until >= since
        )
        query = query.options(joinedload(cls.unit))
        return list(db.session.scalars(query.order_by(cls.unit_path, cls.at, cls.id)))

    @classmethod
    def listed(cls, unit: Unit) -> sa.Select[Any]:
        """Those that hold at a unit, the latest first."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = sa.select(cls).where(cls.unit_path.in_(line)).options(joinedload(cls.unit))
        return query.order_by(cls.since.desc(), cls.id.desc())

    @classmethod
    def find(cls, unit: Unit, own_day_id: int) -> "OwnDay | None":
        """One of this very unit."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.id == own_day_id)
        return db.session.scalar(query)

    @classmethod
    def mark(
        cls,
        unit: Unit,
        since: dt.date,
        until: dt.date | None = None,
        *,
        works: bool,
        words: str,
        by: int | None,
        at: dt.datetime,
    ) -> "OwnDay":
        """Say that a unit and those below it are off, or work, on some days.

        :raises NoDays: they end before they begin
        :raises TooLong: more than `LONGEST`
        """
        until = until or since
        if until < since:
            raise NoDays()
        if (until - since).days >= LONGEST:
            raise TooLong()
        same = sa.select(cls).where(cls.unit_id == unit.id, cls.since == since, cls.until == until)
        found = db.session.scalar(same)
        if found and (found.works, found.words) == (works, words):
            return found
        day = found or cls(**owned_by(unit), since=since, until=until)
        day.works, day.words, day.by_id, day.at = works, words, by, at
        db.session.add(day)
        journal.record("own_day.mark", day, by=by, at=at, fields=["since", "until", "works"])
        return day

    def strike(self, *, by: int | None, at: dt.datetime) -> None:
        """Take it out again."""
        journal.record("own_day.strike", self, by=by, at=at)
        db.session.delete(self)


class QuietHours(HandedDown, Base):
    """When a unit and those below it get no message; the nearest upward holds."""

    __tablename__ = "quiet_hours"
    __table_args__ = (sa.UniqueConstraint("unit_id"),)
    id: Mapped[Id]
    since: Mapped[dt.time]
    until: Mapped[dt.time]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]

    @classmethod
    def own(cls, unit: Unit) -> "QuietHours | None":
        return db.session.scalar(sa.select(cls).where(cls.unit_id == unit.id))

    @classmethod
    def keep(
        cls, unit: Unit, since: dt.time, until: dt.time, *, by: int | None, at: dt.datetime
    ) -> "QuietHours":
        """Let a unit be quiet from one clock time until another, perhaps of the next day."""
        hours = cls.own(unit) or cls(**owned_by(unit))
        if hours.id and (hours.since, hours.until) == (since, until):
            return hours
        hours.since, hours.until, hours.by_id, hours.at = since, until, by, at
        db.session.add(hours)
        journal.record("quiet_hours.keep", hours, by=by, at=at, fields=["since", "until"])
        return hours

    def drop(self, *, by: int | None, at: dt.datetime) -> None:
        """Keep to those of the unit above again."""
        journal.record("quiet_hours.drop", self, by=by, at=at)
        db.session.delete(self)
