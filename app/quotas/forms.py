"""The form that gives quotas to the units below."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from app.quotas.ledger import Paper
from app.units import Unit
from app.vietnamese import BadNumber, count_text, parse_count
from app.web.forms import AtMost, DayField, Form, LineField, Required, TextField


class PaperForm(Form):
    """The decision behind what is given."""

    number = LineField(
        _l("Số văn bản"), [Required(), AtMost(60)], description=_l("Ví dụ: 02/LĐLĐ-CSPL")
    )
    day = DayField(_l("Ngày văn bản"), [Required()])
    label = LineField(
        _l("Ghi trên bảng"), [AtMost(80)], description=_l("Ví dụ: năm 2022"), default=""
    )
    reason = TextField(
        _l("Lý do giao vượt"),
        [AtMost(500)],
        description=_l("Chỉ cần khi giao nhiều hơn số được nhận."),
        default="",
    )

    @property
    def paper(self) -> Paper:
        day: Any = self.day.data
        return Paper(self.number.data, day, self.label.data or None)


class Cells:
    """A number box per unit: what was typed stays, and what is no number is said beside it."""

    def __init__(self, units: Sequence[Unit], held: dict[int, int]) -> None:
        self.units, self.held = units, held
        self.typed: dict[int, str] = {}
        self.errors: dict[int, str] = {}
        self.amounts: dict[Unit, int] = {}

    def read(self) -> bool:
        """Read the boxes of the form that was sent; an empty box leaves its unit as it is."""
        for unit in self.units:
            text = request.form.get(f"unit-{unit.id}", "").strip()
            self.typed[unit.id] = text
            if text:
                try:
                    self.amounts[unit] = parse_count(text)
                except BadNumber as error:
                    self.errors[unit.id] = str(error)
        return not self.errors

    def value(self, unit: Unit) -> str:
        """What stands in a unit's box."""
        held = self.held.get(unit.id)
        return self.typed.get(unit.id, count_text(held) if held else "")

    def rows(self) -> list[dict[str, Any]]:
        """For the page: unit, value and error of each box."""
        return [
            {"unit": unit, "value": self.value(unit), "error": self.errors.get(unit.id)}
            for unit in self.units
        ]
