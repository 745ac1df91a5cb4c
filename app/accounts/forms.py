"""Forms of signing in and of people's posts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError

from app.access import ROLE_NAMES
from app.accounts.passwords import MINIMUM
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, SecretField


class SignInForm(Form):
    login = LineField(_l("Tên đăng nhập"), [Required()])
    password = SecretField(_l("Mật khẩu"), [Required()])


class CodeForm(Form):
    code = LineField(_l("Mã xác thực"), [Required()])


class EnrolForm(Form):
    """`current` is asked for where an older phone is replaced; `secret` comes back sealed."""

    current = LineField(_l("Mã của điện thoại đang dùng hoặc mã dự phòng"), [Required()])
    code = LineField(_l("Mã 6 số trên ứng dụng"), [Required()])
    secret = HiddenField()


class InvitationForm(Form):
    full_name = LineField(_l("Họ và tên"), [Required(), AtMost(120)])
    office = LineField(_l("Chức vụ"), [Required(), AtMost(120)])
    role = ChoiceField(
        _l("Vai trò"), pairs=[(role.value, name) for role, name in ROLE_NAMES.items()]
    )


class AcceptForm(Form):
    login = LineField(_l("Tên đăng nhập"), [Required(), AtMost(60)])
    password = SecretField(_l("Mật khẩu"), [Required()])
    again = SecretField(_l("Nhập lại mật khẩu"), [Required()])

    def validate_login(self, field: LineField) -> None:
        if " " in field.data or not field.data.isascii():
            raise ValidationError(_("Tên đăng nhập viết liền, không dấu, ví dụ: nguyenvanan."))

    def validate_password(self, field: SecretField) -> None:
        if len(field.data) < MINIMUM:
            raise ValidationError(_("Mật khẩu cần ít nhất %(n)s ký tự.", n=MINIMUM))

    def validate_again(self, field: SecretField) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("Hai lần nhập mật khẩu không giống nhau."))
