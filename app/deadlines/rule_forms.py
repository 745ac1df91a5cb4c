"""The form of a rule of reminding: who, when, which way, with which words."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.deadlines import places
from app.deadlines.rules import EIGHT, Reminding
from app.deadlines.words import REACH, WAYS, WHO, Reach, Way, Who
from app.programmes import Programme, Stage, Window
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, TextField, TimeField

WEEKDAYS = (
    _l("thứ Hai"),
    _l("thứ Ba"),
    _l("thứ Tư"),
    _l("thứ Năm"),
    _l("thứ Sáu"),
    _l("thứ Bảy"),
    _l("Chủ nhật"),
)
TITLE = _l("Còn {con_lai_ngay} ngày đến hạn {giai_doan}")
BODY = _l(
    "Kính gửi {don_vi}. Đến {hom_nay} đơn vị đã đăng ký {da_dang_ky}/{chi_tieu} sáng kiến "
    "{giai_doan}, đạt {ty_le}. Còn thiếu {con_thieu}, hạn chót {han_chot}, mỗi ngày cần "
    "{can_moi_ngay} sáng kiến. {cap_tren} đề nghị đơn vị đôn đốc."
)


def _radios(words: Any) -> list[SelectChoice]:
    return [SelectChoice(value=value.value, label=word) for value, word in words.items()]


class RuleForm(Form):
    """`window` tells programme and stage; it is asked for once, when the rule is written."""

    window = ChoiceField(_l("Chương trình, giai đoạn"))
    name = LineField(_l("Tên quy tắc"), [Required(), AtMost(120)])
    who = RadioField(_l("Nhắc ai"), choices=_radios(WHO), validate_choice=False)
    reach = RadioField(_l("Đến cấp nào"), choices=_radios(REACH), validate_choice=False)
    offsets = LineField(
        _l("Trước hạn chót của đơn vị (ngày)"), description=_l("Ví dụ: 30, 14, 7, 3, 1")
    )
    weekday = ChoiceField(
        _l("Hằng tuần"),
        pairs=[("", _l("không nhắc hằng tuần")), *enumerate(WEEKDAYS)],
    )
    clock_time = TimeField(
        _l("Giờ gửi"),
        [Required()],
        description=_l("Gặp ngày nghỉ thì gửi ngày làm việc liền trước; không gửi ngoài giờ."),
    )
    ways = SelectMultipleField(
        _l("Gửi bằng cách nào"),
        choices=_radios(WAYS),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    title = LineField(_l("Tiêu đề"), [Required(), AtMost(200)])
    body = TextField(_l("Nội dung"), [Required(), AtMost(2000)], counter_max=2000)

    def __init__(self, windows: Sequence[Window], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.targets = _targets(windows)
        self.window.offer([(key, words) for key, (words, _p, _s) in self.targets.items()])

    def begin(self) -> "RuleForm":
        """What most rules say."""
        self.who.data, self.reach.data = Who.BEHIND.value, Reach.CHILDREN.value
        self.offsets.data, self.weekday.data, self.clock_time.data = "30, 14, 7, 3, 1", "", EIGHT
        self.ways.data = [Way.NOTICE.value, Way.MAIL.value]
        self.title.data, self.body.data = str(TITLE), str(BODY)
        return self

    def show(self, rule: Reminding) -> "RuleForm":
        """What a rule says now."""
        for name in ("name", "who", "reach", "ways", "title", "body"):
            getattr(self, name).data = getattr(rule, name)
        self.offsets.data = ", ".join(map(str, rule.offsets))
        self.weekday.data = "" if rule.weekday is None else str(rule.weekday)
        self.clock_time.data = rule.clock_time
        return self

    @property
    def target(self) -> tuple[Programme, Stage | None]:
        _words, programme, stage = self.targets[self.window.data]
        return programme, stage

    @property
    def said(self) -> dict[str, Any]:
        """What `Reminding.write` and `amend` ask for, but for programme and stage."""
        return {
            "name": self.name.data,
            "who": Who(self.who.data),
            "offsets": _numbers(self.offsets.data or ""),
            "weekday": int(self.weekday.data) if self.weekday.data else None,
            "clock_time": self.clock_time.data,
            "ways": [Way(way) for way in self.ways.data or ()],
            "reach": Reach(self.reach.data),
            "title": self.title.data,
            "body": self.body.data,
        }

    def validate_who(self, field: RadioField) -> None:
        if field.data not in set(Who):
            raise ValidationError(_("Xin chọn nhắc ai."))

    def validate_reach(self, field: RadioField) -> None:
        if field.data not in set(Reach):
            raise ValidationError(_("Xin chọn nhắc đến cấp nào."))

    def validate_offsets(self, field: LineField) -> None:
        _numbers(field.data or "")

    def validate_ways(self, field: Any) -> None:
        if not set(field.data or ()) <= set(Way):
            raise ValidationError(_("Xin chọn một mục trong danh sách."))

    def validate_title(self, field: LineField) -> None:
        _see_places(field.data or "")

    def validate_body(self, field: TextField) -> None:
        _see_places(field.data or "")


def _targets(
    windows: Sequence[Window],
) -> dict[str, tuple[str, Programme, Stage | None]]:
    """What a rule may speak of, by its value: each programme as a whole, and each of its stages."""
    found: dict[str, tuple[str, Programme, Stage | None]] = {}
    for window in windows:
        if window.below:
            continue
        programme, stage = window.programme, window.stage
        whole = _("%(programme)s, mọi giai đoạn", programme=programme.name)
        found.setdefault(programme.code, (whole, programme, None))
        words = f"{programme.name}, {stage.name}"
        found[f"{programme.code}/{stage.code}"] = (words, programme, stage)
    return found


def _numbers(text: str) -> list[int]:
    """ "30, 14, 7" as numbers of days."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        raise ValidationError(_("Xin ghi các số ngày, cách nhau bằng dấu phẩy: 30, 14, 7."))
    return [int(part) for part in parts]


def _see_places(text: str) -> None:
    if (fault := places.fault(text)) is not None:
        raise ValidationError(fault)
