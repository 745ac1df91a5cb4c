"""Forms of the portal's room."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import ValidationError

from app.initiatives import portal_code
from app.web.errors import Refused
from app.web.forms import AtMost, DayField, Form, LineField, Required


class EntryForm(Form):
    code = LineField(_l("Mã trên cổng"), [Required(), AtMost(40)])
    day = DayField(_l("Ngày nhập lên cổng"), [Required()])

    def validate_code(self, field: LineField) -> None:
        try:
            portal_code(field.data)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


class CompareForm(Form):
    file = FileField(
        _l("Tệp số liệu tải từ cổng (.xlsx)"),
        [Required(_l("Xin chọn tệp số liệu tải từ cổng."))],
        description=_l(
            "Cần có cột tên sáng kiến và cột họ tên hoặc mã; nên có đơn vị và trạng thái."
        ),
    )


class TakeForm(Form):
    day = DayField(_l("Ngày nhập lên cổng"), [Required()])
