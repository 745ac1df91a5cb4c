"""Forms of a new text of consent and of another term."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app import clock
from app.initiatives import Sweep
from app.web.forms import (
    AtMost,
    ChoiceField,
    CountField,
    DayField,
    Form,
    LineField,
    Required,
    TextField,
)

TEXT_LEAST, TEXT_MOST = 40, 2000


class ConsentTextForm(Form):
    text = TextField(
        _l("Nội dung tác giả đồng ý"), [Required(), AtMost(TEXT_MOST)], counter_max=TEXT_MOST
    )
    since = DayField(_l("Áp dụng từ ngày"), [Required()])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, data={"since": clock.today()}, **options)

    def validate_text(self, field: TextField) -> None:
        if len(field.data) < TEXT_LEAST:
            raise ValidationError(
                _("Xin ghi rõ lưu thông tin gì, để làm gì, và quyền của tác giả.")
            )


class TermForm(Form):
    what = ChoiceField(_l("Thông tin"))
    months = CountField(
        _l("Lưu bao nhiêu tháng"),
        [Required()],
        description=_l("Ghi 0 nếu phải xóa ngay trong ngày."),
    )
    reason = LineField(
        _l("Lý do"), [Required(), AtMost(300)], description=_l("Ví dụ: theo kết luận kiểm tra.")
    )
    document = LineField(_l("Văn bản"), [AtMost(120)])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.what.offer(
            [(what, sweep.words) for what, sweep in Sweep.known.items() if not sweep.fixed]
        )
