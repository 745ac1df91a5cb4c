"""Recognition each quarter: the most initiatives *and* above one's own target.

The rule, word for word from the programme: each quarter recognises the unit of a cluster with the
most initiatives, if it is above its own target as well. Both together: when the one with the most
is not above its target, nobody is recognised, not even a second one that is. Those that tie for
the most are judged each by its own target.

* The count of a quarter is what it changed: the net change of those under review and valid, in all
  stages of the programme, from the quarter's first day in Hà Nội to its last.
* The target of a quarter is its share of the quota, a straight line over the days of each stage:
  what the line asks for at the quarter's end less what it asked for before it began, both rounded
  half up, so that the quarters of a stage add up to its quota.
* A unit that received no quota has no target to be above, and is not recognised; it still may be
  the one with the most.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from flask_babel import gettext as _

from app import clock
from app.clusters.models import ClusterQuarter
from app.programmes import Stage

Days = tuple[dt.date, dt.date]
"""The first and the last one."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, by the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> dt.date:
        return self.next.first_day - dt.timedelta(days=1)

    @property
    def words(self) -> str:
        roman = ("I", "II", "III", "IV")[self.number - 1]
        return _("Quý %(number)s/%(year)s", number=roman, year=self.year)


def quarters_of(stages: Iterable[Stage], today: dt.date) -> list[Quarter]:
    """The quarters up to today in which some stage has days."""
    found: set[Quarter] = set()
    for stage in stages:
        first, last = span(stage)
        found |= set(_between(first, min(last, today)))
    return sorted(found)


def _between(first: dt.date, last: dt.date) -> Iterator[Quarter]:
    quarter = Quarter.of(first)
    while quarter.first_day <= last:
        yield quarter
        quarter = quarter.next


def span(stage: Stage) -> Days:
    """The days over which a stage's quota is spread."""
    return stage.first_day, clock.day_of(stage.submitted_until)


def target(given: Iterable[tuple[Days, int | None]], quarter: Quarter) -> int | None:
    """The sum of a quarter's parts of what was given; None where nothing was.

    :param given: the days of each stage, and the quota for it
    """
    parts = [(days, quota) for days, quota in given if quota and _meets(days, quarter)]
    return sum(share(quota, days, quarter) for days, quota in parts) if parts else None


def _meets(days: Days, quarter: Quarter) -> bool:
    return days[0] <= quarter.last_day and quarter.first_day <= days[1]


def share(quota: int, days: Days, quarter: Quarter) -> int:
    """A quarter's part of a quota that is spread evenly over `days`."""
    before = quarter.first_day - dt.timedelta(days=1)
    return _by(quota, days, quarter.last_day) - _by(quota, days, before)


def _by(quota: int, days: Days, day: dt.date) -> int:
    """What a straight line asks for at the end of a day, half up."""
    first, last = days
    whole = max(1, (last - first).days + 1)
    gone = min(max(0, (day - first).days + 1), whole)
    return (2 * quota * gone + whole) // (2 * whole)


class Added(Protocol):
    """A member in a quarter."""

    @property
    def about_unit_id(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def target(self) -> int | None: ...


def recognised(members: Sequence[Added]) -> set[int]:
    """The ids of the members of one quarter that are recognised; see the rule above."""
    most = max((one.count for one in members), default=0)
    return {
        one.about_unit_id
        for one in members
        if 0 < one.count == most and one.target is not None and one.count > one.target
    }


@dataclass(frozen=True)
class Judged:
    """A quarter of a cluster, and who of its members is recognised; one that runs may turn."""

    quarter: Quarter
    members: Sequence[ClusterQuarter]
    recognised: set[int]
    is_over: bool

    def is_recognised(self, one: ClusterQuarter) -> bool:
        return one.about_unit_id in self.recognised


def judged(rows: Iterable[ClusterQuarter], today: dt.date) -> list[Judged]:
    """Rows that stand together by quarter, judged."""
    result = []
    for (year, number), some in groupby(rows, key=lambda row: (row.year, row.quarter)):
        members, quarter = list(some), Quarter(year, number)
        over = quarter.last_day < today
        result.append(Judged(quarter, members, recognised(members), over))
    return result
