"""The rules of an allocation plan as data, and what they give each unit. No database in here.

A unit follows one rule: one that names it goes before one for its block, and that before one for
all; among equals the earlier stands. Carry-over comes on top. What fixed, named and per-member
rules and the lines typed by hand leave is the pot of the one rule that shares out the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from app.quotas.apportioning import Bounds, round_to, share_out, split


class RuleKind(StrEnum):
    """How a rule reckons."""

    FIXED = "fixed"  # so many for each unit it covers
    PER_MEMBER = "per-member"  # so many for every so many members, split over the stages
    SHARE = "share"  # a pot, or the rest, in proportion to a basis
    CARRY = "carry"  # on top: what a unit lacked in an earlier stage


class Basis(StrEnum):
    """What a share is in proportion to."""

    MEMBERS = "members"
    QUOTA = "quota"  # of the stage `basis_stage`
    RESULT = "result"  # of the stage `basis_stage`, by the programme's way of counting


@dataclass(frozen=True)
class Rule:
    """One rule. Codes of units and blocks, ids of stages.

    :ivar amounts: by stage: for each unit (fixed), the weights of the stages (per member), the pot
        (share; empty: the rest); carry adds in the stages it names
    :ivar rate: so many (`rate`) for every `per` members
    """

    kind: RuleKind
    amounts: Mapping[int, int] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    block: str | None = None
    rate: int = 1
    per: int = 1
    basis: Basis = Basis.MEMBERS
    basis_stage: int | None = None
    least: int | None = None
    most: int | None = None
    label: str = ""

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.least, self.most)

    @property
    def takes_rest(self) -> bool:
        return self.kind is RuleKind.SHARE and not self.amounts

    @property
    def rank(self) -> int:
        """Named before block before all."""
        return 0 if self.units else 1 if self.block else 2

    def covers(self, party: "Party") -> bool:
        """Whether it speaks of a unit. The giver itself follows only a rule that names it."""
        if self.units:
            return party.code in self.units
        return not party.is_self and self.block in (None, party.block)

    def as_data(self) -> dict[str, Any]:
        """For a JSON column."""
        data = asdict(self)
        return {**data, "amounts": {str(s): n for s, n in self.amounts.items()}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """From a JSON column."""
        return cls(
            **{
                **data,
                "kind": RuleKind(data["kind"]),
                "basis": Basis(data["basis"]),
                "units": tuple(data["units"]),
                "amounts": {int(s): n for s, n in data["amounts"].items()},
            }
        )


@dataclass(frozen=True)
class Party:
    """A unit as rules see it: what it is, and its quota and result in each stage by id."""

    code: str
    block: str | None = None
    members: int | None = None
    is_self: bool = False
    quota: Mapping[int, int] = field(default_factory=dict)
    result: Mapping[int, int] = field(default_factory=dict)

    def weighs(self, rule: Rule) -> int:
        """Its weight under a rule that shares out."""
        if rule.basis is Basis.MEMBERS:
            return self.members or 0
        held = self.quota if rule.basis is Basis.QUOTA else self.result
        return max(0, held.get(rule.basis_stage or 0, 0))

    def lacked(self, stage: int | None) -> int:
        """What it lacked to its quota in a stage."""
        return max(0, self.quota.get(stage or 0, 0) - self.result.get(stage or 0, 0))


Amounts = Mapping[str, Mapping[int, int]]  # by code and stage
NONE: Amounts = MappingProxyType({})


@dataclass(frozen=True)
class Outcome:
    """What the rules give: amounts, the rule each unit follows, and which bound decided where."""

    amounts: dict[str, dict[int, int]]
    ruled_by: dict[str, Rule]
    bound: dict[str, str]


def follows(parties: Iterable[Party], rules: Sequence[Rule]) -> dict[str, Rule]:
    """The one rule that each unit follows, by its code; carry-over is no such rule."""
    ranked = sorted((r for r in rules if r.kind is not RuleKind.CARRY), key=lambda r: r.rank)
    found = ((party, next((r for r in ranked if r.covers(party)), None)) for party in parties)
    return {party.code: rule for party, rule in found if rule}


def carried(parties: Iterable[Party], rules: Iterable[Rule]) -> set[str]:
    """The codes of the units to which something is carried over."""
    over = [rule for rule in rules if rule.kind is RuleKind.CARRY]
    return {party.code for party in parties if any(rule.covers(party) for rule in over)}


def reckon(
    parties: Sequence[Party],
    rules: Sequence[Rule],
    received: Mapping[int, int],
    by_hand: Amounts = NONE,
    held: Amounts = NONE,
) -> Outcome:
    """What each unit gets in each stage.

    :param received: by stage, what there is to give; the stages of the plan
    :param by_hand: the lines that were typed; no rule touches them
    :param held: what units have already; whom no rule covers keeps it
    """
    stages = list(received)
    ruled_by = follows((p for p in parties if p.code not in by_hand), rules)
    outcome = Outcome({}, ruled_by, {})
    for party in parties:
        kept = by_hand if party.code in by_hand else NONE if party.code in ruled_by else held
        row = kept.get(party.code, {})
        outcome.amounts[party.code] = {stage: row.get(stage, 0) for stage in stages}
    for rule in rules:
        covered = [p for p in parties if ruled_by.get(p.code) is rule]
        if rule.kind is RuleKind.FIXED:
            for party in covered:
                outcome.amounts[party.code] = _whole(rule, stages)
        elif rule.kind is RuleKind.PER_MEMBER:
            _per_member(rule, covered, stages, outcome)
        elif rule.kind is RuleKind.SHARE and not rule.takes_rest:
            _share(rule, covered, _whole(rule, stages), outcome)
    for rule in rules:
        if rule.kind is RuleKind.CARRY:
            _carry(rule, [p for p in parties if p.code not in by_hand], outcome)
    for rule in rules:
        if rule.takes_rest:
            rest = {s: n - sum(r[s] for r in outcome.amounts.values()) for s, n in received.items()}
            _share(rule, [p for p in parties if ruled_by.get(p.code) is rule], rest, outcome)
    return outcome


def _whole(rule: Rule, stages: Sequence[int]) -> dict[int, int]:
    return {stage: rule.amounts.get(stage, 0) for stage in stages}


def _per_member(
    rule: Rule, covered: Sequence[Party], stages: Sequence[int], outcome: Outcome
) -> None:
    """Members times rate, in bounds; each total split over the stages by their weights."""
    members = {p.code: p.members or 0 for p in covered}
    exact = {c: Fraction(n * rule.rate, rule.per) for c, n in members.items()}
    inside = {code: rule.bounds.clamp(share) for code, share in exact.items()}
    whole = sum(inside.values(), Fraction(0))
    totals = round_to(inside, int(whole + Fraction(1, 2)), members)
    weights = _whole(rule, stages) if any(rule.amounts.values()) else dict.fromkeys(stages, 1)
    _place(totals, weights, outcome)
    _note_bounds(rule, exact, outcome)


def _share(rule: Rule, covered: Sequence[Party], pots: Mapping[int, int], outcome: Outcome) -> None:
    """The pots by weight; a pot below zero holds nothing."""
    pots = {stage: max(0, pot) for stage, pot in pots.items()}
    shares = share_out(sum(pots.values()), {p.code: p.weighs(rule) for p in covered}, rule.bounds)
    _place(shares.amounts, pots, outcome)
    outcome.bound.update(shares.bound)


def _place(totals: Mapping[str, int], weights: Mapping[int, int], outcome: Outcome) -> None:
    """Split totals over stages and add them to what the units have by other rules."""
    if not weights:
        return
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    by_stage = share_out(sum(totals.values()), {str(s): n for s, n in weights.items()}).amounts
    for code, row in split(totals, {int(s): n for s, n in by_stage.items()}).items():
        for stage, amount in row.items():
            outcome.amounts[code][stage] += amount


def _carry(rule: Rule, parties: Iterable[Party], outcome: Outcome) -> None:
    for party in parties:
        if rule.covers(party):
            for stage in rule.amounts:
                if stage in outcome.amounts[party.code]:
                    outcome.amounts[party.code][stage] += party.lacked(rule.basis_stage)


def _note_bounds(rule: Rule, exact: Mapping[str, Fraction], outcome: Outcome) -> None:
    found = {code: rule.bounds.binds(share) for code, share in exact.items()}
    outcome.bound.update({code: bound for code, bound in found.items() if bound})
