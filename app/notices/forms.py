"""The form of a notice."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, TextField

EVERY_CHILD = "children"


class NoticeForm(Form):
    to = ChoiceField(
        _l("Gửi đến"),
        pairs=[
            (EVERY_CHILD, _l("Tất cả đơn vị trực thuộc")),
            ("unit", _l("Đơn vị này")),
        ],
    )
    title = LineField(_l("Tiêu đề"), [Required(), AtMost(160)])
    body = TextField(_l("Nội dung"), [Required(), AtMost(4000)], counter_max=4000)
    asks_receipt = BooleanField(_l("Đề nghị đơn vị xác nhận đã đọc"))
