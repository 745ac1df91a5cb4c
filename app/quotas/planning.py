"""What a plan reckons with: the units below, what they received and what came of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.db import db
from app.initiatives import COUNTED_BY, Tally
from app.notices import Notice
from app.programmes import Programme, Stage
from app.quotas.decisions import QuotaDecision
from app.quotas.ledger import Ledger, Paper
from app.quotas.models import QuotaEntry
from app.quotas.plans import Plan
from app.quotas.rules import Amounts, Party, Rule, reckon
from app.tenancy import STEP, Scope
from app.units import Unit
from app.web.errors import Refused

PER_STAGE = Mapping[int, int]


class Unexplained(Refused):
    status = 422
    message = _l("Tổng đã giao chưa khớp với số được giao, xin ghi rõ lý do.")


class NotBelow(Refused):
    """A line of the plan names a unit that no longer lies under the giver."""

    status = 422


@dataclass(frozen=True)
class Facts:
    """Everything about a giver that a plan of one programme needs.

    `units` are the children and, last, the giver itself; `given` is what each holds from it.
    """

    unit: Unit
    programme: Programme
    stages: Sequence[Stage]  # all of the programme's
    units: Sequence[Unit]
    parties: Sequence[Party]
    received: PER_STAGE
    given: Amounts

    def stage(self, stage_id: int | None) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)

    def of(self, plan: Plan) -> list[Stage]:
        """The plan's stages, in the order of time."""
        return [stage for stage in self.stages if stage.id in plan.stages]

    def before(self, plan: Plan) -> Stage | None:
        """The last stage before the plan's: what units are held against."""
        of_plan = self.of(plan)
        earlier = [s for s in self.stages if of_plan and s.first_day < of_plan[0].first_day]
        return earlier[-1] if earlier else None

    def target(self, plan: Plan) -> dict[int, int]:
        """What there is to give in each of the plan's stages."""
        return {stage.id: self.received.get(stage.id, 0) for stage in self.of(plan)}


def facts(unit: Unit, programme: Programme) -> Facts:
    """Load them: children, balances and results in three statements."""
    stages = programme.whole_stages
    units = [*db.session.scalars(unit.children()), unit]
    received, given = _balances(unit, programme)
    results = _results(unit, programme)
    parties = [
        Party(
            one.code,
            one.block_code,
            one.member_count,
            is_self=one.id == unit.id,
            quota=given.get(one.code, {}) if one.id == unit.id else received.get(one.code, {}),
            result=results.get(one.path, {}),
        )
        for one in units
    ]
    return Facts(unit, programme, stages, units, parties, received.get(unit.code, {}), given)


def _balances(unit: Unit, programme: Programme) -> tuple[Amounts, Amounts]:
    """By code and stage: what the unit and its children received, and what of it is from here."""
    received: Amounts = {}
    given: Amounts = {}
    low, high = Scope(unit.path).bounds
    entry, to = QuotaEntry, Unit
    rows = db.session.execute(
        sa.select(to.code, entry.stage_id, entry.giver_id, sa.func.sum(entry.amount))
        .join(to, to.id == entry.unit_id)
        .where(
            entry.programme_id == programme.id,
            to.path >= low,
            to.path < high,
            sa.func.length(to.path) <= len(unit.path) + STEP,
        )
        .group_by(to.code, entry.stage_id, entry.giver_id)
    )
    for code, stage, giver, amount in rows:
        if giver == unit.id:
            _add(given, code, stage, int(amount))
        if code != unit.code or giver != unit.id:
            _add(received, code, stage, int(amount))
    return received, given


def _results(unit: Unit, programme: Programme) -> Amounts:
    """By the child's path and stage: what its subtree has, as the programme counts.

    What lies at the unit itself counts for its own line.
    """
    low, high = Scope(unit.path).bounds
    counted = [getattr(Tally, name) for name in COUNTED_BY[programme.counting]]
    branch = sa.func.substr(Tally.unit_path, 1, len(unit.path) + STEP)
    rows = db.session.execute(
        sa.select(branch, Tally.stage_id, sa.func.sum(sum(counted[1:], counted[0])))
        .where(
            Tally.unit_path >= low,
            Tally.unit_path < high,
            Tally.stage_id.in_([stage.id for stage in programme.whole_stages]),
        )
        .group_by(branch, Tally.stage_id)
    )
    results: Amounts = {}
    for path, stage, count in rows:
        _add(results, path, stage, int(count))
    return results


def _add(sums: Amounts, key: str, stage: int, amount: int) -> None:
    row = sums.setdefault(key, {})
    row[stage] = row.get(stage, 0) + amount


# --- verbs where plan, units and ledger meet ---


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
    plan.settle(reckon(found.parties, plan.rules, found.target(plan), plan.by_hand))


def issue(
    plan: Plan, found: Facts, paper: Paper, *, explanation: str, by: int, at: dt.datetime
) -> int:
    """Write the plan into the ledger: one decision for each unit it changes, and a notice of it.

    :param explanation: why the sums differ from what was received; stays on the table
    :returns: how many units were told
    :raises Unexplained: they differ, and nothing explains it
    :raises NotBelow: a unit of the plan lies elsewhere now
    """
    plan.check()
    totals, target = plan.totals(), found.target(plan)
    if totals != target and not explanation.strip():
        raise Unexplained()
    units = {unit.code: unit for unit in found.units}
    lines = {code: line.amounts for code, line in plan.lines.items() if any(line.amounts.values())}
    _check_units(lines, units)
    changes = _changes(lines, found, plan)
    decisions = {
        units[code].id: _decide(plan, units[code], found, paper, by=by, at=at) for code in changes
    }
    for stage in found.of(plan):
        amounts = {units[c]: row[stage.id] for c, row in changes.items() if stage.id in row}
        ledger = Ledger(found.programme, stage, by, at)
        over = totals[stage.id] > target[stage.id]
        reason = explanation if over else ""
        ledger.allocate(found.unit, amounts, paper, decisions, reason=reason)
    plan.publish(paper, explanation=explanation.strip() or None, by=by, at=at)
    return len(changes)


def _check_units(lines: Amounts | Mapping[str, PER_STAGE], units: Mapping[str, Unit]) -> None:
    gone = sorted(code for code in lines if code not in units)
    if gone:
        raise NotBelow(
            _(
                "Các đơn vị sau không còn trực thuộc, xin đặt chỉ tiêu của các đơn vị đó về 0:"
                " %(codes)s.",
                codes=", ".join(gone),
            )
        )


def _changes(lines: Mapping[str, PER_STAGE], found: Facts, plan: Plan) -> Amounts:
    """New amounts by code and stage, where they differ from what is given."""
    changes: Amounts = {}
    for code in lines.keys() | found.given.keys():
        for stage in plan.stages:
            new = lines.get(code, {}).get(stage, 0)
            if new != found.given.get(code, {}).get(stage, 0):
                changes.setdefault(code, {})[stage] = new
    return dict(sorted(changes.items()))


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
