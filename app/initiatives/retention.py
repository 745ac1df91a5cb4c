"""How long what is known of people is kept, as data; `flask privacy sweep` does it."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, Prose, db
from app.initiatives.people import Author, Person
from app.initiatives.privacy import Erasure, forget_stray
from app.initiatives.revealing import Reveal
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit
from app.web.errors import Refused

MOST_MONTHS = 120


class ReasonMissing(Refused):
    status = 422
    message = _l("Xin ghi rõ lý do đổi thời hạn.")


class TermImpossible(Refused):
    status = 422
    message = _l("Thời hạn từ 0 đến %(most)s tháng.", most=MOST_MONTHS)


class TermFixed(Refused):
    status = 422
    message = _l("Thời hạn này không đổi được.")


class RetentionRule(HandedDown, Base):
    """A unit and those below keep `what` for so many months; the nearest and newest rule counts.

    A rule is never changed: another term is another row, with its reason.
    """

    __tablename__ = "retention_rule"
    id: Mapped[Id]
    what: Mapped[str] = mapped_column(index=True)
    months: Mapped[int]
    since: Mapped[dt.date]
    document: Mapped[Prose | None]
    reason: Mapped[Prose | None]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(RetentionRule.unit_id) == Unit.id, viewonly=True
    )

    @classmethod
    def of(cls, what: str, *, on: dt.date) -> "list[RetentionRule]":
        """The rules in force on a day; the nearest to a unit comes first, then the newest."""
        query = sa.select(cls).where(cls.what == what, cls.since <= on)
        rules = db.session.scalars(query).all()
        nearest = [(len(rule.unit_path), rule.since, rule.id) for rule in rules]
        return [rule for _key, rule in sorted(zip(nearest, rules, strict=True), reverse=True)]

    @classmethod
    def story(cls, path: str) -> "list[RetentionRule]":
        """The rules of a unit and of those above, the newest first."""
        query = sa.select(cls).where(cls.unit_path.in_([path, *Scope(path).ancestors]))
        return list(db.session.scalars(query.order_by(cls.since.desc(), cls.id.desc())))

    @classmethod
    def write(
        cls,
        unit: Unit,
        what: str,
        months: int,
        *,
        reason: str,
        document: str | None = None,
        by: int | None,
        at: dt.datetime,
    ) -> "RetentionRule":
        """Another term for a unit and those below, from today.

        :raises TermFixed: it is no matter of choice
        :raises TermImpossible: below 0, or longer than ten years
        :raises ReasonMissing: none is written
        """
        if Sweep.known[what].fixed:
            raise TermFixed()
        if not 0 <= months <= MOST_MONTHS:
            raise TermImpossible()
        if not reason.strip():
            raise ReasonMissing()
        said = {"reason": reason.strip(), "document": document, "by_id": by, "at": at}
        rule = cls(**owned_by(unit), what=what, months=months, since=clock.day_of(at), **said)
        db.session.add(rule)
        journal.record("retention_rule.write", rule, by=by, at=at, fields=["months"])
        return rule


@dataclass(frozen=True)
class Sweep:
    """Something that is dropped in its time: what is older than a moment, and how it is dropped.

    :param months: how long it is kept where no rule says otherwise; 0 for at once
    :param words: what it is, for the page of terms
    :param fixed: no rule may say otherwise
    """

    months: int
    older_than: Callable[[dt.datetime], Any]
    drop: Callable[[Any, dt.datetime], None]
    words: Any = None
    fixed: bool = False

    known: ClassVar[dict[str, "Sweep"]] = {}


def due(what: str, now: dt.datetime) -> Iterator[tuple[Any, Sweep]]:
    """Rows whose time is over by the rule of their own unit. The session must see everything."""
    sweep = Sweep.known[what]
    rules = _rules(what, now)
    for months in sorted({sweep.months, *(rule.months for rule in rules)}):
        for row in db.session.scalars(sweep.older_than(before(now, months))).unique().all():
            own = _nearest(rules, row.unit_path)
            if (own.months if own else sweep.months) == months:
                yield row, sweep


@dataclass(frozen=True)
class Term:
    """How long something is kept at a unit, by which rule, and how much of it is over in reach."""

    what: str
    sweep: Sweep
    rule: RetentionRule | None
    due: int

    @property
    def months(self) -> int:
        return self.rule.months if self.rule else self.sweep.months

    @classmethod
    def all_at(cls, unit: Unit, now: dt.datetime) -> "list[Term]":
        """Every term as it holds at a unit."""
        return [
            cls(what, sweep, _nearest(_rules(what, now), unit.path), count_due(what, now))
            for what, sweep in Sweep.known.items()
        ]


def count_due(what: str, now: dt.datetime) -> int:
    """How many rows in reach are over; counted by the database, unit by unit."""
    sweep, rules, number = Sweep.known[what], _rules(what, now), 0
    for months in sorted({sweep.months, *(rule.months for rule in rules)}):
        query = sweep.older_than(before(now, months))
        path = query.column_descriptions[0]["entity"].unit_path
        counts = query.with_only_columns(path, sa.func.count()).order_by(None).group_by(path)
        for where, count in db.session.execute(counts):
            own = _nearest(rules, where)
            if (own.months if own else sweep.months) == months:
                number += count
    return number


def _rules(what: str, now: dt.datetime) -> list[RetentionRule]:
    return [] if Sweep.known[what].fixed else RetentionRule.of(what, on=clock.day_of(now))


def _nearest(rules: list[RetentionRule], path: str) -> RetentionRule | None:
    return next((rule for rule in rules if Scope(rule.unit_path).holds(path)), None)


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
    "reveal": Sweep(
        24,
        _reveals,
        lambda row, at: db.session.delete(row),
        _l("Lượt xem đầy đủ thông tin tác giả"),
    ),
    "stray_person": Sweep(
        0,
        _strays,
        lambda person, at: forget_stray(person, at=at),
        _l("Thông tin người không còn đứng tên sáng kiến nào"),
    ),
    "erasure": Sweep(
        0,
        _erasures,
        lambda erasure, at: erasure.finish(at=at),
        _l("Yêu cầu xóa chưa làm xong ở các đơn vị khác"),
        fixed=True,
    ),
}
