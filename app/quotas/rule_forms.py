"""The forms of rules, one for each way of reckoning."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.programmes import Stage
from app.quotas.facts import Facts
from app.quotas.forms import RuleForm
from app.quotas.rules import Basis, Rule, RuleKind
from app.web.forms import ChoiceField, CountField, Required

KINDS = {
    RuleKind.FIXED: _l("Số cố định cho mỗi đơn vị"),
    RuleKind.PER_MEMBER: _l("Theo số đoàn viên"),
    RuleKind.SHARE: _l("Chia một số theo tỷ lệ"),
    RuleKind.CARRY: _l("Cộng phần còn thiếu của giai đoạn trước"),
}
STAGE_LABELS = {
    RuleKind.FIXED: _l("Mỗi đơn vị, %(stage)s"),
    RuleKind.PER_MEMBER: _l("Phần của %(stage)s"),
    RuleKind.SHARE: _l("Số đem chia, %(stage)s"),
    RuleKind.CARRY: _l("%(stage)s"),
}


class FixedForm(RuleForm):
    """So many for each unit."""

    kind = RuleKind.FIXED

    def validate(self, *args: Any, **options: Any) -> bool:
        if not super().validate(*args, **options):
            return False
        if not self.amounts():
            first = self.boxes[0]
            first.errors = [_("Xin ghi số của ít nhất một giai đoạn.")]
            return False
        return True


class _Bounded(RuleForm):
    """Bounds on what one unit gets, all stages together."""

    least = CountField(_l("Ít nhất mỗi đơn vị"))
    most = CountField(_l("Nhiều nhất mỗi đơn vị"))

    def validate_most(self, field: Any) -> None:
        least = self.least.data
        if field.data is not None and least is not None and field.data < least:
            raise ValidationError(_("Số nhiều nhất đang nhỏ hơn số ít nhất."))

    @property
    def rule(self) -> Rule:
        return replace(super().rule, least=self.least.data, most=self.most.data)

    def fill(self, rule: Rule) -> None:
        super().fill(rule)
        self.least.data, self.most.data = rule.least, rule.most


class PerMemberForm(_Bounded):
    """So many for every so many members; what stands at the stages are their parts."""

    kind = RuleKind.PER_MEMBER
    rate = CountField(_l("Số sáng kiến"), [Required()])
    per = CountField(_l("trên mỗi số đoàn viên"), [Required()])

    def validate_per(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError(_("Số đoàn viên phải từ 1 trở lên."))

    @property
    def rule(self) -> Rule:
        return replace(super().rule, rate=self.rate.data or 0, per=self.per.data or 1)

    def fill(self, rule: Rule) -> None:
        super().fill(rule)
        self.rate.data, self.per.data = rule.rate, rule.per


class ShareForm(_Bounded):
    """A pot in proportion to a basis; without a pot, whatever is left."""

    kind = RuleKind.SHARE
    basis = ChoiceField(_l("Chia theo"))

    def offer(self, facts: Facts) -> None:
        pairs = [("members", _("Số đoàn viên"))]
        for stage in facts.stages:
            pairs.append((f"quota-{stage.id}", _("Chỉ tiêu %(stage)s", stage=stage.name)))
            pairs.append((f"result-{stage.id}", _("Kết quả %(stage)s", stage=stage.name)))
        self.basis.offer(pairs)

    @property
    def rule(self) -> Rule:
        basis, _mark, stage = self.basis.data.partition("-")
        return replace(super().rule, basis=Basis(basis), basis_stage=int(stage) if stage else None)

    def fill(self, rule: Rule) -> None:
        super().fill(rule)
        stage = f"-{rule.basis_stage}" if rule.basis is not Basis.MEMBERS else ""
        self.basis.data = f"{rule.basis.value}{stage}"


class CarryForm(RuleForm):
    """What units lacked in one stage comes on top in another."""

    kind = RuleKind.CARRY
    source = ChoiceField(_l("Phần còn thiếu của"))
    into = ChoiceField(_l("Cộng vào"))

    def offer(self, facts: Facts) -> None:
        self.source.offer([(stage.id, stage.name) for stage in facts.stages])
        self.into.offer([(stage.id, stage.name) for stage in self.chosen])

    def validate_into(self, field: Any) -> None:
        if field.data == self.source.data:
            raise ValidationError(_("Xin chọn hai giai đoạn khác nhau."))

    def amounts(self) -> dict[int, int]:
        return {int(self.into.data): 1}

    @property
    def rule(self) -> Rule:
        return replace(super().rule, basis_stage=int(self.source.data))

    def fill(self, rule: Rule) -> None:
        super().fill(rule)
        self.source.data = str(rule.basis_stage)
        self.into.data = str(next(iter(rule.amounts), ""))


FORMS: dict[RuleKind, type[RuleForm]] = {
    form.kind: form for form in (FixedForm, PerMemberForm, ShareForm, CarryForm)
}


def rule_form(kind: RuleKind, facts: Facts, stages: Sequence[Stage], **options: Any) -> RuleForm:
    """The form of a kind of rule, with a box for each stage of the plan."""
    boxes: dict[str, Any] = {}
    if kind is not RuleKind.CARRY:
        for stage in stages:
            label = str(STAGE_LABELS[kind]) % {"stage": stage.name}
            boxes[f"stage_{stage.id}"] = CountField(label)
    made = type(FORMS[kind].__name__, (FORMS[kind],), {**boxes, "facts": facts, "chosen": stages})
    form: RuleForm = made(**options)
    blocks = {u.block_code: u.block.name for u in facts.units if u.block}
    form.block.offer([("", _("Mọi đơn vị chưa có quy tắc riêng")), *sorted(blocks.items())])
    if isinstance(form, ShareForm | CarryForm):
        form.offer(facts)
    return form
