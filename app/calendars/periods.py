"""Months and weeks (ISO, Monday first) as an address names them: 2023-03, 2023-W10."""

import datetime as dt
import re
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.vietnamese import day_text
from app.workdays import DAY

WEEKDAYS = (
    *(_l("Thứ Hai"), _l("Thứ Ba"), _l("Thứ Tư"), _l("Thứ Năm"), _l("Thứ Sáu")),
    *(_l("Thứ Bảy"), _l("Chủ nhật")),
)
FIRST, LAST = 1902, 2099  # years that the holidays are known of, with room on both sides


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    first: dt.date
    KIND = "month"

    @classmethod
    def around(cls, day: dt.date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str, today: dt.date) -> "Month":
        """The month of an address; today's if it names none."""
        found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if found and FIRST <= int(found[1]) <= LAST and 1 <= int(found[2]) <= 12:
            return cls(dt.date(int(found[1]), int(found[2]), 1))
        return cls.around(today)

    @property
    def last(self) -> dt.date:
        return self.next.first - DAY

    @property
    def next(self) -> "Month":
        return Month.around(self.first + 31 * DAY)

    @property
    def previous(self) -> "Month":
        return Month.around(self.first - DAY)

    @property
    def shown(self) -> tuple[dt.date, dt.date]:
        """Whole weeks, from a Monday to a Sunday."""
        return Week.around(self.first).first, Week.around(self.last).last

    @property
    def address(self) -> dict[str, str]:
        return {"month": f"{self.first:%Y-%m}"}

    @property
    def title(self) -> str:
        return _("Tháng %(month)s năm %(year)s", month=self.first.month, year=self.first.year)


@dataclass(frozen=True)
class Week:
    """An ISO week: `first` is its Monday."""

    first: dt.date
    KIND = "week"

    @classmethod
    def around(cls, day: dt.date) -> "Week":
        return cls(day - DAY * day.weekday())

    @classmethod
    def read(cls, text: str, today: dt.date) -> "Week":
        """The week of an address; today's if it names none."""
        found = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        if found and FIRST <= int(found[1]) <= LAST:
            try:
                return cls(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1))
            except ValueError:
                pass
        return cls.around(today)

    @property
    def last(self) -> dt.date:
        return self.first + 6 * DAY

    @property
    def next(self) -> "Week":
        return Week(self.first + 7 * DAY)

    @property
    def previous(self) -> "Week":
        return Week(self.first - 7 * DAY)

    @property
    def shown(self) -> tuple[dt.date, dt.date]:
        return self.first, self.last

    @property
    def address(self) -> dict[str, str]:
        year, week, _day = self.first.isocalendar()
        return {"week": f"{year}-W{week:02}"}

    @property
    def title(self) -> str:
        return _(
            "Tuần %(week)s: từ %(since)s đến %(until)s",
            week=self.first.isocalendar().week,
            since=day_text(self.first),
            until=day_text(self.last),
        )


Period = Month | Week
