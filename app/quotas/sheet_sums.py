"""What a table gives once it is reckoned with the tree's own counts, and how that fits its sums."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.quotas.rules import Outcome, Party, reckon
from app.quotas.sheet_faults import Fault, sums_differ
from app.quotas.sheet_lines import LineKind
from app.quotas.sheet_matching import LEFT_OUT, Matched, MatchedLine
from app.quotas.sheet_words import added
from app.vietnamese import count_text

BY_STAGE = Mapping[int, int]


@dataclass(frozen=True)
class LineSum:
    """What one line gives: to how many units, and how much in each stage by its id."""

    line: MatchedLine
    units: int
    members: int
    without_members: int
    given: BY_STAGE


@dataclass(frozen=True)
class TopSum:
    """A top number of the table: what it gives, and what its printed total leaves for the others.

    `stated` goes by the table alone; None where only the tree knows how many units there are.
    """

    number: str
    name: str
    given: BY_STAGE
    stated: BY_STAGE | None
    left: BY_STAGE | None


@dataclass(frozen=True)
class Sums:
    """All sums of a table; `blocks` by code, "" for units without a block."""

    lines: tuple[LineSum, ...]
    tops: tuple[TopSum, ...]
    blocks: Mapping[str, BY_STAGE]
    given: BY_STAGE
    printed: BY_STAGE | None
    uncovered: tuple[str, ...]
    faults: tuple[Fault, ...]


def sums_of(matched: Matched) -> Sums:
    """Reckon the rules of a table with the units, blocks and members of the tree."""
    stages = [stage.id for stage in matched.stages]
    parties = matched.found.parties
    outcome = reckon(parties, matched.rules, dict.fromkeys(stages, 0))
    lines = tuple(_line(one, parties, outcome) for one in matched.lines if one.rule)
    blocks: dict[str, dict[int, int]] = {}
    for party in parties:
        row = blocks.setdefault(party.block or "", dict.fromkeys(stages, 0))
        for stage, number in outcome.amounts[party.code].items():
            row[stage] += number
    given = {s: sum(row[s] for row in outcome.amounts.values()) for s in stages}
    printed = _by_stage(matched, matched.reading.total.amounts if matched.reading.total else None)
    uncovered = tuple(p.code for p in parties if p.code not in outcome.ruled_by and not p.is_self)
    faults = [*_of_lines(lines), *_uncovered(matched, uncovered), *_total(matched, given)]
    tops = tuple(_tops(matched, lines, printed))
    return Sums(lines, tops, blocks, given, printed, uncovered, tuple(faults))


def _line(one: MatchedLine, parties: Sequence[Party], outcome: Outcome) -> LineSum:
    covered = [party for party in parties if outcome.ruled_by.get(party.code) is one.rule]
    stages = next(iter(outcome.amounts.values()), {}).keys()
    return LineSum(
        one,
        len(covered),
        sum(party.members or 0 for party in covered),
        sum(party.members is None for party in covered),
        {stage: sum(outcome.amounts[p.code][stage] for p in covered) for stage in stages},
    )


def _by_stage(matched: Matched, amounts: Mapping[str, int] | None) -> BY_STAGE | None:
    """Amounts by column letter as amounts by stage; None when there are none."""
    letters = {c.column.letter: c.stage.id for c in matched.columns if c.stage}
    if not amounts or not letters.keys() <= amounts.keys():
        return None
    return {stage: amounts[letter] for letter, stage in letters.items()}


def _tops(
    matched: Matched, lines: tuple[LineSum, ...], printed: BY_STAGE | None
) -> Iterator[TopSum]:
    names = {line.number: line.name for line in matched.reading.lines if "." not in line.number}
    by_row = {one.line.line.row: one for one in lines}
    for number, own in matched.reading.tops.items():
        ruled = [by_row[line.row].given for line in own if line.row in by_row]
        given = {stage.id: sum(row[stage.id] for row in ruled) for stage in matched.stages}
        stated = _by_stage(matched, matched.reading.stated(number))
        base = given if stated is None else stated
        left = {s: n - base.get(s, 0) for s, n in printed.items()} if printed else None
        yield TopSum(number, names.get(number, ""), given, stated, left)


def _of_lines(lines: tuple[LineSum, ...]) -> Iterator[Fault]:
    """Counts that differ from the tree's, lines that reach nobody, members nobody has counted."""
    for one in lines:
        line = one.line.line
        count = line.group.count if line.group else None
        if count is not None and count != one.units:
            text = _(
                "Dòng %(row)s: bảng ghi %(written)s đơn vị, hệ thống có %(units)s đơn vị theo"
                " dòng này.",
                row=line.row,
                written=count_text(count),
                units=count_text(one.units),
            )
            yield Fault("unit-count", line.address, text, line.row)
        elif not one.units:
            text = _("Dòng %(row)s: không có đơn vị nào theo dòng này.", row=line.row)
            yield Fault("no-units", line.address, text, line.row)
        if line.kind is LineKind.MEMBERS and one.without_members:
            text = _(
                "Dòng %(row)s: %(n)s đơn vị chưa có số đoàn viên nên tính là 0.",
                row=line.row,
                n=count_text(one.without_members),
            )
            yield Fault("no-members", line.address, text, line.row)


def _uncovered(matched: Matched, codes: tuple[str, ...]) -> Iterator[Fault]:
    if codes and matched.rules:
        names = {unit.code: unit.name for unit in matched.found.units}
        text = _(
            "%(n)s đơn vị trực thuộc không có trong bảng: %(names)s.",
            n=count_text(len(codes)),
            names=", ".join(names[code] for code in codes[:5]) + ("…" if len(codes) > 5 else ""),
        )
        yield Fault("not-covered", "", text)


def _total(matched: Matched, given: BY_STAGE) -> Iterator[Fault]:
    """The printed total against what the rules give, once every line has its rule."""
    reading = matched.reading
    waiting = [x for x in matched.lines if x.line.gives and not x.rule and x.chosen != LEFT_OUT]
    known = {fault.code for fault in reading.faults}
    if reading.total and not waiting and matched.rules and "total-of-lines" not in known:
        letters = {c.column.letter: c.stage.id for c in matched.columns if c.stage}
        sums = added([{letter: given[stage]} for letter, stage in letters.items()])
        yield from sums_differ(reading.total, sums, reading.header)
