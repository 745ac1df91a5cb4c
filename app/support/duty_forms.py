"""Forms of the roster and of the support team."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.support.clocks import OFFICE, BadHours, hours_words, read_hours
from app.support.duties import Duty
from app.support.forms import check_phone, phone_of
from app.web.forms import AtMost, ChoiceField, DayField, Form, LineField, Required

DAYS = ("since", "until", "away_since", "away_until")


class TeamForm(Form):
    name = LineField(_l("Tên tổ"), [Required(), AtMost(120)])


class _Hours(Form):
    """When somebody may be called, and on which number."""

    phone = LineField(_l("Điện thoại"), [Required()])
    hours = LineField(
        _l("Giờ trực"), [Required()], description=_l("Ví dụ: 7:30–11:30, 13:30–17:00")
    )
    since = DayField(_l("Từ ngày"))
    until = DayField(_l("Đến ngày"))
    away_since = DayField(_l("Nghỉ từ ngày"))
    away_until = DayField(_l("Nghỉ đến ngày"))

    def show(self, duty: Duty | None) -> None:
        """Fill with a line of the roster, or with what most say."""
        self.hours.data = hours_words(duty.hours if duty else OFFICE)
        if duty:
            self.phone.data = duty.phone
            for name in DAYS:
                self[name].data = getattr(duty, name)

    def validate_phone(self, field: Any) -> None:
        check_phone(field)

    def validate_hours(self, field: Any) -> None:
        try:
            read_hours(field.data)
        except BadHours as error:
            raise ValidationError(str(error)) from error

    def when(self) -> dict[str, Any]:
        """What `Duty` keeps of it."""
        days = {name: self[name].data for name in DAYS}
        return {"phone": phone_of(self.phone), "hours": read_hours(self.hours.data), **days}


class MemberForm(_Hours):
    """Somebody in the support team of a unit, with or without an account."""

    full_name = LineField(_l("Họ và tên"), [Required(), AtMost(120)])
    office = LineField(_l("Chức vụ, nơi làm việc"), [AtMost(120)])

    @classmethod
    def of(cls, duty: Duty | None) -> "MemberForm":
        form = cls(formdata=None)
        form.show(duty)
        if duty:
            form.full_name.data, form.office.data = duty.full_name, duty.office
        return form

    def said(self) -> dict[str, Any]:
        """What `Duty` keeps."""
        who = {"full_name": self.full_name.data, "office": self.office.data or ""}
        return {**who, **self.when()}


class DutyForm(_Hours):
    """A line of the roster."""

    account = ChoiceField(_l("Người trực"))
    stand_in = ChoiceField(_l("Người trực thay"))
    stand_in_phone = LineField(_l("Điện thoại người trực thay"))

    def __init__(self, people: dict[int, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(account): name for account, name in people.items()}
        self.account.offer(self.people.items())
        self.stand_in.offer([("", _("Không có")), *self.people.items()])

    @classmethod
    def of(cls, people: dict[int, str], duty: Duty | None) -> "DutyForm":
        """Filled with a line, or with what most say."""
        form = cls(people, formdata=None)
        form.show(duty)
        if duty:
            form.account.data = str(duty.account_id or "")
            form.stand_in.data = str(duty.stand_in_id or "")
            form.stand_in_phone.data = duty.stand_in_phone or ""
        return form

    def validate_stand_in_phone(self, field: Any) -> None:
        check_phone(field)

    def said(self) -> dict[str, Any]:
        """What `Duty` keeps."""
        stand_in = self.stand_in.data
        return {
            **self.when(),
            "account_id": int(self.account.data),
            "full_name": self.people[self.account.data],
            "stand_in_id": int(stand_in) if stand_in else None,
            "stand_in": self.people[stand_in] if stand_in else "",
            "stand_in_phone": phone_of(self.stand_in_phone) if stand_in else None,
        }
