"""Forms of programmes, stages and cut-offs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from app import clock
from app.programmes.models import Programme
from app.programmes.reasons import FIELDS, ReasonCode
from app.programmes.steps import Step, Task, Where
from app.tenancy import Scope
from app.units import Kind, Unit
from app.vietnamese import squeeze
from app.web.forms import (
    AtMost,
    ChoiceField,
    DayField,
    Form,
    LineField,
    Required,
    TextField,
    TimeField,
)

COUNTING = {
    "registered": _l("Đã đăng ký (đang xem xét và hợp lệ)"),
    "valid": _l("Hợp lệ"),
    "all": _l("Tất cả đã nộp"),
}


def instant(day: Any, time: Any) -> dt.datetime:
    """When a deadline passes, from its day and its clock time."""
    return clock.end_of(day, time)


class ProgrammeForm(Form):
    name = LineField(_l("Tên chương trình"), [Required(), AtMost(200)])
    code = LineField(_l("Mã"), [Required(), AtMost(60)])
    parent = ChoiceField(_l("Thuộc chương trình"))
    counting = ChoiceField(_l("Cách tính tỷ lệ"), pairs=COUNTING.items())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        whole = [(p.code, p.name) for p in Programme.known() if p.parent_id is None]
        self.parent.offer([("", _("Chương trình riêng, có giai đoạn riêng")), *whole])


class StageForm(Form):
    name = LineField(_l("Tên giai đoạn"), [Required(), AtMost(80)])
    code = LineField(_l("Mã"), [Required(), AtMost(30)])
    recognised_since = DayField(_l("Áp dụng, công nhận từ ngày"), [Required()])
    recognised_until = DayField(_l("đến hết ngày"), [Required()])
    submitted_since = DayField(_l("Nhận đăng ký từ ngày"), [Required()])
    submitted_until = DayField(_l("Hạn nộp"), [Required()])
    until_time = TimeField(_l("Giờ hết hạn"), [Required()], default=clock.END_OF_DAY)

    def facts(self) -> dict[str, Any]:
        """What `Programme.add_stage` asks for."""
        facts = self.changes
        time = facts.pop("until_time")
        facts["submitted_since"] = clock.start_of(facts["submitted_since"])
        facts["submitted_until"] = clock.end_of(facts["submitted_until"], time)
        return facts


class CutoffForm(Form):
    day = DayField(_l("Hạn chót đến hết ngày"), [Required()])
    time = TimeField(_l("Giờ"), [Required()], default=clock.END_OF_DAY)
    reason = LineField(
        _l("Lý do"), [Required(), AtMost(200)], description=_l("Ví dụ: để kịp báo cáo Đại hội")
    )
    document = LineField(_l("Văn bản"), [AtMost(120)])

    @property
    def until(self) -> dt.datetime:
        return instant(self.day.data, self.time.data)


class ExtensionForm(Form):
    about = LineField(
        _l("Gia hạn cho đơn vị"),
        description=_l("Mã hoặc tên đơn vị trực thuộc; bỏ trống là toàn đơn vị mình."),
    )
    extended_to = DayField(_l("Hạn mới đến hết ngày"), [Required()])
    time = TimeField(_l("Giờ"), [Required()], default=clock.END_OF_DAY)
    number = LineField(_l("Số quyết định, văn bản"), [Required(), AtMost(60)])
    signed_on = DayField(_l("Ngày ký"), [Required()])
    reason = LineField(
        _l("Lý do"),
        [Required(), AtMost(200)],
        description=_l("Ví dụ: ảnh hưởng của bão số 4, nhiều doanh nghiệp ngừng sản xuất"),
    )
    chosen: Unit

    def validate_about(self, field: LineField) -> None:
        found = Unit.by_code(field.data) or Unit.by_name(field.data) if field.data else g.unit
        if found is None or not Scope(g.unit.path).holds(found.path):
            raise ValidationError(_("Không có đơn vị trực thuộc nào có mã hoặc tên này."))
        self.chosen = found

    def validate_signed_on(self, field: DayField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ngày ký ở sau hôm nay."))

    @property
    def until(self) -> dt.datetime:
        return instant(self.extended_to.data, self.time.data)


ONE_OR_TWO = {"1": _l("Một đồng chí quyết định"), "2": _l("Hai đồng chí cùng xem xét")}


class RouteForm(Form):
    """A route as most programmes have it: confirmed or not, decided directly above, perhaps once
    more at a unit of some kind further up."""

    confirms = BooleanField(_l("Công đoàn cơ sở xác nhận trước khi chuyển lên"))
    persons = RadioField(
        _l("Công đoàn cấp trên trực tiếp"),
        choices=[SelectChoice(value=value, label=words) for value, words in ONE_OR_TWO.items()],
        default="1",
        validate_choice=False,
    )
    third = ChoiceField(_l("Thêm một bước quyết định ở"))

    def __init__(self, route: Sequence[Step], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.code, kind.name) for kind in Kind.known() if not kind.grassroots]
        self.third.offer([("", _("Không thêm bước nào")), *kinds])
        if options.get("formdata", "") is None:
            self._show(route)

    def validate_persons(self, field: RadioField) -> None:
        if field.data not in ONE_OR_TWO:
            raise ValidationError(_("Xin chọn một mục trong danh sách."))

    def _show(self, route: Sequence[Step]) -> None:
        above = [step for step in route if step.place == Where.ABOVE]
        at_kind = [step.place for step in route if step.place not in set(Where)]
        self.confirms.data = any(step.task is Task.CONFIRM for step in route)
        self.persons.data = str(above[0].persons) if above else "1"
        self.third.data = at_kind[-1] if at_kind else ""

    def route(self) -> list[Step]:
        """The steps that are asked for."""
        first = [Step(Task.CONFIRM, Where.OWN)] if self.confirms.data else []
        above = Step(Task.DECIDE, Where.ABOVE, int(self.persons.data))
        third = [Step(Task.DECIDE, self.third.data)] if self.third.data else []
        return [*first, above, *third]


class ReasonCodeForm(Form):
    text = LineField(_l("Lý do"), [Required(), AtMost(200)])
    field = ChoiceField(
        _l("Mục cần sửa"),
        description=_l("Đơn vị bấm vào liên kết trong lý do thì mở đúng mục này."),
    )
    advice = TextField(
        _l("Cần làm gì"),
        [Required(), AtMost(500)],
        description=_l("Hướng dẫn đơn vị: sửa thế nào, bổ sung gì."),
        counter_max=500,
    )
    hints = TextField(
        _l("Từ gợi ý"),
        [AtMost(2000)],
        description=_l(
            "Mỗi dòng một cụm từ. Gặp các từ này trong tên hoặc tóm tắt, "
            "trang xét duyệt nhắc người xem xét lưu ý."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.field.offer([("", _("Không có mục cụ thể")), *FIELDS.items()])

    @classmethod
    def filled(cls, code: ReasonCode) -> "ReasonCodeForm":
        """The form of a reason as it stands."""
        said = {"hints": "\n".join(code.hints or []), "field": code.field or ""}
        return cls(formdata=None, data={"text": code.text, "advice": code.advice, **said})

    def facts(self) -> dict[str, Any]:
        """What `ReasonCode.add` and `change` ask for."""
        words = map(squeeze, (self.hints.data or "").splitlines())
        return {
            "text": self.text.data,
            "advice": self.advice.data,
            "field": self.field.data or None,
            "hints": list(dict.fromkeys(filter(None, words))),
        }
