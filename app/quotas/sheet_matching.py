"""From a table's words to rules: its columns as stages, its lines as blocks and units below.

What is not sure is asked: `Choices` holds the answers, and a line waits without a rule for its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from app.programmes import Stage
from app.quotas.facts import Facts
from app.quotas.rules import Rule, RuleKind
from app.quotas.sheet_faults import Fault
from app.quotas.sheet_lines import LineKind, SheetLine
from app.quotas.sheet_names import block_named
from app.quotas.sheet_reading import Reading
from app.quotas.sheet_stages import MatchedColumn, faults_of_columns, match_columns
from app.units import Block, Names, Unit
from app.vietnamese import name_key

LEFT_OUT = "-"


@dataclass(frozen=True)
class Choices:
    """What the person answered: a stage's id by column letter, a unit's or block's code by row.

    `LEFT_OUT` leaves a line out.
    """

    stages: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    blocks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchedLine:
    """A line, what it speaks of, and its rule; `asks` is "unit" or "block" while that is open."""

    line: SheetLine
    rule: Rule | None = None
    unit: Unit | None = None
    block: Block | None = None
    asks: str | None = None
    candidates: tuple[Unit, ...] = ()
    chosen: str = ""


@dataclass(frozen=True)
class Matched:
    """A reading as its giver's tree understands it."""

    reading: Reading
    found: Facts
    columns: tuple[MatchedColumn, ...]
    lines: tuple[MatchedLine, ...]
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]

    @property
    def rules(self) -> list[Rule]:
        return [line.rule for line in self.lines if line.rule]

    @property
    def stages(self) -> list[Stage]:
        """Those that columns were found for, in the order of time."""
        known = {column.stage.id for column in self.columns if column.stage}
        return [stage for stage in self.found.stages if stage.id in known]

    @property
    def is_clear(self) -> bool:
        """Whether every column has a stage of its own and no line asks any more."""
        stages = [column.stage for column in self.columns]
        return (
            None not in stages
            and len(set(stages)) == len(stages)
            and not any(line.asks and not line.chosen for line in self.lines)
        )


def match(reading: Reading, found: Facts, choices: Choices | None = None) -> Matched:
    """Understand a reading with the giver's stages, blocks and units."""
    choices = choices or Choices()
    columns = tuple(match_columns(reading.columns, found.stages, choices.stages))
    names = Names(found.units, asked=[line.name for line in reading.lines if not line.group])
    blocks = tuple(Block.known())
    faults: list[Fault] = []
    by_letter = {c.column.letter: c.stage.id for c in columns if c.stage}
    complete = len(by_letter) == len(columns) == len(set(by_letter.values()))
    lines: list[MatchedLine] = []
    taken: dict[str, int] = {}
    for line in reading.lines:
        if not line.gives:
            lines.append(MatchedLine(line))
            continue
        matched = _line(line, names, blocks, choices, faults)
        if matched.unit and taken.setdefault(matched.unit.code, line.row) != line.row:
            text = _(
                "Ô %(at)s: %(unit)s đã có ở dòng %(row)s, dòng này không tính.",
                at=line.address,
                unit=matched.unit.name,
                row=taken[matched.unit.code],
            )
            faults.append(Fault("unit-twice", line.address, text, line.row))
        elif complete and not matched.asks and matched.chosen != LEFT_OUT:
            matched = _ruled(matched, by_letter, faults)
        lines.append(matched)
    faults = [*faults_of_columns(columns), *faults]
    return Matched(reading, found, columns, tuple(lines), blocks, tuple(faults))


def _line(
    line: SheetLine,
    names: Names,
    blocks: Sequence[Block],
    choices: Choices,
    faults: list[Fault],
) -> MatchedLine:
    """Whom a line speaks of; what stays open is a fault as long as nobody has answered."""
    if line.group and line.group.count is None and names.is_called(line.name):
        line = replace(line, kind=LineKind.NAMED, group=None)  # a unit called "CĐCS khối Đảng"
    if line.group and line.group.block is None:
        return MatchedLine(line)
    if line.group:
        return _block_line(line, line.group.block or "", blocks, choices, faults)
    found = names.find(line.name)
    chosen = choices.units.get(line.row, "")
    if found.unit:
        return MatchedLine(line, unit=found.unit)
    if not found.candidates and (block := block_named(line.name, blocks)):
        return MatchedLine(line, block=block)  # "Xã, thị trấn" without the word "khối"
    answered = names.units.get(chosen)
    if answered or chosen == LEFT_OUT:
        return MatchedLine(
            line, None, answered, asks=None, candidates=found.candidates, chosen=chosen
        )
    faults.append(_unknown(line, names, like=bool(found.candidates)))
    return MatchedLine(line, asks="unit", candidates=found.candidates)


def _unknown(line: SheetLine, names: Names, *, like: bool) -> Fault:
    at, name = line.address, line.name[:80]
    if like:
        text = _("Ô %(at)s: chưa rõ “%(name)s” là đơn vị nào, xin chọn.", at=at, name=name)
        return Fault("unit-uncertain", at, text, line.row)
    if name_key(line.name) in names.elsewhere:
        text = _("Ô %(at)s: %(name)s không trực thuộc trực tiếp đơn vị.", at=at, name=name)
    else:
        text = _("Ô %(at)s: không có đơn vị trực thuộc tên “%(name)s”.", at=at, name=name)
    return Fault("unit-outside", at, text, line.row)


def _block_line(
    line: SheetLine,
    words: str,
    blocks: Sequence[Block],
    choices: Choices,
    faults: list[Fault],
) -> MatchedLine:
    chosen = choices.blocks.get(line.row, "")
    block = block_named(words, blocks)
    if block:
        return MatchedLine(line, block=block)
    answered = next((one for one in blocks if one.code == chosen), None)
    if answered or chosen == LEFT_OUT:
        return MatchedLine(line, block=answered, chosen=chosen)
    text = _("Ô %(at)s: chưa rõ “%(name)s” là khối nào.", at=line.address, name=line.name[:80])
    faults.append(Fault("block-unknown", line.address, text, line.row))
    return MatchedLine(line, asks="block")


def _ruled(matched: MatchedLine, stages: Mapping[str, int], faults: list[Fault]) -> MatchedLine:
    """The line with its rule."""
    line = matched.line
    units = (matched.unit.code,) if matched.unit else ()
    block = matched.block.code if matched.block else None
    if line.kind is not LineKind.MEMBERS:
        amounts = {stage: line.amounts.get(letter, 0) for letter, stage in stages.items()}
        rule = Rule(RuleKind.FIXED, amounts, units, block, label=line.label)
        return replace(matched, rule=rule)
    rate = line.rate
    assert rate is not None, "a line per member has a rate"
    if rate.weights and len(rate.weights) != len(stages):
        text = _("Dòng %(row)s: tỷ lệ không khớp với số giai đoạn của bảng.", row=line.row)
        faults.append(Fault("weights", line.address, text, line.row))
        return matched
    weights = dict(zip(stages.values(), rate.weights, strict=True)) if rate.weights else {}
    rule = Rule(
        RuleKind.PER_MEMBER, weights, units, block,
        rate=rate.rate, per=rate.per, least=rate.least, most=rate.most, label=line.label,
    )  # fmt: skip
    return replace(matched, rule=rule)
