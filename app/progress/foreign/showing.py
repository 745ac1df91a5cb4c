"""A checked table as a page shows it: in each cell what is printed, reckoned and ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.progress.foreign.checking import Checked
from app.progress.foreign.columns import Column, Role
from app.progress.foreign.comparing import Comparison, Pair
from app.progress.foreign.faults import Fault
from app.progress.foreign.figures import shown
from app.progress.foreign.ours import Side
from app.progress.foreign.percents import computed, printed_text
from app.progress.foreign.reading import ForeignRow, RowKind
from app.vietnamese import NO_RATE


@dataclass(frozen=True)
class ShownCell:
    """`computed` is there for sums and rates, `ours` where we have such a figure."""

    address: str
    label: str
    printed: str
    computed: str | None
    ours: str | None
    is_wrong: bool
    differs: bool


@dataclass(frozen=True)
class ShownRow:
    row: ForeignRow
    cells: Sequence[ShownCell]
    faults: Sequence[Fault]
    pair: Pair | None

    @property
    def is_sum(self) -> bool:
        return not self.row.is_part

    @property
    def is_bad(self) -> bool:
        return any(fault.is_error for fault in self.faults)

    @property
    def called(self) -> str | None:
        """What we call the unit, where the table calls it otherwise."""
        line = self.pair.line if self.pair else None
        return line.name if line and self.row.is_part and line.name != self.row.name else None


@dataclass(frozen=True)
class Shown:
    """All there is to see of a table, and beside it what we have if that was asked for."""

    name: str
    checked: Checked
    comparison: Comparison | None
    faults: Sequence[Fault]
    rows: Sequence[ShownRow]

    @property
    def errors(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.is_error]

    @property
    def remarks(self) -> list[Fault]:
        return [fault for fault in self.faults if not fault.is_error]

    @property
    def cells(self) -> set[str]:
        """The addresses that the page shows, for links to lead to."""
        every = {cell.address for row in self.rows for cell in row.cells}
        return every | {row.row.address for row in self.rows}


def show(name: str, checked: Checked, comparison: Comparison | None) -> Shown:
    faults = comparison.faults if comparison else checked.faults
    foreign = checked.foreign
    rows = [*foreign.rows, *([foreign.total] if foreign.total else [])]
    pairs = comparison.pairs if comparison else {}
    return Shown(
        name,
        checked,
        comparison,
        faults,
        [_row(row, checked, faults, pairs.get(row.number)) for row in rows],
    )


def _row(row: ForeignRow, checked: Checked, faults: Sequence[Fault], pair: Pair | None) -> ShownRow:
    cells = [_cell(row, column, checked, faults, pair) for column in checked.foreign.columns]
    own = {row.address, *(cell.address for cell in cells)}
    return ShownRow(row, cells, [fault for fault in faults if fault.cell in own], pair)


def _cell(
    row: ForeignRow,
    column: Column,
    checked: Checked,
    faults: Sequence[Fault],
    pair: Pair | None,
) -> ShownCell:
    address = f"{column.letter}{row.number}"
    side = pair.sides.get(column.letter) if pair else None
    wrong = [fault for fault in faults if fault.cell == address and fault.is_error]
    rate = next((fault.computed for fault in wrong if isinstance(fault.computed, str)), None)
    return ShownCell(
        address,
        column.label,
        _printed(row, column, checked),
        rate or _computed(row, column, checked),
        _ours(side) if side else None,
        bool(wrong),
        bool(side and side.differs),
    )


def _printed(row: ForeignRow, column: Column, checked: Checked) -> str:
    figure = row.figures.get(column.letter)
    if figure is None:
        return NO_RATE
    basis = next((one for one in checked.bases if one.column == column), None)
    if basis:
        return printed_text(basis, figure)
    return figure.text if figure.number is None else shown(figure.number)


def _computed(row: ForeignRow, column: Column, checked: Checked) -> str | None:
    """What a sum or a rate should be; None for what is only counted."""
    sums = checked.sums
    if column.role is Role.RATE:
        basis = next((one for one in checked.bases if one.column == column), None)
        return computed(basis, row, sums) if basis else None
    if row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL):
        totals = sums.totals if row.kind is RowKind.TOTAL else sums.subtotals(row)
        found = next((one for one in totals if one.column == column and one.is_sure), None)
        return shown(found.computed) if found else None
    number = sums.across(row, column.letter) if column.letter in sums.parts else None
    return shown(number) if number is not None else None


def _ours(side: Side) -> str:
    if side.ours is None:
        return NO_RATE
    return shown(side.ours) if isinstance(side.ours, int) else side.ours
