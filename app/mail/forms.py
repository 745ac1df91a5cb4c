"""The forms of a person's own address."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.mail.addresses import ADDRESS, LONGEST
from app.web.forms import Form, LineField, Required


class AddressForm(Form):
    address = LineField(_l("Địa chỉ thư điện tử"), [Required()])

    def validate_address(self, field: LineField) -> None:
        if len(field.data) > LONGEST or not ADDRESS.fullmatch(field.data):
            raise ValidationError(_("Địa chỉ chưa đúng, ví dụ: nguyenvanan@congdoan.vn."))


class CodeForm(Form):
    code = LineField(_l("Mã 6 số trong thư"), [Required()])
