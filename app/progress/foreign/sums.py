"""Adding a foreign table up again: its columns downwards, its "Cộng" across."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from app.progress.foreign.columns import STATES, Column, Role
from app.progress.foreign.figures import Figure, total_of
from app.progress.foreign.reading import Foreign, ForeignRow

SAMPLE = 200
"""Rows that are asked what a column is the sum, or the share, of."""

_LONGEST_RUN = 12
"""Columns side by side that a "Cộng" may add up."""

_EVIDENCE = 2
"""Rows that must speak for it before a "Cộng" is taken for another sum than its heading says."""


@dataclass(frozen=True)
class Total:
    """A column's sum as printed and as its rows give it; not `sure` while a cell is unreadable."""

    column: Column
    printed: Figure | None
    computed: Decimal
    is_sure: bool

    @property
    def differs(self) -> bool:
        number = self.printed.number if self.printed else None
        return self.is_sure and number is not None and number != self.computed


@dataclass(frozen=True)
class Sums:
    """A table with what "Cộng" is the sum of: letters of columns by the letter of the sum."""

    foreign: Foreign
    parts: Mapping[str, tuple[str, ...]]
    unclear: tuple[Column, ...] = ()

    @cached_property
    def totals(self) -> list[Total]:
        """Of each column that adds up, against the printed total."""
        total = self.foreign.total
        columns = [column for column in self.foreign.columns if column.adds_up]
        return [self._total(column, total, self.foreign.parts) for column in columns]

    @cached_property
    def mended(self) -> dict[int, ForeignRow]:
        """Each row, by its number, with its sums as its parts give them."""
        total = self.foreign.total
        rows = [*self.foreign.rows, *([total] if total else [])]
        return {
            row.number: self._readded(row) if row is total or row.of else self._with_sums(row)
            for row in rows
        }

    @cached_property
    def _by_number(self) -> dict[int, ForeignRow]:
        return {row.number: row for row in self.foreign.rows}

    def instead(self, row: ForeignRow) -> "Sums":
        """The same for another version of one row, to judge that row by."""
        foreign = replace(self.foreign, rows=(row,), total=None)
        return Sums(foreign, self.parts, self.unclear)

    def subtotals(self, row: ForeignRow) -> list[Total]:
        """The same of a sum over some of the rows."""
        of = [self._by_number[number] for number in row.of]
        columns = [column for column in self.foreign.columns if column.adds_up]
        return [self._total(column, row, of) for column in columns] if of else []

    def across(self, row: ForeignRow, letter: str) -> Decimal | None:
        """What "Cộng" of a row should be; None where a part of it cannot be read."""
        figures = [row.figures.get(part) for part in self.parts.get(letter, ())]
        if not any(figures) or any(one and one.number is None for one in figures):
            return None
        return total_of(figures)

    def _readded(self, row: ForeignRow) -> ForeignRow:
        """A row of sums with what should stand in it."""
        is_total = row is self.foreign.total
        totals = self.totals if is_total else self.subtotals(row)
        figures = dict(row.figures)
        for one in totals:
            letter = one.column.letter
            if one.is_sure and letter in figures:
                figures[letter] = replace(figures[letter], number=one.computed, wrong=None)
        return replace(row, figures=figures)

    def _with_sums(self, row: ForeignRow) -> ForeignRow:
        """A row with each "Cộng" as its parts give it."""
        figures = dict(row.figures)
        for letter in self.parts:
            if letter in figures and (number := self.across(row, letter)) is not None:
                figures[letter] = replace(figures[letter], number=number, wrong=None)
        return replace(row, figures=figures)

    def _total(self, column: Column, row: ForeignRow | None, of: Sequence[ForeignRow]) -> Total:
        letter = column.letter
        printed = row.figures.get(letter) if row else None
        figures = [one.figures.get(letter) for one in of]
        sure = not any(one and one.number is None for one in figures)
        computed = total_of(figures)
        mended = total_of(self._with_sums(one).figures.get(letter) for one in of)
        if printed and printed.number == mended:
            computed = mended  # a "Cộng" across is wrong, and is named there
        return Total(column, printed, computed, sure)


def sums_of(foreign: Foreign) -> Sums:
    """Find out what each "Cộng" is the sum of."""
    parts: dict[str, tuple[str, ...]] = {}
    unclear = []
    for column in foreign.header.of(Role.SUM):
        if found := _parts(foreign, column):
            parts[column.letter] = found
        elif found is None:
            unclear.append(column)
    return Sums(foreign, parts, tuple(unclear))


def _parts(foreign: Foreign, column: Column) -> tuple[str, ...] | None:
    """The columns that a "Cộng" adds up; empty when none are known, None when none fit."""
    rows = [row for row in foreign.parts if _number(row, column.letter) is not None][:SAMPLE]
    usual = _usual(foreign, column)
    fits = {some: _fits(rows, column.letter, some) for some in _candidates(foreign, column)}
    ranked = sorted(fits, key=lambda some: -len(fits[some]))  # of equals the first stays first
    best = ranked[0] if ranked else ()
    base = _fits(rows, column.letter, usual) if usual else set()
    if usual and len(fits.get(best, set()) - base) < _EVIDENCE:
        best = usual
    matched = len(_fits(rows, column.letter, best)) if best else 0
    if best == usual and usual:
        return usual if matched * 2 >= len(rows) or len(rows) <= _EVIDENCE else None
    return best if matched >= _EVIDENCE and matched * 2 > len(rows) else ()


def _usual(foreign: Foreign, column: Column) -> tuple[str, ...]:
    """All states, if there is one "Cộng" and more than one of them."""
    if len(foreign.header.of(Role.SUM)) > 1:
        return ()
    states = [one.letter for role in STATES for one in foreign.header.of(role)]
    once = all(len(foreign.header.of(role)) < 2 for role in STATES)
    return tuple(states) if len(states) > 1 and once else ()


def _candidates(foreign: Foreign, column: Column) -> Iterator[tuple[str, ...]]:
    """Its neighbours to the left and to the right, then some of the states."""
    columns = list(foreign.columns)
    at = columns.index(column)
    for side in (columns[:at][::-1], columns[at + 1 :]):
        run: list[str] = []
        for one in side[:_LONGEST_RUN]:
            if one.role in (Role.SUM, Role.QUOTA, Role.RATE, Role.REGISTERED):
                break
            run.append(one.letter)
            if len(run) > 1:
                yield tuple(run)
    states = [one.letter for role in STATES for one in foreign.header.of(role)][:6]
    for size in range(2, len(states) + 1):
        yield from combinations(states, size)


def _fits(rows: Sequence[ForeignRow], letter: str, some: Sequence[str]) -> set[int]:
    """The rows in which the sum is that of these columns."""
    return {
        row.number
        for row in rows
        if _number(row, letter) == total_of(row.figures.get(part) for part in some)
    }


def _number(row: ForeignRow, letter: str) -> Decimal | None:
    figure = row.figures.get(letter)
    return figure.number if figure else None
