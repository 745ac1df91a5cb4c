"""A day as exact as it is known."""

import datetime as dt

from flask_babel import gettext as _

from app.vietnamese.dates import day_text

QUARTERS = ("I", "II", "III", "IV")


def dated_text(day: dt.date, precision: str) -> str:
    """A day in words: "15/09/2022", "tháng 8/2022", "quý IV/2022", "năm học 2022–2023"."""
    match precision:
        case "month":
            return _("tháng %(month)d/%(year)d", month=day.month, year=day.year)
        case "quarter":
            quarter = QUARTERS[(day.month - 1) // 3]
            return _("quý %(quarter)s/%(year)d", quarter=quarter, year=day.year)
        case "school_year":
            return _("năm học %(year)d–%(next)d", year=day.year, next=day.year + 1)
        case "season":
            return _("mùa vụ từ tháng %(month)d/%(year)d", month=day.month, year=day.year)
        case "year":
            return _("năm %(year)d", year=day.year)
    return day_text(day)
