"""Forms of a unit's own days and quiet hours."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.web.forms import AtMost, DayField, Form, LineField, Required, TimeField

KINDS = {"off": _l("Nghỉ"), "on": _l("Làm việc bù")}


class OwnDayForm(Form):
    since = DayField(_l("Từ ngày"), [Required()])
    until = DayField(_l("Đến hết ngày"), description=_l("Bỏ trống nếu chỉ một ngày."))
    kind = RadioField(
        _l("Ngày ấy"),
        choices=[SelectChoice(value=value, label=words) for value, words in KINDS.items()],
        default="off",
        validate_choice=False,
    )
    words = LineField(
        _l("Nội dung"), [Required(), AtMost(120)], description=_l("Ví dụ: nghỉ mát, hội thao")
    )

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in KINDS:
            raise ValidationError(_("Xin chọn một mục trong danh sách."))

    def facts(self) -> dict[str, Any]:
        """What `OwnDay.mark` asks for."""
        return {
            "since": self.since.data,
            "until": self.until.data,
            "works": self.kind.data == "on",
            "words": self.words.data,
        }


class QuietForm(Form):
    quiet_from = TimeField(_l("Từ"), [Required()])
    quiet_until = TimeField(_l("Đến"), [Required()])
