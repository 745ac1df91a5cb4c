"""Forms of confirming and of giving reasons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError, widgets
from wtforms.fields.choices import SelectChoice

from app.programmes import ReasonCode, Stage
from app.web.forms import AtMost, Form, LineField, Required, TextField


class ConfirmForm(Form):
    assessed_with = LineField(
        _l("Đã đánh giá cùng ai của đơn vị sử dụng lao động"),
        [Required(), AtMost(200)],
        description=_l("Ví dụ: Hội đồng sáng kiến, Giám đốc xí nghiệp, Ban Giám hiệu."),
    )


class ReasonForm(Form):
    codes = SelectMultipleField(
        _l("Lý do"),
        validate_choice=False,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    note = TextField(_l("Ghi rõ cần bổ sung điều gì"), [Required(), AtMost(1000)], counter_max=1000)

    def __init__(self, stage: Stage, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = ReasonCode.known(stage)
        self.codes.choices = [
            SelectChoice(value=str(code.id), label=code.text) for code in self.known
        ]

    @property
    def chosen(self) -> list[ReasonCode]:
        return [code for code in self.known if str(code.id) in (self.codes.data or [])]

    def validate_codes(self, field: SelectMultipleField) -> None:
        if not self.chosen:
            raise ValidationError(_("Xin chọn ít nhất một lý do."))


class AgainForm(Form):
    words = TextField(_l("Ý kiến của đơn vị"), [Required(), AtMost(2000)], counter_max=2000)


class ReopenForm(Form):
    note = TextField(_l("Lý do mở lại"), [Required(), AtMost(1000)], counter_max=1000)
