"""What is said about a step: a dispatch, why it is left out, or put off until which day."""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.forms import AtMost, DayField, Form, LineField, Required, TextField

WEEK = dt.timedelta(days=7)


class SkipForm(Form):
    reason = TextField(
        _l("Lý do bỏ qua"),
        [Required(_l("Xin ghi rõ lý do.")), AtMost(500)],
        id="skip-reason",  # both forms stand on one page
        counter_max=500,
    )


class PauseForm(Form):
    until = DayField(
        _l("Tạm dừng đến hết ngày"), [Required()], description=_l("Sau ngày này việc hiện lại.")
    )
    reason = TextField(
        _l("Lý do tạm dừng"),
        [Required(_l("Xin ghi rõ lý do.")), AtMost(500)],
        id="pause-reason",
        counter_max=500,
    )

    def begin(self, today: dt.date) -> "PauseForm":
        """Offer a week."""
        self.until.data = today + WEEK
        return self


class AnswerForm(Form):
    note = TextField(
        _l("Đơn vị trả lời thế nào"),
        [Required(_l("Xin ghi tóm tắt trả lời.")), AtMost(500)],
        counter_max=500,
    )


class DispatchForm(Form):
    title = LineField(_l("Về việc"), [Required(), AtMost(160)])
    body = TextField(_l("Nội dung"), [Required(), AtMost(4000)], counter_max=4000)

    def begin(self, draft: tuple[str, str]) -> "DispatchForm":
        """Offer what is prepared."""
        self.title.data, self.body.data = draft
        return self


def put_at_fault(form: Form, refused: Any) -> None:
    """Say a refusal beside the field it is about, or over the form."""
    field = form._fields.get(getattr(refused, "field", ""))
    if field is None:
        form.form_errors.append(str(refused))
    else:
        field.errors = [str(refused)]
