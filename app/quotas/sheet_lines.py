"""A line of an allocation table: its number, what it speaks of, and what it gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.quotas.sheet_columns import Header
from app.quotas.sheet_words import Group, Rate
from app.sheets import BadAmount, Cell, Row, amount, words
from app.vietnamese import fold

NAME_LENGTH = 200
_TOTAL = re.compile(r"(?:tong (?:cong|so)|tong|cong)\b[ :.]*")
_ORDINAL = re.compile(r"\(?([0-9]{1,4}(?:\.[0-9]{1,4}){0,4}|[ivxlc]{1,6}|[a-z])[.)/-]*", re.I)


class LineKind(StrEnum):
    UNITS = "per-unit"  # so many for each unit of a block, or of all
    MEMBERS = "per-member"  # so many for every so many members
    NAMED = "named"  # so many for the unit it names
    HEADING = "heading"  # a block whose lines follow
    SUBTOTAL = "subtotal"  # a heading that carries the sum of its lines
    TOTAL = "total"
    EMPTY = "empty"  # speaks of units, gives nothing that can be read


@dataclass(frozen=True)
class SheetLine:
    """`amounts` by column letter; `spoilt` says what is wrong in a cell, by its address."""

    row: int
    number: str
    name: str
    address: str
    kind: LineKind
    amounts: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    rate: Rate | None = None
    group: Group | None = None
    spoilt: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """As a rule is labelled by it."""
        return f"{self.number} · {self.name}" if self.number else self.name

    @property
    def gives(self) -> bool:
        return self.kind in (LineKind.UNITS, LineKind.MEMBERS, LineKind.NAMED)

    @property
    def stated(self) -> dict[str, int] | None:
        """What the whole line gives by its own words; None when that takes a look at the tree."""
        if self.kind is LineKind.NAMED:
            return dict(self.amounts)
        if self.kind is LineKind.UNITS and self.group and self.group.count is not None:
            return {letter: n * self.group.count for letter, n in self.amounts.items()}
        return None


def read_line(row: Row, header: Header, expected: str) -> SheetLine | None:
    """A row under the heading; None when it holds nothing of the table.

    :param expected: the number that would come next: the number 4.10 is kept as 4.1 by Excel
    """
    name = words(row.cells.get(header.name))[:NAME_LENGTH]
    number, instead = _number(row.cells.get(header.number or ""), expected)
    if not name and instead:
        name = instead[:NAME_LENGTH]  # a merged "Tổng cộng" stands in the first column
    amounts, spoilt, rate = _amounts(row, header)
    if not name and not amounts and not spoilt and not rate:
        return None
    total = amounts.pop(header.total, None) if header.total and header.stages else None
    stages = {f"{column.letter}{row.number}" for column in header.stages}
    in_stages = not spoilt.keys().isdisjoint(stages or spoilt.keys())
    kind = _kind(name, amounts, total, rate, unread=bool(spoilt) and in_stages)
    group = Group.read(name)
    if kind is LineKind.NAMED and group:
        kind = LineKind.UNITS
    address = f"{header.name}{row.number}"
    return SheetLine(row.number, number, name, address, kind, amounts, total, rate, group, spoilt)


def _kind(
    name: str,
    amounts: Mapping[str, int],
    total: int | None,
    rate: Rate | None,
    *,
    unread: bool,
) -> LineKind:
    if _TOTAL.fullmatch(fold(name)):
        return LineKind.TOTAL
    if unread:
        return LineKind.EMPTY  # half a line is no line
    if rate:
        return LineKind.MEMBERS
    if not amounts:
        return LineKind.EMPTY if total is not None else LineKind.HEADING
    return LineKind.NAMED


def _amounts(row: Row, header: Header) -> tuple[dict[str, int], dict[str, str], Rate | None]:
    """Numbers by letter, faults by address, and a rate where one stands instead of numbers."""
    amounts: dict[str, int] = {}
    spoilt: dict[str, str] = {}
    rates: dict[str, Rate] = {}
    for letter in header.amounts:
        cell = row.cells.get(letter)
        if cell and cell.kind == "text" and (found := Rate.read(words(cell))):
            rates[letter] = found
            continue
        try:
            if (number := amount(cell)) is not None:
                amounts[letter] = number
        except BadAmount as bad:
            spoilt[f"{letter}{row.number}"] = str(bad)
    stages = [column.letter for column in header.stages]
    return amounts, spoilt, rates.get(header.total or "") or _rate_of_stages(rates, stages)


def _rate_of_stages(rates: Mapping[str, Rate], stages: list[str]) -> Rate | None:
    """Rates that stand in the stages' own columns, as one rate with weights."""
    if not rates:
        return None
    first = next(iter(rates.values()))
    if len({rate.per for rate in rates.values()}) > 1:
        return None
    by_stage = tuple(rates[letter].rate if letter in rates else 0 for letter in stages)
    return replace(first, rate=sum(by_stage), weights=by_stage) if by_stage else first


def _number(cell: Cell | None, expected: str) -> tuple[str, str]:
    """The line's number, or the words that stand in its place."""
    text = words(cell)
    found = _ORDINAL.fullmatch(text)
    if not found:
        return "", text
    if cell and cell.kind == "number" and re.fullmatch(re.escape(found[1]) + "0+", expected):
        return expected, ""
    return found[1], ""
