"""The form of a hand-over."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, ValidationError

from app.handovers.handing import Estate, Terms
from app.handovers.refusals import ReceiverLeft
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required


class HandOverForm(Form):
    account = ChoiceField(_l("Bên nhận"), [Required()], validate_choice=False)
    reason = LineField(
        _l("Lý do"), [Required(), AtMost(300)], description=_l("Ví dụ: nghỉ hưu từ ngày 01/4/2023")
    )
    document = LineField(
        _l("Văn bản"), [AtMost(120)], description=_l("Số và ngày quyết định, nếu có.")
    )
    end_posts = BooleanField(_l("Kết thúc nhiệm vụ của bên giao"))
    digest = HiddenField()

    def __init__(self, estate: Estate, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(p.account_id, f"{p.full_name} ({p.office})") for p in estate.receivers()]
        self.account.offer([("", _l("Chọn đồng chí nhận")), *people])
        if not estate.whole:
            del self.end_posts

    def validate_account(self, field: ChoiceField) -> None:
        if field.data not in [choice.value for choice in field.choices or ()]:
            raise ValidationError(str(ReceiverLeft.message))

    def terms(self) -> Terms:
        """What `hand_over` asks for."""
        return Terms(
            self.reason.data,
            self.document.data or None,
            bool(self.end_posts and self.end_posts.data),
            self.digest.data or "",
        )
