"""Forms of asking for another quota and of answering."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.quotas.answers import Answer
from app.quotas.models import Paper
from app.web.forms import AtMost, CountField, DayField, Form, LineField, Required, TextField

ANSWERS = {
    Answer.ACCEPTED: _l("Chấp nhận đúng số đề nghị"),
    Answer.PARTLY: _l("Chấp nhận một phần"),
    Answer.REFUSED: _l("Không chấp nhận"),
}


class PaperFields(Form):
    """Number and day of the document, and why more is given than was received."""

    number = LineField(
        _l("Số văn bản"), [AtMost(60)], description=_l("Ví dụ: 02/LĐLĐ-CSPL"), default=""
    )
    day = DayField(_l("Ngày văn bản"))
    beyond = TextField(
        _l("Lý do giao vượt"),
        [AtMost(500)],
        description=_l("Chỉ cần khi số chưa phân bổ không đủ."),
        default="",
    )

    @property
    def paper(self) -> Paper:
        day: Any = self.day.data
        return Paper(self.number.data or "", day)

    def check_paper(self) -> bool:
        """Say beside each box what of the document is missing."""
        missing = [f for f in (self.number, self.day) if not f.data and not f.errors]
        for field in missing:
            field.errors = [_("Xin điền mục này.")]
        return not missing


class AskForm(Form):
    wanted = CountField(
        _l("Chỉ tiêu đề nghị"),
        [Required()],
        description=_l("Ghi cả chỉ tiêu của giai đoạn, không phải phần chênh lệch."),
    )
    reason = TextField(_l("Lý do"), [Required(), AtMost(1000)], counter_max=1000)


class AnswerForm(PaperFields):
    outcome = RadioField(
        _l("Trả lời"),
        validate_choice=False,
        choices=[SelectChoice(value=value.value, label=words) for value, words in ANSWERS.items()],
    )
    granted = CountField(
        _l("Chỉ tiêu mới"),
        description=_l("Chỉ điền khi chấp nhận một phần."),
    )
    answer = TextField(
        _l("Ý kiến trả lời"),
        [AtMost(1000)],
        description=_l("Bắt buộc khi không chấp nhận: ghi rõ lý do."),
        counter_max=1000,
        default="",
    )

    def validate_outcome(self, field: RadioField) -> None:
        if field.data not in set(ANSWERS):
            raise ValidationError(_("Xin chọn một cách trả lời."))

    def validate_granted(self, field: CountField) -> None:
        if self.outcome.data == Answer.PARTLY and field.data is None and not field.errors:
            raise ValidationError(_("Xin ghi chỉ tiêu mới."))

    def validate_answer(self, field: TextField) -> None:
        if self.outcome.data == Answer.REFUSED and not field.data:
            raise ValidationError(_("Không chấp nhận thì cần ghi rõ lý do."))

    def validate(self, *args: Any, **options: Any) -> bool:
        valid = bool(super().validate(*args, **options))
        if self.outcome.data in (Answer.ACCEPTED, Answer.PARTLY):
            valid = self.check_paper() and valid
        return valid
