"""The forms of a table from a spreadsheet: which file, and the answers to what is not sure."""

import re
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from app.programmes import Programme, all_windows
from app.quotas.sheet_matching import Choices, Matched
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required

_FIELD = re.compile(r"(stage|unit|block)-([A-Z]{1,3}|[0-9]{1,6})")


class SheetForm(Form):
    """A file, and the programme whose stages its columns are."""

    programme = ChoiceField(_l("Chương trình"), [Required()])
    file = FileField(_l("Tệp bảng phân bổ (.xlsx)"), [Required(_l("Xin chọn tệp bảng phân bổ."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = programmes()
        self.programme.offer((code, one.name) for code, one in known.items())
        self.programme.data = self.programme.data or next(iter(known), None)


class DraftForm(Form):
    """What the plan made of the table is called."""

    name = LineField(_l("Tên bảng phân bổ"), [Required(), AtMost(120)])


def programmes() -> dict[str, Programme]:
    """The unit's programmes by code, the nation's first."""
    return {window.programme.code: window.programme for window in all_windows(g.unit)}


def choices() -> Choices:
    """The answers that the form sent."""
    found: dict[str, dict[str, str]] = {"stage": {}, "unit": {}, "block": {}}
    for field, value in request.form.items():
        if (named := _FIELD.fullmatch(field)) and value.strip():
            found[named[1]][named[2]] = value.strip()[:80]
    units = {int(row): code for row, code in found["unit"].items() if row.isdigit()}
    blocks = {int(row): code for row, code in found["block"].items() if row.isdigit()}
    return Choices(found["stage"], units, blocks)


def errors_of(matched: Matched) -> dict[str, str]:
    """What still has to be answered, by the name of its box."""
    errors: dict[str, str] = {}
    seen: set[int] = set()
    for column in matched.columns:
        stage, box = column.stage, f"stage-{column.column.letter}"
        if stage is None:
            errors[box] = _("Xin chọn giai đoạn của cột này.")
        elif stage.id in seen:
            errors[box] = _("Mỗi giai đoạn chỉ chọn cho một cột.")
        seen |= {stage.id} if stage else set()
    for line in matched.lines:
        if line.asks:
            errors[f"{line.asks}-{line.line.row}"] = _("Xin chọn, hoặc bỏ dòng này.")
    return errors
