"""Working minutes: how long a request has lain, and when it is due. Pure functions, no database.

A minute is counted when it begins on a working day inside the hours of the desk; so parts of a
time add up to the whole, wherever it is cut: by a pause, a hand-over or the end of a day.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from flask_babel import lazy_gettext as _l

from app.clock import HANOI, day_of
from app.web.errors import Refused

Span = tuple[int, int]
"""Minutes of a day, from (included) and until (excluded)."""
Hours = Callable[[dt.date], Sequence[Span]]
"""The hours of a desk on a day, in order and apart; none on a day off."""

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
OFFICE = "07:30-11:30 13:30-17:00"
"""Hours of whoever has named no others."""
FURTHEST = 400
"""Days that are looked through for an hour in which somebody works."""
_HOURS = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–—]\s*(\d{1,2})[:hg](\d{2})?")
_BETWEEN = re.compile(r"[\s,;]*(?:và\s*)?")


class BadHours(Refused):
    status = 422
    message = _l("Giờ trực ghi dạng 7:30–11:30, 13:30–17:00.")


def read_hours(text: str) -> str:
    """Hours as they are kept, from "7h30–11h30, 13:30-17:00".

    :raises BadHours: they cannot be read, or end before they begin
    """
    found = list(_HOURS.finditer(text.lower()))
    if not found or _BETWEEN.fullmatch(_HOURS.sub(" ", text.lower())) is None:
        raise BadHours()
    spans = [
        (int(one[1]) * 60 + int(one[2] or 0), int(one[3]) * 60 + int(one[4] or 0)) for one in found
    ]
    if any(not 0 <= since < until <= 24 * 60 for since, until in spans):
        raise BadHours()
    if any(int(one[group] or 0) > 59 for one in found for group in (2, 4)):
        raise BadHours()
    return " ".join(f"{_time(since)}-{_time(until)}" for since, until in merged(spans))


def spans_of(kept: str) -> list[Span]:
    """The spans of hours as they are kept."""
    return [
        (int(since[:2]) * 60 + int(since[3:]), int(until[:2]) * 60 + int(until[3:]))
        for since, _, until in (part.partition("-") for part in kept.split())
    ]


def hours_words(kept: str) -> str:
    """ "7:30–11:30, 13:30–17:00"."""
    parts = (part.partition("-") for part in kept.split())
    return ", ".join(
        f"{since.removeprefix('0')}–{until.removeprefix('0')}" for since, _, until in parts
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same minutes in order and apart."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found


def minutes(since: dt.datetime, until: dt.datetime, hours: Hours) -> int:
    """Working minutes that begin from `since` on and before `until`."""
    if until <= since:
        return 0
    first, last = day_of(since), day_of(until)
    total, day = 0, first
    while day <= last:
        low = _minute(since) if day == first else 0
        high = _minute(until) if day == last else 24 * 60
        total += sum(max(0, min(high, end) - max(low, start)) for start, end in hours(day))
        day += DAY
    return total


def due(since: dt.datetime, much: int, hours: Hours) -> dt.datetime:
    """The first instant at which that many working minutes have begun and ended since.

    Where nobody works for `FURTHEST` days it is the end of them.
    """
    day, left = day_of(since), max(0, much)
    low = _minute(since)
    for _number in range(FURTHEST):
        for start, end in hours(day):
            there = end - max(low, start)
            if there <= 0:
                continue
            if left <= there:
                return _at(day, max(low, start) + left)
            left -= there
        day, low = day + DAY, 0
    return _at(day, 0)


def opening(at: dt.datetime, hours: Hours) -> dt.datetime:
    """The first minute from `at` on at which the desk is open; `at` itself in the midst of one."""
    return max(at, due(at, 1, hours) - MINUTE)


def _minute(at: dt.datetime) -> int:
    """The first minute of its day that begins not before an instant."""
    home = at.astimezone(HANOI)
    return home.hour * 60 + home.minute + bool(home.second or home.microsecond)


def _at(day: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), HANOI) + MINUTE * minute


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
