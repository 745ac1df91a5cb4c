"""A plan as the table that goes out on paper: rules as lines, and every unit they do not reach.

Whoever reads the lines with the tree's counts gets the plan's amounts again, unit by unit. What no
line can say (shares, carry-over, what was typed by hand) stands as a line of the unit itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.programmes import Stage
from app.quotas.facts import Facts
from app.quotas.plans import Plan
from app.quotas.rules import Amounts, Outcome, Rule, RuleKind, reckon
from app.quotas.sheet_names import block_named
from app.quotas.sheet_words import Group, Rate
from app.units import Block, Unit

_LABEL = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4}){0,4}) · (.+)")
_SOON = 20
"""Rounds after which every unit gets a line of its own; two are the rule."""


@dataclass(frozen=True)
class TableLine:
    """One line. `words` stand instead of a total; a heading has neither nor amounts."""

    number: str
    name: str
    amounts: tuple[int, ...] = ()
    words: str = ""
    is_heading: bool = False

    @property
    def total(self) -> int | None:
        return sum(self.amounts) if self.amounts else None


@dataclass(frozen=True)
class PlanTable:
    """The table with everything its paper says; `units` are (unit, amounts by stage)."""

    plan: Plan
    unit: Unit
    stages: Sequence[Stage]
    lines: Sequence[TableLine]
    totals: tuple[int, ...]
    target: tuple[int, ...]
    units: Sequence[tuple[Unit, tuple[int, ...]]]

    @property
    def off(self) -> list[tuple[Stage, int, int]]:
        """Stages in which the table gives something else than there was to give."""
        rows = zip(self.stages, self.totals, self.target, strict=True)
        return [(stage, given, there) for stage, given, there in rows if given != there]


@dataclass(frozen=True)
class _Part:
    """A line before it is numbered: `group` is the block it stands under, if under any."""

    name: str
    amounts: tuple[int, ...] = ()
    words: str = ""
    under: str | None = None
    block: str | None = None


def table_of(plan: Plan, found: Facts) -> PlanTable:
    """A plan, draft or issued, as a table."""
    stages = found.of(plan)
    totals, target = found.planned(plan), found.target(plan)
    lines = found.lines(plan)
    units = [
        (unit, tuple(lines[unit.code].amounts.get(stage.id, 0) for stage in stages))
        for unit in found.units
        if unit.code in lines and any(lines[unit.code].amounts.values())
    ]
    return PlanTable(
        plan,
        found.unit,
        stages,
        numbered_lines(plan, found, stages, Block.known()),
        tuple(totals.get(stage.id, 0) for stage in stages),
        tuple(target.get(stage.id, 0) for stage in stages),
        units,
    )


def numbered_lines(
    plan: Plan, found: Facts, stages: Sequence[Stage], blocks: Sequence[Block]
) -> list[TableLine]:
    """The lines that say what the plan gives."""
    return list(_numbered(list(_parts(plan, found, stages, blocks)), blocks))


def _parts(
    plan: Plan, found: Facts, stages: Sequence[Stage], blocks: Sequence[Block]
) -> Iterator[_Part]:
    units = {unit.code: unit for unit in found.units}
    rules = list(_sayable(plan.rules, units))
    wanted: Amounts = {code: dict(line.amounts) for code, line in found.lines(plan).items()}
    own, outcome = _own_lines(rules, found, stages, wanted)
    said: set[str] = set()
    for rule in rules:
        under, name = _label(rule)
        for code in rule.units:
            if code not in said:
                said.add(code)
                words = "" if code in own else _words(rule, stages)
                row = wanted.get(code, {}) if code in own else rule.amounts
                amounts = () if words else _row(row, stages)
                yield _Part(units[code].name, amounts, words, under, units[code].block_code)
        if not rule.units:
            count = sum(one is rule for one in outcome.ruled_by.values())
            words = _words(rule, stages)
            amounts = () if words else _row(rule.amounts, stages)
            name = _group_name(rule, name, count, blocks)
            yield _Part(name, amounts, words, under, rule.block)
    groups = {block: under for _rule, under, block in _groups(rules, units) if block}
    for code, unit in units.items():
        if code in own and code not in said:
            under = groups.get(unit.block_code or "")
            yield _Part(unit.name, _row(own[code], stages), "", under, unit.block_code)


def _sayable(rules: Sequence[Rule], units: Mapping[str, Unit]) -> Iterator[Rule]:
    """The rules that lines can say: one of each unit that is named, if it is still below."""
    for rule in rules:
        if rule.kind in (RuleKind.FIXED, RuleKind.PER_MEMBER):
            if not rule.units:
                yield rule
            yield from (replace(rule, units=(code,)) for code in rule.units if code in units)


def _own_lines(
    rules: Sequence[Rule], found: Facts, stages: Sequence[Stage], wanted: Amounts
) -> tuple[Amounts, Outcome]:
    """The units that need lines of their own so that the lines give what the plan gives.

    Taking one unit out of a rule per member may shift the rounding of the others, so this is
    repeated until nothing differs.
    """
    ids = {stage.id: 0 for stage in stages}
    own: dict[str, dict[int, int]] = {}
    for turn in range(_SOON + 1):
        named = [Rule(RuleKind.FIXED, row, (code,)) for code, row in own.items()]
        outcome = reckon(found.parties, [*named, *rules], ids)
        differ = {
            code: {stage: wanted.get(code, {}).get(stage, 0) for stage in ids}
            for code, row in outcome.amounts.items()
            if any(wanted.get(code, {}).get(stage, 0) != n for stage, n in row.items())
        }
        if not differ:
            break
        own |= differ
        if turn == _SOON - 1:
            own = {code: dict(wanted.get(code, {})) for code in outcome.amounts}
    return own, outcome


def _groups(
    rules: Sequence[Rule], units: Mapping[str, Unit]
) -> Iterator[tuple[Rule, str, str | None]]:
    """The rules that stood under a heading: its number and the block."""
    for rule in rules:
        under, _name = _label(rule)
        if under:
            yield (
                rule,
                under,
                rule.block or (units[rule.units[0]].block_code if rule.units else None),
            )


def _label(rule: Rule) -> tuple[str | None, str]:
    """ "4.1 · 152 CĐCS khối doanh nghiệp" → under "4", and the name."""
    found = _LABEL.fullmatch(rule.label)
    if not found:
        return None, rule.label
    return found[1].rpartition(".")[0] or None, found[2]


def _group_name(rule: Rule, name: str, count: int, blocks: Sequence[Block]) -> str:
    """The rule's own words where they say whom it covers, else the block's; counts as they are."""
    said = Group.read(name)
    block = next((one for one in blocks if one.code == rule.block), None)
    if said and (block_named(said.block, blocks) if said.block else None) is block:
        return re.sub(r"^[0-9]+(?= )", str(count), name) if said.count is not None else name
    return block_heading(block) if block else _("Các đơn vị còn lại")


def block_heading(block: Block) -> str:
    """ "Khối doanh nghiệp"; an abbreviation stays as it is."""
    name = block.name
    return _("Khối %(block)s", block=name if name[:2].isupper() else name[:1].lower() + name[1:])


def _words(rule: Rule, stages: Sequence[Stage]) -> str:
    if rule.kind is not RuleKind.PER_MEMBER:
        return ""
    weights = _row(rule.amounts, stages) if any(rule.amounts.values()) else ()
    weights = () if len(set(weights)) == 1 else weights
    return Rate(rule.rate, rule.per, rule.least, rule.most, weights).text(len(stages))


def _row(amounts: Mapping[int, int], stages: Sequence[Stage]) -> tuple[int, ...]:
    return tuple(amounts.get(stage.id, 0) for stage in stages)


def _numbered(parts: Sequence[_Part], blocks: Sequence[Block]) -> Iterator[TableLine]:
    """Lines in their order; those that belong under one heading stand together."""
    top, done = 0, set()
    for part in parts:
        if part.under is None:
            top += 1
            yield TableLine(str(top), part.name, part.amounts, part.words)
        elif part.under not in done:
            done.add(part.under)
            top += 1
            together = [one for one in parts if one.under == part.under]
            code = next((one.block for one in together if one.block), None)
            block = next((one for one in blocks if one.code == code), None)
            heading = block_heading(block) if block else _("Các đơn vị khác")
            yield TableLine(str(top), heading, is_heading=True)
            for number, one in enumerate(together, 1):
                yield TableLine(f"{top}.{number}", one.name, one.amounts, one.words)
