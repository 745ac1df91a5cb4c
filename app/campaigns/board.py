"""The board of a campaign at a unit: what it and each unit below added on the campaign's days.

Counts are net changes by the days of Hà Nội, on today's tree: an initiative that is withdrawn is
taken off on the day of its withdrawal, wherever it was before.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.campaigns.models import Campaign, CampaignStanding, CampaignTarget, When
from app.campaigns.ranking import KEYS, ranks, usual, value
from app.db import db
from app.programmes import Window
from app.progress import Days, Pace, children_of, days_of
from app.units import Unit
from app.vietnamese import rate_text

DAY = dt.timedelta(days=1)
MOST_DAYS = 3


@dataclass(frozen=True)
class Line:
    """A line: kind "own", "unit", "other" (Đơn vị khác) or "total"; counts are initiatives."""

    kind: str
    name: str
    count: int = 0
    this_day: int = 0
    day_before: int = 0
    target: int | None = None
    unit_id: int | None = None
    rank: int | None = None
    is_open: bool = True

    @property
    def rate(self) -> str:
        return rate_text(self.count, self.target)

    @property
    def remaining(self) -> int | None:
        return None if not self.target else max(0, self.target - self.count)


@dataclass(frozen=True)
class Board:
    """How a campaign stands at a unit at a moment; after its end, how it ended.

    `lines` are the parts of `own`, the best first and "Đơn vị khác" last.
    """

    campaign: Campaign
    window: Window
    moment: dt.datetime
    own: Line
    lines: Sequence[Line]
    by: str
    days: Sequence[tuple[dt.date, int]]
    standing: CampaignStanding | None = None

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.moment)

    @property
    def when(self) -> When:
        return self.campaign.when(self.day)

    @property
    def key(self) -> Any:
        """By what the lines are ranked, in words."""
        return KEYS[self.by]

    @property
    def children(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "unit"]

    @property
    def total(self) -> Line:
        lines = self.lines
        return Line(
            "total",
            _("Tổng cộng"),
            sum(line.count for line in lines),
            sum(line.this_day for line in lines),
            sum(line.day_before for line in lines),
            sum(line.target or 0 for line in lines) or None,
        )

    @property
    def difference(self) -> tuple[str, int] | None:
        """What of the own target no child holds, or what they hold beyond it."""
        given = sum(line.target or 0 for line in self.children)
        if not given or not self.own.target or given == self.own.target:
            return None
        if given < self.own.target:
            return _("Mục tiêu chưa giao cho đơn vị trực thuộc"), self.own.target - given
        return _("Giao vượt mục tiêu"), given - self.own.target

    @property
    def best_days(self) -> list[tuple[dt.date, int]]:
        """The days that added most, at most three; of equal ones the later first."""
        some = [(day, n) for day, n in self.days if n > 0]
        return sorted(some, key=lambda it: (it[1], it[0]), reverse=True)[:MOST_DAYS]

    def pace(self, line: Line) -> Pace | None:
        """A line's pace to the end; None without a target, and before the beginning."""
        if not line.target or self.when is When.AHEAD:
            return None
        of = self.campaign
        return Pace(line.target, line.count, of.since, of.until, self.day)

    @property
    def taking_part(self) -> int:
        """How many children added something."""
        return sum(line.count > 0 for line in self.children)


def board(
    campaign: Campaign, unit: Unit, window: Window, moment: dt.datetime, by: str = ""
) -> Board:
    """The board as it stands, in two statements.

    :param by: what to rank by, one of `KEYS`; else what is usual
    """
    last = min(clock.day_of(moment), campaign.until)
    days = days_of(unit, window, campaign.definition, last)
    counted = _Counted(days, campaign.since, last, clock.day_of(moment))
    lines, own, standing = [], None, None
    for row in _rows(campaign, unit):
        if row.id == unit.id:
            target = campaign.target if campaign.is_of(unit) else row.amount
            own, standing = counted.own(unit, target), row.CampaignStanding
        elif row.closed_on is None or counted.has(row.path) or row.amount:
            line = counted.line("unit", row.name, row.path, row.amount)
            lines.append(replace(line, unit_id=row.id, is_open=row.closed_on is None))
    assert own is not None, "a unit sees itself"
    by = by if by in KEYS else usual([line.target for line in lines])
    ranked = _ranked(lines, by)
    other = _other(own, ranked)
    if ranked and (other.count or other.this_day or other.day_before):
        ranked.append(other)
    by_day = counted.by_day(days.own)
    return Board(campaign, window, moment, own, ranked, by, by_day, standing)


@dataclass(frozen=True)
class _Counted:
    """Changes on a campaign's days, of each branch."""

    days: Days
    since: dt.date
    last: dt.date
    today: dt.date

    def by_day(self, changes: Sequence[tuple[dt.date, int]]) -> list[tuple[dt.date, int]]:
        return [(day, n) for day, n in changes if self.since <= day <= self.last]

    def has(self, path: str) -> bool:
        return bool(self.by_day(self.days.of.get(path, ())))

    def own(self, unit: Unit, target: int | None) -> Line:
        line = self._of("own", unit.name, dict(self.by_day(self.days.own)), target)
        return replace(line, unit_id=unit.id)

    def line(self, kind: str, name: str, path: str, target: int | None) -> Line:
        return self._of(kind, name, dict(self.by_day(self.days.of.get(path, ()))), target)

    def _of(self, kind: str, name: str, by: Mapping[dt.date, int], target: int | None) -> Line:
        now, before = by.get(self.today, 0), by.get(self.today - DAY, 0)
        return Line(kind, name, sum(by.values()), now, before, target)


def _other(own: Line, lines: Sequence[Line]) -> Line:
    """What is left to make up the whole: the initiatives of the upper unit itself."""
    return Line(
        "other",
        _("Đơn vị khác"),
        own.count - sum(line.count for line in lines),
        own.this_day - sum(line.this_day for line in lines),
        own.day_before - sum(line.day_before for line in lines),
        unit_id=own.unit_id,
    )


def _ranked(lines: Sequence[Line], by: str) -> list[Line]:
    """The best first; who has no value, or is closed, comes last and has no rank."""
    values = [value(by, one.count, one.target) if one.is_open else None for one in lines]
    found = [replace(one, rank=rank) for one, rank in zip(lines, ranks(values), strict=True)]
    return sorted(found, key=lambda one: (one.rank is None, one.rank or 0))


def _rows(campaign: Campaign, unit: Unit) -> Sequence[Any]:
    """The unit and its children, closed ones too, with their targets and the unit's standing."""
    target, standing = CampaignTarget, CampaignStanding
    query = (
        sa.select(Unit.id, Unit.name, Unit.path, Unit.closed_on, target.amount, standing)
        .outerjoin(target, sa.and_(target.unit_id == Unit.id, target.campaign_id == campaign.id))
        .outerjoin(
            standing,
            sa.and_(
                standing.unit_id == Unit.id,
                standing.campaign_id == campaign.id,
                Unit.id == unit.id,
            ),
        )
        .where(Unit.id.in_(sa.union_all(sa.select(sa.literal(unit.id)), children_of(unit))))
    )
    return sorted(db.session.execute(query), key=lambda row: row.path)
