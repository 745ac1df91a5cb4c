"""The form of a foreign table: the file, and what of ours to hold it against."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import ValidationError

from app import clock
from app.programmes import Window, chosen
from app.web.forms import ChoiceField, DayField, Form, Required

ALONE = "-"
"""Held against nothing: the table is only added up again."""


class CheckForm(Form):
    """A file, a stage of ours to compare with, and the day its figures are of."""

    file = FileField(_l("Tệp bảng tổng hợp (.xlsx)"), [Required(_l("Xin chọn tệp bảng tổng hợp."))])
    window = ChoiceField(_l("So với số liệu của hệ thống"), [Required()])
    day = DayField(
        _l("Số liệu tính đến hết ngày"),
        description=_l("Để trống nếu so với số liệu hiện nay."),
    )

    def __init__(self, *args: Any, windows: list[Window], **options: Any) -> None:
        super().__init__(*args, **options)
        self._windows = {f"{w.programme.code}/{w.stage.code}": w for w in windows}
        labels = [(key, window.label) for key, window in self._windows.items()]
        self.window.offer([*labels, (ALONE, _("Không so sánh, chỉ cộng lại bảng"))])
        if not self.window.data:
            self.window.data = self._usual(windows)

    @property
    def chosen(self) -> Window | None:
        """The stage to compare with; None for none."""
        return self._windows.get(self.window.data)

    @property
    def past(self) -> dt.date | None:
        """A past day; None for now."""
        found: dt.date | None = self.day.data
        return None if found == clock.today() else found

    def validate_day(self, field: DayField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ngày này chưa đến."))

    def _usual(self, windows: list[Window]) -> str:
        running = chosen(windows, None, None, clock.now())
        return next((key for key, one in self._windows.items() if one == running), ALONE)
