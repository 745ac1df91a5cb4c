"""A plan as a grid: a row per unit, a box per stage, and the sums that must come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.programmes import Stage
from app.quotas.facts import Facts
from app.quotas.plans import Plan
from app.quotas.rules import Amounts, Party, Rule, RuleKind, follows
from app.quotas.wording import says, subject
from app.units import Unit
from app.vietnamese import BadNumber, count_text, decimal_text, fold, parse_count

LARGEST = 10_000_000


@dataclass(frozen=True)
class Box:
    """A unit's number in a stage: what stands in it, what is given already, what is wrong."""

    name: str
    stage: Stage
    amount: int
    held: int
    text: str
    error: str | None = None


@dataclass(frozen=True)
class Row:
    """A unit in the grid."""

    unit: Unit
    party: Party
    boxes: Sequence[Box]
    by_hand: bool
    rule: Rule | None
    bound: str | None
    before: int | None

    @property
    def total(self) -> int:
        return sum(box.amount for box in self.boxes)

    @property
    def is_held(self) -> bool:
        return any(box.held for box in self.boxes)

    @property
    def per_100(self) -> str:
        """The total per 100 members, "12,5"; "–" where members are not known."""
        members = self.party.members
        return decimal_text(Decimal(self.total * 100) / members, 1) if members else "–"


@dataclass(frozen=True)
class Sum:
    """How a stage comes out."""

    stage: Stage
    planned: int
    target: int

    @property
    def left(self) -> int:
        return self.target - self.planned


@dataclass(frozen=True)
class RuleLine:
    """A rule as the page lists it: its number in the plan, whom it covers, what that makes."""

    number: int
    rule: Rule
    subject: str
    says: str
    units: int
    total: int


@dataclass
class Grid:
    """The page of a plan. `typed` and `errors` are of boxes that could not be saved."""

    plan: Plan
    facts: Facts
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)  # boxes of units that are not below

    @property
    def stages(self) -> list[Stage]:
        return self.facts.of(self.plan)

    @property
    def sums(self) -> list[Sum]:
        totals, target = self.facts.planned(self.plan), self.facts.target(self.plan)
        return [Sum(stage, totals[stage.id], target[stage.id]) for stage in self.stages]

    @property
    def adds_up(self) -> bool:
        return not any(line.left for line in self.sums)

    @property
    def before(self) -> Stage | None:
        return self.facts.before(self.plan)

    @property
    def has_held(self) -> bool:
        """Whether anything has been given in these stages before."""
        return any(row.get(s.id) for row in self.facts.given.values() for s in self.stages)

    def rows(self, text: str = "", block: str = "", cluster: str = "", only: str = "") -> list[Row]:
        """The rows, narrowed by words of the name, a block, a cluster, and "hand" or "none"."""
        words = fold(text)
        rows = [row for row in self._rows() if words in row.unit.search]
        rows = [row for row in rows if block in ("", row.party.block)]
        rows = [row for row in rows if cluster in ("", str(row.unit.cluster_id))]
        if only == "hand":
            return [row for row in rows if row.by_hand]
        return [row for row in rows if not row.total] if only == "none" else rows

    def _rows(self) -> list[Row]:
        lines, rules, before = self.facts.lines(self.plan), self._follows(), self.before
        rows = []
        for unit, party in zip(self.facts.units, self.facts.parties, strict=True):
            line = lines[unit.code]
            rows.append(
                Row(
                    unit,
                    party,
                    [self._box(unit, s, line.amounts.get(s.id, 0)) for s in self.stages],
                    line.by_hand,
                    rules.get(unit.code),
                    line.bound,
                    party.result.get(before.id, 0) if before else None,
                )
            )
        return rows

    def _box(self, unit: Unit, stage: Stage, amount: int) -> Box:
        name = f"cell-{unit.id}-{stage.id}"
        text = self.typed.get(name, count_text(amount))
        held = self.facts.given.get(unit.code, {}).get(stage.id, 0)
        return Box(name, stage, amount, held, text, self.errors.get(name))

    def _follows(self) -> dict[str, Rule]:
        by_hand = self.plan.by_hand
        return follows((p for p in self.facts.parties if p.code not in by_hand), self.plan.rules)

    def rules(self) -> list[RuleLine]:
        """The rules in the order in which they are asked."""
        followed, lines = self._follows(), self.facts.lines(self.plan)
        found = []
        for number, rule in enumerate(self.plan.rules):
            if rule.kind is RuleKind.CARRY:
                codes = [p.code for p in self.facts.parties if rule.covers(p)]
                total = sum(
                    p.lacked(rule.basis_stage) for p in self.facts.parties if rule.covers(p)
                )
            else:
                codes = [code for code, by in followed.items() if by == rule]
                total = sum(sum(lines[c].amounts.values()) for c in codes if c in lines)
            words = subject(rule, self.facts), says(rule, self.facts)
            found.append(RuleLine(number, rule, *words, len(codes), total))
        return sorted(found, key=lambda line: (line.rule.kind is RuleKind.CARRY, line.rule.rank))

    @property
    def blocks(self) -> dict[str, str]:
        """The blocks of the units, for the filter and for rules."""
        return {u.block_code: u.block.name for u in self.facts.units if u.block and u.block_code}

    @property
    def clusters(self) -> dict[str, str]:
        """The clusters of the units, for the filter."""
        return {str(u.cluster.id): u.cluster.name for u in self.facts.units if u.cluster}

    # --- what was sent ---

    def read(self, sent: Mapping[str, Any]) -> Amounts:
        """The amounts of the boxes sent; what cannot be taken is kept, with its error beside it."""
        units = {str(unit.id): unit.code for unit in self.facts.units}
        stages = {str(stage.id): stage.id for stage in self.stages}
        amounts: dict[str, dict[int, int]] = {}
        for name, text in sent.items():
            kind, _mark, key = name.partition("-")
            if kind != "cell":
                continue
            unit, _mark, stage = key.partition("-")
            self.typed[name] = str(text).strip()
            if unit not in units or stage not in stages:
                self.strange.append(name)
                continue
            try:
                amounts.setdefault(units[unit], {})[stages[stage]] = read_amount(self.typed[name])
            except BadNumber as error:
                self.errors[name] = str(error)
        return amounts

    @property
    def is_bad(self) -> bool:
        return bool(self.errors or self.strange)


def read_amount(text: str) -> int:
    """A number of initiatives; an empty box is none.

    :raises BadNumber: it is no whole number from 0 on, or larger than any quota can be
    """
    amount = parse_count(text) if text else 0
    if amount > LARGEST:
        raise BadNumber(_("số quá lớn, xin kiểm tra lại"))
    return amount
