"""Forms of programmes, stages and cut-offs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from app import clock
from app.programmes.models import Programme
from app.programmes.reasons import FIELDS, ReasonCode
from app.programmes.steps import Step, Task, Where
from app.units import Kind
from app.vietnamese import squeeze
from app.web.forms import AtMost, ChoiceField, DayField, Form, LineField, Required, TextField

COUNTING = {
    "registered": _l("Đã đăng ký (đang xem xét và hợp lệ)"),
    "valid": _l("Hợp lệ"),
    "all": _l("Tất cả đã nộp"),
}


def read_clock(text: str) -> dt.time:
    """A clock time, "23:59" or "17h30".

    :raises ValidationError: it is none
    """
    try:
        hour, _mark, minute = text.lower().replace("h", ":").partition(":")
        return dt.time(int(hour), int(minute or 0))
    except ValueError as error:
        raise ValidationError(_("Giờ ghi dạng 23:59.")) from error


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
    until_time = LineField(_l("Giờ hết hạn"), default="23:59")

    def validate_until_time(self, field: LineField) -> None:
        read_clock(field.data)

    def facts(self) -> dict[str, Any]:
        """What `Programme.add_stage` asks for."""
        facts = self.changes
        time = read_clock(facts.pop("until_time"))
        facts["submitted_since"] = clock.start_of(facts["submitted_since"])
        facts["submitted_until"] = clock.end_of(facts["submitted_until"], time)
        return facts


class CutoffForm(Form):
    day = DayField(_l("Hạn chót đến hết ngày"), [Required()])
    time = LineField(_l("Giờ"), default="23:59")
    reason = LineField(
        _l("Lý do"), [Required(), AtMost(200)], description=_l("Ví dụ: để kịp báo cáo Đại hội")
    )
    document = LineField(_l("Văn bản"), [AtMost(120)])

    def validate_time(self, field: LineField) -> None:
        read_clock(field.data)

    @property
    def instant(self) -> dt.datetime:
        day: Any = self.day.data
        return clock.end_of(day, read_clock(self.time.data))


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
