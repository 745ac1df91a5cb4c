"""The visitor's forms. They ask no database: what may be chosen stands on the sheet."""

import re
import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, ValidationError
from wtforms.widgets import ListWidget, RadioInput

from app.ciphers import keyed
from app.initiatives import RECOGNITIONS, SUMMARY_MOST, TITLE_MOST, Identified
from app.links.sheet import Sheet
from app.vietnamese import (
    BadDate,
    BadPhone,
    day_text,
    fold,
    parse_phone,
    read_applied,
    read_birth,
)
from app.web.forms import AtMost, ChoiceField, Form, LineField, MoneyField, Required, TextField

KEY = re.compile("[A-Za-z0-9_-]{1,64}")


class RadioField(ChoiceField):
    """One of some values, all in sight."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class WallForm(Form):
    """An initiative as a member says it, as short as the programme allows."""

    key = HiddenField()  # made when the form is first shown: sent five times, it is one
    sheet = HiddenField()
    photo_kept = HiddenField()
    full_name = LineField(_l("Họ và tên"), [Required(), AtMost(120)])
    phone = LineField(
        _l("Số điện thoại"),
        [Required(), AtMost(40)],
        description=_l("Dùng để tra cứu kết quả và để công đoàn liên hệ khi cần bổ sung."),
    )
    birth = LineField(
        _l("Ngày hoặc năm sinh"),
        [AtMost(40)],
        description=_l("Không bắt buộc. Ví dụ: 15/8/1990 hoặc 1990."),
        default="",
    )
    target_group = RadioField(_l("Đối tượng"), [Required(_l("Xin chọn một đối tượng."))])
    title = LineField(_l("Tên sáng kiến"), [Required(), AtMost(TITLE_MOST)])
    applied_on = LineField(_l("Áp dụng từ khi nào"), [Required(), AtMost(100)])
    summary = TextField(
        _l("Tóm tắt"),
        [Required(), AtMost(SUMMARY_MOST)],
        description=_l("Trước đây làm thế nào, nay làm khác gì, kết quả ra sao."),
        counter_max=SUMMARY_MOST,
    )
    benefit_claimed = MoneyField(
        _l("Giá trị làm lợi (đồng)"),
        description=_l("Không bắt buộc. Ví dụ: 350 triệu, 12.500.000đ/tháng."),
    )
    recognition_kind = ChoiceField(_l("Hình thức công nhận"), description=_l("Không bắt buộc."))
    photo = FileField(
        _l("Ảnh quyết định công nhận"),
        description=_l("Không bắt buộc. Ảnh chụp hoặc tệp PDF, tối đa 8 MB."),
    )
    elsewhere = LineField(
        _l("Nếu đồng chí không thuộc đơn vị này, xin ghi tên đơn vị của mình"),
        [AtMost(200)],
        default="",
    )
    read = HiddenField()
    agreed = BooleanField(_l("Tôi đồng ý"))

    def __init__(self, sheet: Sheet, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.said = sheet
        self.target_group.offer(sheet.groups.items())
        self.recognition_kind.offer([("", _("Chưa có")), *RECOGNITIONS.items()])
        self.sheet.data, self.read_before = sheet.sealed(), self.read.data
        self.read.data = str(sheet.consent_id)
        if not KEY.fullmatch(self.key.data or ""):
            self.renew()

    def renew(self) -> None:
        """A fresh key: what is sent next is another initiative."""
        self.key.data = secrets.token_urlsafe(16)

    def validate_phone(self, field: LineField) -> None:
        try:
            if field.data:
                parse_phone(field.data)
        except BadPhone as error:
            raise ValidationError(str(error)) from error

    def validate_birth(self, field: LineField) -> None:
        if field.data:
            try:
                read_birth(field.data)
            except BadDate as error:
                raise ValidationError(str(error)) from error

    def validate_applied_on(self, field: LineField) -> None:
        if not field.data:
            return
        try:
            dated = read_applied(field.data)
        except BadDate as error:
            raise ValidationError(str(error)) from error
        if dated.until < self.said.first_day or dated.day > self.said.last_day:
            raise ValidationError(
                _(
                    "%(stage)s nhận sáng kiến áp dụng từ %(since)s đến %(until)s.",
                    stage=self.said.stage,
                    since=day_text(self.said.first_day),
                    until=day_text(self.said.last_day),
                )
            )

    def validate_agreed(self, field: BooleanField) -> None:
        if field.data and self.read_before not in (None, "", self.read.data):
            field.data = False
            raise ValidationError(_("Nội dung đồng ý vừa có bản mới. Xin đọc lại rồi đánh dấu."))
        if not field.data:
            raise ValidationError(_("Xin đọc nội dung rồi đánh dấu ô này trước khi gửi."))

    @property
    def digest(self) -> str:
        """Whether two forms say the same: a keyed hash of telephone and title."""
        number = parse_phone(self.phone.data).number
        return str(keyed(f"link form {number} {fold(self.title.data)}"))

    def author(self) -> Identified:
        date, year = read_birth(self.birth.data) if self.birth.data else (None, None)
        number = parse_phone(self.phone.data).number
        return Identified(self.full_name.data, phone=number, birth_date=date, birth_year=year)

    def facts(self) -> dict[str, Any]:
        """Columns of the initiative."""
        dated = read_applied(self.applied_on.data)
        return {
            "title": self.title.data,
            "summary": self.summary.data,
            "target_group": int(self.target_group.data),
            "applied_on": dated.day,
            "applied_precision": dated.precision,
            "benefit_claimed": self.benefit_claimed.data,
            "recognition_kind": self.recognition_kind.data or None,
        }


class FollowForm(Form):
    """A receipt and the last digits of the author's telephone."""

    code = LineField(_l("Mã tra cứu"), [Required(), AtMost(40)])
    digits = LineField(_l("4 số cuối của điện thoại đã ghi"), [Required()])

    def validate_digits(self, field: LineField) -> None:
        field.data = "".join((field.data or "").split())
        if not (field.data.isascii() and field.data.isdigit() and len(field.data) == 4):
            raise ValidationError(_("Xin ghi đúng 4 chữ số."))
