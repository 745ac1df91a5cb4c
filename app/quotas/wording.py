"""Rules in words, as an officer would say them."""

from flask_babel import gettext as _

from app.quotas.facts import Facts
from app.quotas.rules import Basis, Rule, RuleKind
from app.vietnamese import count_text

MOST_NAMES = 3


def subject(rule: Rule, facts: Facts) -> str:
    """Whom a rule speaks of."""
    if rule.units:
        names = {unit.code: unit.short_name for unit in facts.units}
        first = ", ".join(names.get(code, code) for code in rule.units[:MOST_NAMES])
        more = len(rule.units) - MOST_NAMES
        return _("%(names)s và %(n)s đơn vị khác", names=first, n=more) if more > 0 else first
    blocks = {u.block_code: u.block.name for u in facts.units if u.block}
    if rule.block:
        return _("Các đơn vị khối %(block)s", block=blocks.get(rule.block, rule.block))
    return _("Các đơn vị còn lại") if rule.kind is not RuleKind.CARRY else _("Mọi đơn vị")


def says(rule: Rule, facts: Facts) -> str:
    """What a rule gives."""
    words = _SAYS[rule.kind](rule, facts)
    bounds = []
    if rule.least is not None:
        bounds.append(_("ít nhất %(n)s", n=count_text(rule.least)))
    if rule.most is not None:
        bounds.append(_("nhiều nhất %(n)s", n=count_text(rule.most)))
    return f"{words}; {_('mỗi đơn vị')} {', '.join(bounds)}" if bounds else words


def _by_stage(rule: Rule, facts: Facts) -> str:
    stages = [stage for stage in facts.stages if stage.id in rule.amounts]
    each = [(stage.name, count_text(rule.amounts[stage.id])) for stage in stages]
    return ", ".join(_("%(stage)s là %(n)s", stage=name, n=amount) for name, amount in each)


def _fixed(rule: Rule, facts: Facts) -> str:
    return _("mỗi đơn vị: %(amounts)s", amounts=_by_stage(rule, facts))


def _per_member(rule: Rule, facts: Facts) -> str:
    if rule.per == 1:
        rate = _("%(n)s sáng kiến trên mỗi đoàn viên", n=count_text(rule.rate))
    else:
        rate = _(
            "%(n)s sáng kiến trên %(per)s đoàn viên",
            n=count_text(rule.rate),
            per=count_text(rule.per),
        )
    weights = [n for n in rule.amounts.values() if n]
    if len(set(weights)) <= 1:
        return _("%(rate)s, chia đều các giai đoạn", rate=rate)
    named = [s for s in facts.stages if s.id in rule.amounts]
    ratio = " : ".join(count_text(rule.amounts[stage.id]) for stage in named)
    return _("%(rate)s, tỷ lệ giữa các giai đoạn %(ratio)s", rate=rate, ratio=ratio)


def _share(rule: Rule, facts: Facts) -> str:
    basis = {
        Basis.MEMBERS: _("số đoàn viên"),
        Basis.QUOTA: _("chỉ tiêu %(stage)s", stage=_stage(rule, facts)),
        Basis.RESULT: _("kết quả %(stage)s", stage=_stage(rule, facts)),
    }[rule.basis]
    if rule.takes_rest:
        return _("chia phần còn lại theo %(basis)s", basis=basis)
    return _("chia %(amounts)s theo %(basis)s", amounts=_by_stage(rule, facts), basis=basis)


def _carry(rule: Rule, facts: Facts) -> str:
    into = [stage.name for stage in facts.stages if stage.id in rule.amounts]
    return _(
        "cộng thêm phần còn thiếu của %(stage)s vào %(into)s",
        stage=_stage(rule, facts),
        into=", ".join(into),
    )


def _stage(rule: Rule, facts: Facts) -> str:
    return next((s.name for s in facts.stages if s.id == rule.basis_stage), "–")


_SAYS = {
    RuleKind.FIXED: _fixed,
    RuleKind.PER_MEMBER: _per_member,
    RuleKind.SHARE: _share,
    RuleKind.CARRY: _carry,
}
