"""When a rule speaks to a unit. Pure: days, a deadline and a calendar in, moments out.

A day that the rule names is moved to the working day before it, a clock time in quiet hours to
the next moment outside them; where that would come after the deadline, to the last one before.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app import clock
from app.workdays import DAY, Workdays

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Times:
    """What a rule says of its times."""

    offsets: tuple[int, ...]
    weekday: int | None
    clock_time: dt.time


@dataclass(frozen=True, order=True)
class Due:
    """A moment `at` at which a reminder goes out for the day `day` that its rule names."""

    at: dt.datetime
    day: dt.date


@lru_cache(maxsize=4096)
def planned(
    times: Times, first_day: dt.date, deadline: dt.datetime, workdays: Workdays
) -> tuple[Due, ...]:
    """All moments of a rule for units with that deadline and calendar, the earliest first."""
    found = []
    for day in sorted(_named(times, first_day, clock.day_of(deadline))):
        if dt.datetime.combine(day, times.clock_time, clock.HANOI) <= deadline:
            found.append(Due(_moved(day, times.clock_time, deadline, workdays), day))
    return tuple(sorted(found))


def between(dues: Iterable[Due], since: dt.datetime, until: dt.datetime) -> list[Due]:
    """Those after `since`, up to and including `until`."""
    return [due for due in dues if since < due.at <= until]


def after(dues: Sequence[Due], at: dt.datetime) -> Due | None:
    """The first one that is still to come."""
    return next((due for due in dues if due.at > at), None)


def _named(times: Times, first: dt.date, last: dt.date) -> set[dt.date]:
    """The days that a rule names, from the stage's first to the deadline's."""
    days = {last - DAY * offset for offset in times.offsets}
    if times.weekday is not None:
        day = first + DAY * ((times.weekday - first.weekday()) % 7)
        while day <= last:
            days.add(day)
            day += DAY * 7
    return {day for day in days if day >= first}


def _moved(day: dt.date, time: dt.time, deadline: dt.datetime, workdays: Workdays) -> dt.datetime:
    wanted = dt.datetime.combine(workdays.on_or_before(day), time, clock.HANOI)
    moment = workdays.next_moment(wanted)
    return moment if moment <= deadline else last_before(wanted, workdays)


def last_before(at: dt.datetime, workdays: Workdays) -> dt.datetime:
    """The last whole minute before a moment in quiet time that is outside it."""
    home = at.astimezone(clock.HANOI)
    since, until = workdays.quiet_from, workdays.quiet_until
    day, overnight = home.date(), since > until
    today = since != dt.time() and home.time() >= since
    if not (today and workdays.is_working(day)):
        day = workdays.on_or_before(day - DAY)
    ends = since if overnight or (today and day == home.date()) else None
    if ends is None:
        return dt.datetime.combine(day, dt.time(23, 59), clock.HANOI)
    return dt.datetime.combine(day, ends, clock.HANOI) - MINUTE
