"""Verbs where plan, rules, units and ledger meet."""

import datetime as dt
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.quotas.decisions import QuotaDecision
from app.quotas.facts import Facts
from app.quotas.ledger import Ledger, Paper
from app.quotas.plans import Plan
from app.quotas.rules import Amounts, Outcome, Rule, reckon
from app.web.errors import Refused


class Unexplained(Refused):
    status = 422
    message = _l("Tổng đã giao chưa khớp với số được giao, xin ghi rõ lý do.")


class NothingChanges(Refused):
    status = 422
    message = _l("Bảng không thay đổi chỉ tiêu nào so với số đã giao, nên không có gì để ban hành.")


def begin(
    found: Facts, stages: Sequence[int], *, name: str, by: int | None, at: dt.datetime
) -> Plan:
    """A draft over `stages`, holding what is given already."""
    held = {
        code: {stage: row.get(stage, 0) for stage in stages}
        for code, row in found.given.items()
        if any(row.get(stage) for stage in stages)
    }
    return Plan.draft(found.unit, found.programme, stages, name=name, held=held, by=by, at=at)


def rule(
    plan: Plan, found: Facts, rules: Sequence[Rule], *, by: int | None, at: dt.datetime
) -> None:
    """Put these rules in the plan and reckon its lines."""
    plan.set_rules(rules, by=by, at=at)
    resettle(plan, found)


def resettle(plan: Plan, found: Facts) -> None:
    """Reckon the lines that no hand wrote."""
    plan.settle(_outcome(plan, found))


def recount(plan: Plan, found: Facts, *, by: int | None, at: dt.datetime) -> None:
    """Reckon them anew: hands have written, or members, quotas and results have changed."""
    plan.reckon_anew(by=by, at=at)
    resettle(plan, found)


def out_of_date(plan: Plan, found: Facts) -> int:
    """How many lines the rules would reckon otherwise now."""
    if not plan.is_open or not plan.rule_data:
        return 0
    lines, outcome = found.lines(plan), _outcome(plan, found)
    return sum(dict(lines[code].amounts) != row for code, row in outcome.amounts.items())


def _outcome(plan: Plan, found: Facts) -> Outcome:
    return reckon(found.parties, plan.rules, found.target(plan), plan.by_hand, found.given)


def issue(
    plan: Plan, found: Facts, paper: Paper, *, explanation: str, by: int, at: dt.datetime
) -> int:
    """Write the plan into the ledger: one decision for each unit it changes, and a notice of it.

    :param explanation: why the sums differ from what was received; stays on the table
    :returns: how many units were told
    :raises Unexplained: they differ, and nothing explains it
    :raises NothingChanges: every unit holds what the plan says
    """
    plan.check()
    totals, target = found.planned(plan), found.target(plan)
    if totals != target and not explanation.strip():
        raise Unexplained()
    units = {unit.code: unit for unit in found.units}
    changed = changes(plan, found)
    if not changed:
        raise NothingChanges()
    decisions = QuotaDecision.issue(
        [units[code] for code in changed],
        paper,
        giver=found.unit,
        programme=found.programme,
        by=by,
        at=at,
        plan_id=plan.id,
    )
    for stage in found.of(plan):
        amounts = {units[c]: row[stage.id] for c, row in changed.items() if stage.id in row}
        ledger = Ledger(found.programme, stage, by, at)
        over = totals[stage.id] > target[stage.id]
        reason = explanation if over else ""
        ledger.allocate(found.unit, amounts, paper, decisions, reason=reason)
    plan.publish(
        paper,
        lines=found.lines(plan),
        target=target,
        explanation=explanation.strip() or None,
        by=by,
        at=at,
    )
    return len(changed)


def changes(plan: Plan, found: Facts) -> Amounts:
    """New amounts by code and stage, where they differ from what is given."""
    lines = found.lines(plan)
    changed: dict[str, dict[int, int]] = {}
    for unit in found.units:
        for stage in plan.stages:
            new = lines[unit.code].amounts.get(stage, 0)
            if new != found.given.get(unit.code, {}).get(stage, 0):
                changed.setdefault(unit.code, {})[stage] = new
    return changed
