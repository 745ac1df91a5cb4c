"""Days as people type them: checked against the calendar, refused in words."""

import calendar
import re
from datetime import date

from flask_babel import gettext as _

from app.vietnamese.text import squeeze

FIRST_YEAR, LAST_YEAR = 1900, 2099

_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


class BadDate(ValueError):
    """Text that is no day; its message is courteous Vietnamese for the person who typed it."""


def parse_day(text: str) -> date:
    """A day from a form: d/m/yyyy, d-m-yyyy, d.m.yyyy or yyyy-mm-dd; else `BadDate`."""
    tidy = squeeze(text)
    if found := _DAY_FIRST.fullmatch(tidy):
        return day_of(*found.groups())
    if found := _YEAR_FIRST.fullmatch(tidy):
        return day_of(found[3], found[2], found[1])
    raise not_understood(tidy)


def day_of(day: str, month: str, year: str) -> date:
    """The day of three runs of digits, or `BadDate` saying why there is none."""
    d, m, y = int(day), int(month), int(year)
    written = f"{day}/{month}/{year}"
    check_month(m, y, written)
    length = calendar.monthrange(y, m)[1]
    if 1 <= d <= length:
        return date(y, m, d)
    if m == 2:
        raise BadDate(
            _(
                "không có ngày %(written)s (tháng 2 năm %(year)d chỉ có %(length)d ngày)",
                written=written,
                year=y,
                length=length,
            )
        )
    raise BadDate(
        _(
            "không có ngày %(written)s (tháng %(month)d chỉ có %(length)d ngày)",
            written=written,
            month=m,
            length=length,
        )
    )


def check_month(month: int, year: int, written: str) -> None:
    """Refuse months outside 1 to 12 and years outside 1900 to 2099."""
    if not 1 <= month <= 12:
        raise BadDate(
            _("không có tháng %(month)d trong “%(written)s”", month=month, written=written)
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate(
            _("năm %(year)d trong “%(written)s” không hợp lý", year=year, written=written)
        )


def not_understood(text: str) -> BadDate:
    """The refusal of text in no known form."""
    if not text.strip():
        return BadDate(_("chưa ghi ngày"))
    return BadDate(
        _(
            "không hiểu ngày “%(text)s”, xin ghi dạng ngày/tháng/năm, ví dụ 05/11/2022",
            text=squeeze(text)[:40],
        )
    )
