"""The form of a telephone call: ten seconds, on a phone too."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.deadlines.choosing import child_called, children_like
from app.deadlines.words import OUTCOMES, Outcome
from app.units import Unit
from app.vietnamese import nfc, squeeze
from app.web.forms import AtMost, CountField, DayField, Form, LineField


class CallForm(Form):
    """`unit` is the id of the one that was picked, `named` what was typed to find it."""

    named = LineField(
        _l("Đơn vị"), description=_l("Gõ vài chữ của tên, không cần dấu, rồi chọn đơn vị.")
    )
    outcome = RadioField(
        _l("Kết quả"),
        validate_choice=False,
        choices=[SelectChoice(value=value.value, label=words) for value, words in OUTCOMES.items()],
    )
    promise_count = CountField(_l("Hẹn thêm (sáng kiến)"))
    promise_until = DayField(_l("đến hết ngày"))
    note = LineField(_l("Ghi chú"), [AtMost(300)])

    def __init__(
        self, upper: Unit, picked: int | None, today: dt.date, *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.upper, self.day = upper, today
        self.picked = child_called(upper, picked)
        self.offered: list[Unit] = []

    def find(self, text: str) -> "CallForm":
        """Offer what some letters find."""
        self.named.data = squeeze(nfc(text))
        if self.named.data and self.picked is None:
            self.offered = children_like(self.upper, self.named.data)
        return self

    def validate_named(self, field: LineField) -> None:
        """The one that was picked, else the only one whose name holds what was typed."""
        if self.picked is not None:
            return
        if not field.data:
            raise ValidationError(_("Xin gõ tên đơn vị đã gọi."))
        self.offered = children_like(self.upper, field.data)
        if not self.offered:
            raise ValidationError(_("Không tìm thấy đơn vị trực thuộc nào có tên như vậy."))
        if len(self.offered) > 1:
            raise ValidationError(_("Có nhiều đơn vị gần giống, xin chọn một đơn vị."))
        self.picked = self.offered[0]

    def validate_outcome(self, field: RadioField) -> None:
        if field.data not in set(Outcome):
            raise ValidationError(_("Xin chọn kết quả cuộc gọi."))

    def validate_promise_count(self, field: CountField) -> None:
        if self.outcome.data == Outcome.PROMISED and not field.data and not field.errors:
            raise ValidationError(_("Xin ghi số sáng kiến đã hẹn."))

    def validate_promise_until(self, field: DayField) -> None:
        if self.outcome.data != Outcome.PROMISED or field.errors:
            return
        if field.data is None:
            raise ValidationError(_("Xin ghi ngày hẹn."))
        if field.data < self.day:
            raise ValidationError(_("Ngày hẹn đã qua, xin chọn từ hôm nay trở đi."))
