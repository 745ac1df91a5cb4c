"""Working days: weekends, the country's holidays with Tết, days given in exchange, quiet hours.

The holidays come from the library `holidays`, with the days that the government swaps: a Saturday
worked for a Monday off. It knows the years 1901 to 2100; in other years only weekends are free.
Days and clock times are those of Hà Nội.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import holidays

from app.clock import HANOI

DAY = dt.timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _year(year: int) -> tuple[dict[dt.date, str], frozenset[dt.date]]:
    """The country's days off in a year, by name, and its Saturdays and Sundays that are worked.

    The year after is read too: it may make up for a day with one of this year.
    """
    known = holidays.country_holidays("VN", language="vi", years=(year, year + 1))
    names = {day: name for day, name in known.items() if day.year == year}
    return names, frozenset(day for day in known.weekend_workdays if day.year == year)


def _country_works(day: dt.date) -> bool:
    names, made_up = _year(day.year)
    return day not in names and (day.weekday() < SATURDAY or day in made_up)


@lru_cache(maxsize=4096)
def _country_between(since: dt.date, until: dt.date) -> int:
    days = (since + DAY * n for n in range(1, (until - since).days + 1))
    return sum(_country_works(day) for day in days)


@dataclass(frozen=True)
class Workdays:
    """The working time of a unit.

    :param off: its own days off, beyond the country's
    :param on: its own working days although a weekend or a holiday (làm bù); these win over `off`
    :param quiet_from: no message from this clock time …
    :param quiet_until: … until this one, perhaps of the next day; the same time means never quiet
    """

    off: frozenset[dt.date] = frozenset()
    on: frozenset[dt.date] = frozenset()
    quiet_from: dt.time = dt.time(18, 0)
    quiet_until: dt.time = dt.time(7, 30)

    def is_working(self, day: dt.date) -> bool:
        return day in self.on or (day not in self.off and _country_works(day))

    def holiday_name(self, day: dt.date) -> str | None:
        """What the country celebrates that day, or why it is off; own days have no name here."""
        return _year(day.year)[0].get(day)

    def is_made_up(self, day: dt.date) -> bool:
        """Whether the country works on that Saturday or Sunday for a day off elsewhere."""
        return day in _year(day.year)[1]

    def on_or_before(self, day: dt.date) -> dt.date:
        """The nearest working day not after `day`."""
        while not self.is_working(day):
            day -= DAY
        return day

    def next_working(self, day: dt.date) -> dt.date:
        """The nearest working day not before `day`."""
        while not self.is_working(day):
            day += DAY
        return day

    def between(self, since: dt.date, until: dt.date) -> int:
        """How many working days come after `since`, up to and including `until`; never below 0."""
        if until <= since:
            return 0
        more = _within(self.on, since, until)
        less = _within(self.off - self.on, since, until)
        gained = sum(not _country_works(day) for day in more)
        return _country_between(since, until) + gained - sum(map(_country_works, less))

    def is_quiet(self, at: dt.datetime) -> bool:
        """Whether no message goes out at this instant: in quiet hours, or on a day off."""
        home = at.astimezone(HANOI)
        return self._is_quiet_time(home.time()) or not self.is_working(home.date())

    def next_moment(self, at: dt.datetime) -> dt.datetime:
        """The first instant, not before `at`, outside quiet hours and on a working day."""
        if not self.is_quiet(at):
            return at
        home = at.astimezone(HANOI)
        if self.is_working(home.date()) and home.time() < self.quiet_until:
            return dt.datetime.combine(home.date(), self.quiet_until, HANOI)
        day = self.next_working(home.date() + DAY)
        early = self._is_quiet_time(dt.time())
        return dt.datetime.combine(day, self.quiet_until if early else dt.time(), HANOI)

    def _is_quiet_time(self, time: dt.time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until


def _within(days: Iterable[dt.date], since: dt.date, until: dt.date) -> Iterable[dt.date]:
    return [day for day in days if since < day <= until]


COUNTRY = Workdays()
"""Weekends and the country's holidays only."""
