"""How a list's rows are said on the page: verdicts, and dates that are known only roughly."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.intake.fields import FIELDS, field_name
from app.vietnamese import dated_text

TAKEABLE = ("ok", "warning")
VERDICTS = {
    "ok": (_l("Nhận được"), "ok"),
    "warning": (_l("Nhận được, có lưu ý"), "warn"),
    "error": (_l("Phải sửa"), "danger"),
    "duplicate": (_l("Trùng"), "info"),
    "skipped": (_l("Không đọc"), "mute"),
    "taken": (_l("Đã nhận"), "ok"),
}
TAKEN = VERDICTS["taken"]


def applied_text(values: Mapping[str, Any]) -> str:
    """When it was applied, no more exact than the list said."""
    if "applied_on" not in values:
        return ""
    day = dt.date.fromisoformat(values["applied_on"])
    return dated_text(day, values.get("applied_precision", "day"))


def columns_text(columns: Mapping[str, str]) -> str:
    """Which column was taken for what: "B: họ tên, số điện thoại; C: đối tượng"."""
    letters: dict[str, list[str]] = {}
    for field in FIELDS:
        if field in columns:
            letters.setdefault(columns[field], []).append(field_name(field))
    return "; ".join(f"{letter}: {', '.join(names)}" for letter, names in letters.items())
