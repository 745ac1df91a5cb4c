"""Forms of confirming and of giving reasons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError, widgets
from wtforms.fields.choices import SelectChoice

from app import clock
from app.initiatives import Initiative
from app.programmes import ReasonCode, Stage
from app.reviews.notes import CannedNote
from app.vietnamese import day_text
from app.web.forms import AtMost, DayField, Form, LineField, MoneyField, Required, TextField


class ConfirmForm(Form):
    assessed_with = LineField(
        _l("Đã đánh giá cùng ai của đơn vị sử dụng lao động"),
        [Required(), AtMost(200)],
        description=_l("Ví dụ: Hội đồng sáng kiến, Giám đốc xí nghiệp, Ban Giám hiệu."),
    )
    assessed_on = DayField(_l("Ngày đánh giá"), [Required()])

    def __init__(self, initiative: Initiative, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initiative = initiative

    def validate_assessed_on(self, field: DayField) -> None:
        """Neither to come, nor before anything could have been assessed."""
        since = self.initiative.stage.recognised_since
        since = min(since, self.initiative.applied_on or since)
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ngày đánh giá chưa đến."))
        if field.data and field.data < since:
            raise ValidationError(
                _(
                    "Ngày đánh giá đứng trước ngày %(day)s, khi sáng kiến chưa áp dụng.",
                    day=day_text(since),
                )
            )


class ApproveForm(Form):
    benefit_verified = MoneyField(
        _l("Giá trị thẩm định"),
        description=_l("Giá trị làm lợi một năm theo người xem xét; để trống nếu chưa thẩm định."),
    )


class NoteForm(Form):
    text = TextField(_l("Nội dung"), [Required(), AtMost(1000)], counter_max=1000)

    @classmethod
    def filled(cls, note: CannedNote) -> "NoteForm":
        """The form of a note as it stands."""
        return cls(formdata=None, data={"text": note.text}).of(note)

    def of(self, note: CannedNote) -> "NoteForm":
        """The same as one of many on a page."""
        self.text.id = self.text.label.field_id = f"text-{note.id}"
        return self


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

    def fill(self, note: str) -> None:
        """Put a kept note under what is written."""
        self.note.data = "\n".join(filter(None, (self.note.data, note)))

    def validate_codes(self, field: SelectMultipleField) -> None:
        if not self.chosen:
            raise ValidationError(_("Xin chọn ít nhất một lý do."))


class AgainForm(Form):
    words = TextField(_l("Ý kiến của đơn vị"), [Required(), AtMost(2000)], counter_max=2000)


class ReopenForm(Form):
    note = TextField(_l("Lý do mở lại"), [Required(), AtMost(1000)], counter_max=1000)
