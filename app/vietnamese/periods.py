"""The many ways lists write "thời gian áp dụng": a day, a month, a quarter, a season."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.vietnamese.days import check_month, day_of, not_understood
from app.vietnamese.text import fold

Precision = Literal["day", "month", "quarter", "school_year", "season", "year"]

_MONTHS: dict[Precision, int] = {
    "month": 1,
    "quarter": 3,
    "season": 6,
    "school_year": 12,
    "year": 12,
}
# Sowing months; Đông Xuân is sown in the year before the one it is harvested in.
_LONG_SEASONS = {"dong xuan": 11, "he thu": 5, "xuan he": 2, "thu dong": 8}
_SHORT_SEASONS = {"xuan": 2, "he": 5, "thu": 8, "mua": 6, "dong": 10}
_SEASON_NAMES = {11: "Đông Xuân", 5: "Hè Thu", 2: "Xuân", 8: "Thu Đông", 6: "Mùa", 10: "Đông"}
_LONGEST = 300
"""Characters looked at; a date stands near the beginning, and the patterns stay quick."""
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True)
class Dated:
    """The first day of a period and how exactly it is known."""

    day: date
    precision: Precision

    @property
    def until(self) -> date:
        """The last day of the period; a season is taken as six months."""
        if self.precision == "day":
            return self.day
        months = self.day.year * 12 + self.day.month - 2 + _MONTHS[self.precision]
        year, month = divmod(months, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def read_applied(value: object) -> Dated:
    """The start of the period a list names: text, `date`, `datetime` or a spreadsheet's serial.

    Of several dates ("từ … đến …", "… - nay") the first counts. Raises `BadDate`.
    """
    if isinstance(value, date):
        return Dated(value.date() if isinstance(value, datetime) else value, "day")
    text = plain(value)[:_LONGEST]
    if re.fullmatch("[2-7][0-9]{4}", text):
        return Dated(of_serial(int(text)), "day")
    found = [(m, build) for pattern, build in _FORMS if (m := pattern.search(text))]
    if not found:
        raise not_understood("" if value is None else str(value))
    match, build = min(found, key=lambda f: (f[0].start(), -f[0].end()))
    return build(match)


def applied_entry(day: date, precision: str) -> str:
    """A day as a list writes it, so that `read_applied` finds the same day and precision."""
    year = day.year
    match precision:
        case "month":
            return f"Tháng {day.month}/{year}"
        case "quarter":
            return f"Quý {('I', 'II', 'III', 'IV')[(day.month - 1) // 3]}/{year}"
        case "school_year":
            return f"Năm học {year}-{year + 1}"
        case "season" if day.month in _SEASON_NAMES:
            until = f"-{year + 1}" if day.month == _LONG_SEASONS["dong xuan"] else ""
            return f"Vụ {_SEASON_NAMES[day.month]} {year}{until}"
        case "year":
            return f"Năm {year}"
    return f"{day.day:02}/{day.month:02}/{year:04}"


def plain(value: object) -> str:
    """A cell's value folded for reading: whole floats without ".0", every dash a hyphen."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else re.sub("[‐-―−]", "-", fold(str(value)))


def of_serial(days: int) -> date:
    """The day of a spreadsheet's serial number (1900 system): 44927 is 01/01/2023."""
    return date(1899, 12, 30) + timedelta(days=days)


def _day(day: str, month: str, year: str) -> Dated:
    return Dated(day_of(day, month, year if len(year) == 4 else "20" + year), "day")


def _month(match: re.Match[str]) -> Dated:
    month, year = int(match[1]), int(match[2])
    check_month(month, year, match[0].strip())
    return Dated(date(year, month, 1), "month")


def _quarter(match: re.Match[str]) -> Dated:
    return Dated(date(int(match[2]), _QUARTERS[match[1]] * 3 - 2, 1), "quarter")


def _season(match: re.Match[str]) -> Dated:
    name, year = " ".join(re.split("[ -]+", match[1])), int(match[2])
    harvested = name == "dong xuan" and not match[3]
    month = {**_LONG_SEASONS, **_SHORT_SEASONS}[name]
    return Dated(date(year - harvested, month, 1), "season")


_Y = "((?:19|20)[0-9]{2})"
_Q = "(?:iv|i{1,3}|[1-4])"
_UNTIL_YEAR = r"(\s?[-/]\s?[0-9]{2,4})?\b"
_M_Y = rf"([0-9]{{1,2}})\s?(?:nam|[/.-])\s?{_Y}\b"
_LONG = "|".join(name.replace(" ", "[ -]{1,3}") for name in _LONG_SEASONS)
_SHORT = "|".join(_SHORT_SEASONS)

LONG_DAY = re.compile(rf"\b([0-9]{{1,2}})\s?thang\s?([0-9]{{1,2}})\s?(?:nam|[/.,-])\s?{_Y}\b")
DAY = re.compile(
    r"(?<![0-9])([0-9]{1,2})\s?[/.-]\s?([0-9]{1,2})\s?[/.-]\s?([0-9]{4}|[0-9]{2})(?![0-9])"
)
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Dated]]] = [
    (DAY, lambda m: _day(m[1], m[2], m[3])),
    (LONG_DAY, lambda m: _day(m[1], m[2], m[3])),
    (
        re.compile(rf"\b{_Y}-([0-9]{{1,2}})-([0-9]{{1,2}})(?![0-9])"),
        lambda m: _day(m[3], m[2], m[1]),
    ),
    (re.compile(rf"(?:\b(?:thang|t)\.?\s?|\b){_M_Y}"), _month),
    (
        re.compile(
            r"\b(?:thang|t)\s?([0-9]{1,2})\s?(?:-|den)[a-z ]*[0-9]{1,2}\s?(?:nam|[/.-])\s?" + _Y
        ),
        _month,
    ),
    (re.compile(rf"\b(?:thang|t)\s?([0-9]{{1,2}})\s?,?\s{_Y}\b"), _month),
    (
        re.compile(
            rf"\b(?:thang|t)\s?([0-9]{{1,2}})(?:\s?(?:,|va)\s?[0-9]{{1,2}}){{1,11}}\s?[/.-]\s?{_Y}"
        ),
        _month,
    ),
    (
        re.compile(
            rf"\b(?:qu[yi]|q)\s?\.?({_Q})(?:\s?(?:[,&-]|va|den)\s?(?:qu[yi]\s?)?{_Q}){{0,3}}"
            rf"\s?(?:nam|[/.,-])?\s?{_Y}\b"
        ),
        _quarter,
    ),
    (
        re.compile(
            rf"\b(?:nam hoc|nh|(?:hoc k[yi]|hk)\s?(?:i{{1,2}}|[12]))[\s:,.]{{0,3}}{_Y}{_UNTIL_YEAR}"
        ),
        lambda m: Dated(date(int(m[1]), 9, 1), "school_year"),
    ),
    (re.compile(rf"\b(?:vu\s)?({_LONG})\s(?:nam\s)?{_Y}{_UNTIL_YEAR}"), _season),
    (re.compile(rf"\bvu\s({_SHORT})\s(?:nam\s)?{_Y}{_UNTIL_YEAR}"), _season),
    (re.compile(rf"\b(?:nam\s)?{_Y}\b"), lambda m: Dated(date(int(m[1]), 1, 1), "year")),
]
