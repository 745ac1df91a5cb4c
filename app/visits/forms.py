"""Forms of visits."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.units import Unit
from app.visits.acting import Plan
from app.visits.copies import Terms
from app.visits.groups import WorkingGroup
from app.visits.models import Visit
from app.visits.states import MEETS, PROMISES, Promise
from app.web.forms import (
    AtMost,
    ChoiceField,
    CountField,
    DayField,
    Form,
    LineField,
    Required,
    TextField,
    TimeField,
)


class PlanForm(Form):
    """When, where and by whom. `version` is of the visit as the form was shown."""

    group = ChoiceField(_l("Đoàn công tác"))
    on = DayField(_l("Ngày làm việc"), [Required()])
    time = TimeField(_l("Giờ"), [Required()], description=_l("Ví dụ: 8:30"))
    venue = LineField(_l("Địa điểm"), [Required(), AtMost(200)])
    meets = SelectMultipleField(
        _l("Làm việc cùng"),
        validate_choice=False,  # the form says it in its own words
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    prepare = TextField(
        _l("Đề nghị đơn vị chuẩn bị"),
        [AtMost(1000)],
        description=_l("Ví dụ: báo cáo kết quả, danh sách sáng kiến đã công nhận mà chưa nộp."),
    )
    version = HiddenField()

    def __init__(self, here: Unit, about: Unit | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = {str(group.id): group for group in WorkingGroup.living(here)}
        self.group.offer([(key, group.name) for key, group in self.groups.items()])
        party = about is None or about.has_party_committee
        self.meets.choices = [
            (key, str(words)) for key, words in MEETS.items() if key != "party" or party
        ]

    @classmethod
    def of(cls, here: Unit, visit: Visit) -> "PlanForm":
        """Filled with what is planned."""
        form = cls(here, visit.about, formdata=None)
        home = visit.starts_at.astimezone(clock.HANOI) if visit.starts_at else None
        form.group.data = str(visit.group_id or "")
        form.on.data, form.time.data = (home.date(), home.time()) if home else (None, None)
        form.venue.data, form.prepare.data = visit.venue, visit.prepare
        form.meets.data = list(visit.meets) or ["leaders"]
        form.version.data = str(visit.version)
        return form

    def validate_meets(self, field: Any) -> None:
        offered = {choice[0] for choice in field.choices}
        if not field.data or not offered.issuperset(field.data):
            raise ValidationError(_("Xin chọn ít nhất một bên trong danh sách."))

    @property
    def seen(self) -> int:
        said = str(self.version.data or "")
        return int(said) if said.isdecimal() and len(said) < 10 else 0

    def plan(self) -> Plan:
        on: Any = self.on.data
        time: Any = self.time.data
        return Plan(
            self.groups[self.group.data],
            dt.datetime.combine(on, time, clock.HANOI),
            self.venue.data,
            self.meets.data or [],
            self.prepare.data,
        )


class GroupForm(Form):
    """A new group of people of the unit."""

    name = LineField(
        _l("Tên Đoàn"), [Required(), AtMost(160)], description=_l("Ví dụ: Đoàn công tác số 1")
    )
    head = ChoiceField(_l("Trưởng đoàn"))
    secretary = ChoiceField(_l("Thư ký"))
    others = SelectMultipleField(
        _l("Thành viên"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, people: dict[int, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pairs = [(str(account), name) for account, name in people.items()]
        self.head.offer(pairs)
        self.secretary.offer([("", _("Chưa cử thư ký")), *pairs])
        self.others.choices = pairs

    def validate_others(self, field: Any) -> None:
        offered = {choice[0] for choice in field.choices}
        if not offered.issuperset(field.data or []):
            raise ValidationError(_("Xin chọn trong danh sách."))

    def terms(self) -> dict[str, Any]:
        """What `WorkingGroup.compose` asks for."""
        secretary = self.secretary.data
        return {
            "head": int(self.head.data),
            "secretary": int(secretary) if secretary else None,
            "others": [int(account) for account in self.others.data or []],
        }


class GuestForm(Form):
    """Somebody from elsewhere: no more than name, office and organisation."""

    full_name = LineField(_l("Họ và tên"), [Required(), AtMost(120)])
    office = LineField(_l("Chức vụ"), [AtMost(120)])
    organisation = LineField(_l("Cơ quan, đơn vị"), [AtMost(160)])


class CommitmentForm(Form):
    """A line of what was promised."""

    who = LineField(_l("Ai"), [Required(), AtMost(200)])
    what = LineField(_l("Làm gì"), [Required(), AtMost(500)])
    amount = CountField(
        _l("Số sáng kiến"), description=_l("Để trống nếu không phải nộp thêm sáng kiến.")
    )
    due_on = DayField(_l("Hạn"), [Required()])
    version = HiddenField()

    def validate_amount(self, field: Any) -> None:
        if field.data is not None and not 0 < field.data < 10_000_000:
            raise ValidationError(_("Xin ghi số từ 1 trở lên."))

    @property
    def seen(self) -> int:
        said = str(self.version.data or "")
        return int(said) if said.isdecimal() and len(said) < 10 else 0

    def terms(self) -> Terms:
        return Terms(self.who.data, self.what.data, self.amount.data, self.due_on.data)


class ReasonForm(Form):
    reason = LineField(_l("Lý do"), [Required(), AtMost(500)])


class ResultForm(Form):
    result = TextField(
        _l("Kết quả buổi làm việc"),
        [Required(), AtMost(4000)],
        counter_max=4000,
        description=_l("Đơn vị nhận việc gì, cấp trên hỗ trợ gì, theo dõi tiếp ra sao."),
    )


class CloseForm(Form):
    """How a commitment ended."""

    outcome = ChoiceField(
        _l("Kết luận"),
        pairs=[(one.value, PROMISES[one][0]) for one in Promise if one is not Promise.OPEN],
    )
    reason = LineField(_l("Lý do"), [AtMost(500)], description=_l("Cần ghi, trừ khi đã thực hiện."))


class WordForm(Form):
    said = LineField(_l("Đã làm được gì"), [Required(), AtMost(500)])
