"""What rooms show in the calendar. Each registers what it has; the calendar asks them all."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from app.units import Unit


@dataclass(frozen=True)
class Entry:
    """A line of a day.

    :param time: its clock time, None for the whole day
    :param href: the address that it leads to
    :param icon: a name of static/icons.svg
    """

    day: dt.date
    time: dt.time | None
    words: str
    href: str | None
    icon: str


Source = Callable[[Unit, dt.date, dt.date], list[Entry]]
SOURCES: dict[str, Source] = {}


def shows(name: str) -> Callable[[Source], Source]:
    """Register what a room has to show: (unit, first day, last day) -> entries.

    It is asked in the scope of the unit in the address; `name` says which room asks.
    """

    def register(source: Source) -> Source:
        SOURCES[name] = source
        return source

    return register


def entries(unit: Unit, since: dt.date, until: dt.date) -> dict[dt.date, list[Entry]]:
    """What all rooms show from `since` to `until`, by day, in the order of the clock."""
    found = [one for source in SOURCES.values() for one in source(unit, since, until)]
    by_day: dict[dt.date, list[Entry]] = {}
    for entry in sorted(found, key=lambda e: (e.day, e.time or dt.time(), e.words)):
        if since <= entry.day <= until:
            by_day.setdefault(entry.day, []).append(entry)
    return by_day
