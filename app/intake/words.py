"""How a list's rows are said on the page: verdicts, and dates that are known only roughly."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.intake.headers import FIELDS, field_name
from app.vietnamese import day_text

TAKEABLE = ("ok", "warning")
VERDICTS = {
    "ok": (_l("Nhận được"), "ok"),
    "warning": (_l("Nhận được, có lưu ý"), "warn"),
    "error": (_l("Phải sửa"), "danger"),
    "duplicate": (_l("Trùng"), "info"),
    "skipped": (_l("Không đọc"), "mute"),
}
TAKEN = (_l("Đã nhận"), "ok")
_QUARTERS = ("I", "II", "III", "IV")


def applied_text(values: Mapping[str, Any]) -> str:
    """When it was applied, no more exact than the list said: "tháng 8/2022", "quý IV/2022"."""
    if "applied_on" not in values:
        return ""
    day = dt.date.fromisoformat(values["applied_on"])
    match values.get("applied_precision"):
        case "month":
            return _("tháng %(month)d/%(year)d", month=day.month, year=day.year)
        case "quarter":
            quarter = _QUARTERS[(day.month - 1) // 3]
            return _("quý %(quarter)s/%(year)d", quarter=quarter, year=day.year)
        case "school_year":
            return _("năm học %(year)d–%(next)d", year=day.year, next=day.year + 1)
        case "season":
            return _("mùa vụ từ tháng %(month)d/%(year)d", month=day.month, year=day.year)
        case "year":
            return _("năm %(year)d", year=day.year)
    return day_text(day)


def columns_text(columns: Mapping[str, str]) -> str:
    """Which column was taken for what: "B: họ tên, số điện thoại; C: đối tượng"."""
    letters: dict[str, list[str]] = {}
    for field in FIELDS:
        if field in columns:
            letters.setdefault(columns[field], []).append(field_name(field))
    return "; ".join(f"{letter}: {', '.join(names)}" for letter, names in letters.items())
