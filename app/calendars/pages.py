"""A period as a table of days, each with all that it holds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.calendars.entries import Entry, entries
from app.calendars.models import OwnDay
from app.calendars.periods import WEEKDAYS, Period
from app.calendars.working import laid
from app.units import Unit
from app.workdays import COUNTRY, DAY


@dataclass(frozen=True)
class Day:
    """A day of the table.

    :param holiday: what the country celebrates, or is off for
    :param own: the word that units have laid down for it, the nearest last
    """

    day: dt.date
    inside: bool
    works: bool
    made_up: bool
    holiday: str | None
    own: Sequence[OwnDay]
    entries: Sequence[Entry]

    @property
    def weekday(self) -> str:
        return str(WEEKDAYS[self.day.weekday()])

    @property
    def remark(self) -> str:
        """Why it is worked or off against the week, in words; "" for a day like any other."""
        if self.holiday and not self.works:
            return self.holiday
        return _("Ngày làm việc bù") if self.works and self.made_up else ""

    @property
    def holds(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.remark or self.own or self.entries)


def weeks(unit: Unit, period: Period) -> list[list[Day]]:
    """The days of a period in whole weeks."""
    since, until = period.shown
    own = OwnDay.at_line(unit, since, until)
    work, held = laid(COUNTRY, own), entries(unit, since, until)
    days = [
        Day(
            day,
            period.first <= day <= period.last,
            work.is_working(day),
            work.is_made_up(day),
            work.holiday_name(day),
            [one for one in own if one.since <= day <= one.until],
            held.get(day, []),
        )
        for day in (since + DAY * n for n in range((until - since).days + 1))
    ]
    return [days[n : n + 7] for n in range(0, len(days), 7)]
