"""The form of somebody without an account who asks for help by the link of a unit."""

import re
import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.ciphers import keyed
from app.links import FollowForm
from app.support.asked import Asked, Sent
from app.support.forms import check_phone
from app.support.states import CATEGORIES, OBSTACLES, Came, Category
from app.vietnamese import fold, parse_phone
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, TextField

KEY = re.compile("[A-Za-z0-9_-]{1,64}")
_PLAIN = (Category.ENTER, Category.RECOGNITION, Category.SIGN_IN, Category.WRONG_UNIT)
OFFERED = [
    ("", _l("Chọn việc cần giúp")),
    *((one.value, CATEGORIES[one]) for one in _PLAIN),
    *((f"{Category.OBSTACLE}/{one}", words) for one, words in OBSTACLES.items()),
    (Category.OTHER.value, CATEGORIES[Category.OTHER]),
]
"""Obstacles stand among the categories: one question instead of two."""


class HelpForm(Form):
    key = HiddenField()  # made when the form is first shown: sent five times, it is one
    photo_kept = HiddenField()
    category = ChoiceField(
        _l("Việc cần giúp"), [Required(_l("Xin chọn việc cần giúp."))], pairs=OFFERED
    )
    text = TextField(
        _l("Nội dung"),
        [Required(), AtMost(2000)],
        description=_l(
            "Nhờ nhập hộ thì ghi tên sáng kiến, áp dụng từ khi nào, trước đây làm thế nào, "
            "nay làm khác gì."
        ),
        counter_max=2000,
    )
    full_name = LineField(_l("Họ và tên"), [Required(), AtMost(120)])
    phone = LineField(
        _l("Số điện thoại"),
        [Required(), AtMost(40)],
        description=_l("Để công đoàn gọi lại, và để xem trả lời."),
    )
    photo = FileField(
        _l("Ảnh hoặc tệp"),
        description=_l("Không bắt buộc. Ảnh chụp hoặc tệp PDF, tối đa 8 MB."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not KEY.fullmatch(self.key.data or ""):
            self.renew()

    def renew(self) -> None:
        """A fresh key: what is sent next is another request."""
        self.key.data = secrets.token_urlsafe(16)

    def validate_phone(self, field: LineField) -> None:
        check_phone(field)

    def asked(self) -> Asked:
        category, _slash, obstacle = self.category.data.partition("/")
        text, number = self.text.data, parse_phone(self.phone.data).number
        return Asked(
            category,
            text.split("\n")[0][:160],
            text,
            self.full_name.data,
            obstacle=obstacle or None,
            phone=number,
            way=Came.LINK,
            sent=Sent(str(self.key.data), str(keyed(f"help form {number} {fold(text)}"))),
        )


class AddForm(FollowForm):
    """A further word of whoever has the receipt; code and digits stand in the page."""

    text = TextField(_l("Nội dung bổ sung"), [Required(), AtMost(2000)], counter_max=2000)
