"""Verbs where plan, rules, units and ledger meet."""

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.notices import Notice
from app.quotas.decisions import QuotaDecision
from app.quotas.facts import Facts
from app.quotas.ledger import Ledger, Paper
from app.quotas.plans import Plan
from app.quotas.rules import Amounts, Rule, reckon
from app.units import Unit
from app.web.errors import Refused


class Unexplained(Refused):
    status = 422
    message = _l("Tổng đã giao chưa khớp với số được giao, xin ghi rõ lý do.")


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
    outcome = reckon(found.parties, plan.rules, found.target(plan), plan.by_hand, found.given)
    plan.settle(outcome)


def issue(
    plan: Plan, found: Facts, paper: Paper, *, explanation: str, by: int, at: dt.datetime
) -> int:
    """Write the plan into the ledger: one decision for each unit it changes, and a notice of it.

    :param explanation: why the sums differ from what was received; stays on the table
    :returns: how many units were told
    :raises Unexplained: they differ, and nothing explains it
    """
    plan.check()
    totals, target = found.planned(plan), found.target(plan)
    if totals != target and not explanation.strip():
        raise Unexplained()
    units = {unit.code: unit for unit in found.units}
    changed = changes(plan, found)
    decisions = {
        units[code].id: _decide(plan, units[code], found, paper, by=by, at=at) for code in changed
    }
    for stage in found.of(plan):
        amounts = {units[c]: row[stage.id] for c, row in changed.items() if stage.id in row}
        ledger = Ledger(found.programme, stage, by, at)
        over = totals[stage.id] > target[stage.id]
        reason = explanation if over else ""
        ledger.allocate(found.unit, amounts, paper, decisions, reason=reason)
    plan.publish(paper, explanation=explanation.strip() or None, by=by, at=at)
    return len(changed)


def changes(plan: Plan, found: Facts) -> Amounts:
    """New amounts by code and stage, where they differ from what is given."""
    lines = plan.lines
    changed: dict[str, dict[int, int]] = {}
    for unit in found.units:
        for stage in plan.stages:
            new = lines[unit.code].amounts.get(stage, 0) if unit.code in lines else 0
            if new != found.given.get(unit.code, {}).get(stage, 0):
                changed.setdefault(unit.code, {})[stage] = new
    return changed


def _decide(
    plan: Plan, to: Unit, found: Facts, paper: Paper, *, by: int, at: dt.datetime
) -> QuotaDecision:
    """The decision for one unit, and the notice that tells of it."""
    decision = QuotaDecision.issue(
        to,
        giver=found.unit,
        programme=found.programme,
        document_number=paper.number,
        document_date=paper.day,
        label=paper.label,
        by=by,
        at=at,
        plan_id=plan.id,
    )
    if to.id != found.unit.id:
        Notice.send(
            to,
            sender=found.unit,
            title=_("Giao chỉ tiêu theo văn bản %(number)s", number=paper.number),
            body=_("Xin đồng chí mở mục Chỉ tiêu, xem số được giao và xác nhận đã nhận."),
            link=f"/u/{to.id}/quotas/",
            at=at,
            by=by,
        )
    return decision
