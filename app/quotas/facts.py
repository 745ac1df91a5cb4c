"""What a plan reckons with: the units below, what they received and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.initiatives import COUNTED_BY, Tally
from app.programmes import Programme, Stage
from app.quotas.models import QuotaBalance, QuotaEntry
from app.quotas.plan_lines import NOTHING, PlanLine
from app.quotas.plans import Plan
from app.quotas.rules import Amounts, Party, carried, follows
from app.tenancy import STEP, Scope
from app.units import Unit

PerStage = Mapping[int, int]
FROM_ABOVE, FROM_HERE, GIVEN, RESULT = "from-above", "from-here", "given", "result"


@dataclass(frozen=True)
class Facts:
    """Everything about a giver that a plan of one programme needs.

    :ivar units: its children and, last, the giver itself
    :ivar given: what each of them holds from it, by code and stage
    :ivar gone: by stage, what it gave to units that lie elsewhere now
    """

    unit: Unit
    programme: Programme
    stages: Sequence[Stage]  # all of the programme's
    units: Sequence[Unit]
    parties: Sequence[Party]
    received: PerStage
    given: Amounts
    gone: PerStage

    def of(self, plan: Plan) -> list[Stage]:
        """The plan's stages, in the order of time."""
        return [stage for stage in self.stages if stage.id in plan.stages]

    def before(self, plan: Plan) -> Stage | None:
        """The last stage before the plan's: what units are held against."""
        of_plan = self.of(plan)
        earlier = [s for s in self.stages if of_plan and s.first_day < of_plan[0].first_day]
        return earlier[-1] if earlier else None

    def lines(self, plan: Plan) -> dict[str, PlanLine]:
        """The plan's lines of these units. Whom neither rule nor hand touches keeps what it has.

        An issued plan says what it said then.
        """
        lines = plan.lines
        if plan.issued_at:
            return {unit.code: lines.get(unit.code, NOTHING) for unit in self.units}
        touched = set(follows(self.parties, plan.rules)) | carried(self.parties, plan.rules)
        found = {}
        for unit in self.units:
            line = lines.get(unit.code, NOTHING)
            if not line.by_hand and unit.code not in touched:
                held = self.given.get(unit.code, {})
                line = PlanLine({stage: held.get(stage, 0) for stage in plan.stages})
            found[unit.code] = line
        return found

    def planned(self, plan: Plan) -> dict[int, int]:
        """What the plan gives to these units in each of its stages."""
        rows = [line.amounts for line in self.lines(plan).values()]
        return {stage: sum(row.get(stage, 0) for row in rows) for stage in plan.stages}

    def strangers(self, plan: Plan) -> list[str]:
        """Codes of units in the plan that lie elsewhere by now; they are not counted."""
        held = {code for code, line in plan.lines.items() if any(line.amounts.values())}
        return sorted(held - {unit.code for unit in self.units})

    def target(self, plan: Plan) -> dict[int, int]:
        """What there is to give in each of the plan's stages, or was when it was issued."""
        if plan.target_data is not None:
            return {int(stage): amount for stage, amount in plan.target_data.items()}
        return {
            stage.id: self.received.get(stage.id, 0) - self.gone.get(stage.id, 0)
            for stage in self.of(plan)
        }


def facts(unit: Unit, programme: Programme) -> Facts:
    """Load them, in one statement."""
    figures = _figures(unit, programme).subquery()
    low, high = Scope(unit.path).bounds
    rows = db.session.execute(
        sa.select(Unit, figures.c.kind, figures.c.stage_id, figures.c.amount)
        .outerjoin(figures, figures.c.path == Unit.path)
        .where(
            Unit.path >= low, Unit.path < high, sa.func.length(Unit.path) <= len(unit.path) + STEP
        )
        .options(*Unit.described())
        .order_by(Unit.path)
    ).all()
    units: dict[str, Unit] = {}
    sums: dict[str, dict[str, dict[int, int]]] = {
        kind: {} for kind in (FROM_ABOVE, FROM_HERE, GIVEN, RESULT)
    }
    for one, kind, stage, amount in rows:
        units[one.code] = one
        if kind:
            row = sums[kind].setdefault(one.code, {})
            row[stage] = row.get(stage, 0) + int(amount)
    given = sums[FROM_HERE]
    here = units.pop(unit.code)
    below = [one for code, one in units.items() if one.is_open or code in given]
    everybody = [*below, here]
    return Facts(
        here,
        programme,
        programme.whole_stages,
        everybody,
        [_party(one, here, sums) for one in everybody],
        sums[FROM_ABOVE].get(here.code, {}),
        given,
        _gone(sums[GIVEN].get(here.code, {}), given),
    )


def _party(one: Unit, here: Unit, sums: Mapping[str, Amounts]) -> Party:
    quota = dict(sums[FROM_HERE].get(one.code, {}))
    if one is not here:  # what it received from others counts as well
        for stage, amount in sums[FROM_ABOVE].get(one.code, {}).items():
            quota[stage] = quota.get(stage, 0) + amount
    return Party(
        one.code,
        one.block_code,
        one.member_count,
        is_self=one is here,
        quota=quota,
        result=sums[RESULT].get(one.code, {}),
    )


def _gone(balance: PerStage, given: Amounts) -> dict[int, int]:
    visible = {s: sum(row.get(s, 0) for row in given.values()) for s in balance}
    return {stage: amount - visible[stage] for stage, amount in balance.items()}


def _figures(unit: Unit, programme: Programme) -> Any:
    """(path, kind, stage, amount): entries of the ledger, the giver's balance, and results.

    Results are sums of whole branches, as the programme counts; what lies at the giver itself is
    its own line.
    """
    low, high = Scope(unit.path).bounds
    entry, mark = QuotaEntry, sa.case((QuotaEntry.giver_id == unit.id, FROM_HERE), else_=FROM_ABOVE)
    entries = (
        sa.select(
            entry.unit_path.label("path"),
            mark.label("kind"),
            entry.stage_id.label("stage_id"),
            sa.func.sum(entry.amount).label("amount"),
        )
        .where(
            entry.programme_id == programme.id,
            entry.unit_path >= low,
            entry.unit_path < high,
            sa.func.length(entry.unit_path) <= len(unit.path) + STEP,
        )
        .group_by(entry.unit_path, mark, entry.stage_id)
    )
    balance = sa.select(
        QuotaBalance.unit_path, sa.literal(GIVEN), QuotaBalance.stage_id, QuotaBalance.given
    ).where(QuotaBalance.unit_id == unit.id, QuotaBalance.programme_id == programme.id)
    counted = [getattr(Tally, name) for name in COUNTED_BY[programme.counting]]
    branch = sa.func.substr(Tally.unit_path, 1, len(unit.path) + STEP)
    results = (
        sa.select(
            branch, sa.literal(RESULT), Tally.stage_id, sa.func.sum(sum(counted[1:], counted[0]))
        )
        .where(
            Tally.unit_path >= low,
            Tally.unit_path < high,
            Tally.stage_id.in_([stage.id for stage in programme.whole_stages]),
        )
        .group_by(branch, Tally.stage_id)
    )
    return sa.union_all(entries, balance, results)
