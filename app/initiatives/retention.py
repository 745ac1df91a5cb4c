"""How long what is known of people is kept, as data; `flask privacy sweep` does it."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base, Id, db
from app.initiatives.people import Author, Person
from app.initiatives.privacy import Erasure, erase
from app.initiatives.revealing import Reveal
from app.tenancy import HandedDown, Scope


class RetentionRule(HandedDown, Base):
    """A unit and those below keep `what` for so many months; the nearest and newest rule counts."""

    __tablename__ = "retention_rule"
    id: Mapped[Id]
    what: Mapped[str] = mapped_column(index=True)
    months: Mapped[int]
    since: Mapped[dt.date]
    document: Mapped[str | None]

    @classmethod
    def of(cls, what: str, *, on: dt.date) -> "list[RetentionRule]":
        """The rules in force on a day; the nearest to a unit comes first, then the newest."""
        query = sa.select(cls).where(cls.what == what, cls.since <= on)
        rules = db.session.scalars(query).all()
        return sorted(rules, key=lambda rule: (len(rule.unit_path), rule.since), reverse=True)


@dataclass(frozen=True)
class Sweep:
    """Something that is dropped in its time: what is older than a moment, and how it is dropped.

    :param months: how long it is kept where no rule says otherwise; 0 for at once
    """

    months: int
    older_than: Callable[[dt.datetime], Any]
    drop: Callable[[Any, dt.datetime], None]

    known: ClassVar[dict[str, "Sweep"]] = {}


def due(what: str, now: dt.datetime) -> Iterator[tuple[Any, Sweep]]:
    """Rows whose time is over by the rule of their own unit. The session must see everything."""
    sweep = Sweep.known[what]
    rules = RetentionRule.of(what, on=clock.day_of(now))
    for months in sorted({sweep.months, *(rule.months for rule in rules)}):
        for row in db.session.scalars(sweep.older_than(before(now, months))).unique().all():
            own = next((r.months for r in rules if Scope(r.unit_path).holds(row.unit_path)), None)
            if (sweep.months if own is None else own) == months:
                yield row, sweep


def before(now: dt.datetime, months: int) -> dt.datetime:
    """The same day and time so many months ago; the month's last day where there is none."""
    month = now.year * 12 + now.month - 1 - months
    year, month = month // 12, month % 12 + 1
    day = min(now.day, calendar.monthrange(year, month)[1])
    return now.replace(year=year, month=month, day=day)


def _reveals(moment: dt.datetime) -> Any:
    return sa.select(Reveal).where(Reveal.at < moment)


def _strays(moment: dt.datetime) -> Any:
    """People who stand on nothing any more: an author was corrected."""
    signed = sa.select(Author.person_id)
    return sa.select(Person).where(Person.erased_at.is_(None), Person.id.not_in(signed))


def _erasures(moment: dt.datetime) -> Any:
    return Erasure.waiting()


Sweep.known |= {
    "reveal": Sweep(24, _reveals, lambda row, at: db.session.delete(row)),
    "stray_person": Sweep(0, _strays, lambda person, at: erase(person, by=None, at=at)),
    "erasure": Sweep(0, _erasures, lambda erasure, at: erasure.finish(at=at)),
}
