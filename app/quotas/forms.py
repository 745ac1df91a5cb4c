"""Forms of plans: the draft, its rules, and the document it is issued under."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.programmes import Stage
from app.quotas.facts import Facts
from app.quotas.models import Paper
from app.quotas.rules import Rule, RuleKind
from app.units import Unit
from app.vietnamese import name_key
from app.web.forms import AtMost, ChoiceField, DayField, Form, LineField, Required, TextField


class PlanForm(Form):
    """A new plan: what it is called, and which stages it covers."""

    name = LineField(_l("Tên bảng phân bổ"), [Required(), AtMost(120)])
    stages = SelectMultipleField(
        _l("Giai đoạn"),
        coerce=lambda text: int(text) if str(text).isdigit() else 0,
        validate_choice=False,  # the form says it in its own words
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, of: Sequence[Stage], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stages.choices = [(stage.id, stage.name) for stage in of]

    def validate_stages(self, field: Any) -> None:
        offered = {choice[0] for choice in field.choices}
        if not field.data or not offered.issuperset(field.data):
            raise ValidationError(_("Xin chọn ít nhất một giai đoạn trong danh sách."))


class PaperForm(Form):
    """The document behind what is given."""

    number = LineField(
        _l("Số văn bản"), [Required(), AtMost(60)], description=_l("Ví dụ: 02/LĐLĐ-CSPL")
    )
    day = DayField(_l("Ngày văn bản"), [Required()])
    label = LineField(
        _l("Ghi trên bảng"), [AtMost(80)], description=_l("Ví dụ: năm 2022"), default=""
    )
    explanation = TextField(
        _l("Giải trình chênh lệch"),
        [AtMost(500)],
        description=_l("Cần khi tổng đã phân khác số được giao; được in dưới bảng."),
        default="",
    )

    @property
    def paper(self) -> Paper:
        day: Any = self.day.data
        return Paper(self.number.data, day, self.label.data or None)


class RuleForm(Form):
    """What every rule says: whom it speaks of. A box for each stage is added by `rule_form`."""

    kind: RuleKind
    facts: Facts
    chosen: Sequence[Stage]
    block = ChoiceField(_l("Áp dụng cho"))
    named = TextField(
        _l("Chỉ các đơn vị sau"),
        [AtMost(20_000)],
        description=_l("Mỗi dòng một tên hoặc mã đơn vị. Để trống nếu áp dụng cho cả khối."),
        default="",
    )

    @property
    def boxes(self) -> list[Any]:
        """The boxes of the stages, in their order."""
        return [self[name] for s in self.chosen if (name := f"stage_{s.id}") in self]

    def amounts(self) -> dict[int, int]:
        """What was typed for each stage; empty boxes are left out."""
        found = {stage.id: self[f"stage_{stage.id}"].data for stage in self.chosen}
        return {stage: n for stage, n in found.items() if n is not None}

    def codes(self) -> tuple[str, ...]:
        """The codes of the units that were named."""
        known = _keys(self.facts.units)
        lines = [line.strip() for line in self.named.data.splitlines() if line.strip()]
        return tuple(dict.fromkeys(known[name_key(line)] for line in lines))

    def validate_named(self, field: Any) -> None:
        known = _keys(self.facts.units)
        lines = [line.strip() for line in field.data.splitlines() if line.strip()]
        lost = [line for line in lines if name_key(line) not in known]
        if lost:
            raise ValidationError(
                _("Không thấy trong các đơn vị trực thuộc: %(names)s.", names="; ".join(lost[:5]))
            )

    @property
    def rule(self) -> Rule:
        return Rule(self.kind, self.amounts(), self.codes(), self.block.data or None)

    def fill(self, rule: Rule) -> None:
        """Show a rule."""
        names = {unit.code: unit.name for unit in self.facts.units}
        self.block.data = rule.block or ""
        self.named.data = "\n".join(names.get(code, code) for code in rule.units)
        for box in self.boxes:
            box.data = rule.amounts.get(int(box.name.removeprefix("stage_")))


def _keys(units: Sequence[Unit]) -> dict[str, str]:
    """Codes by the names a list may use."""
    named = {name_key(word): u.code for u in units for word in (u.short_name, u.name)}
    return named | {name_key(u.code): u.code for u in units}
