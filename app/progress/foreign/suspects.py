"""One slip of the hand makes several sums wrong: the cell that would put them all right."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.progress.foreign import adding, percents
from app.progress.foreign.faults import Fault, Kind
from app.progress.foreign.figures import shown
from app.progress.foreign.rates import Basis
from app.progress.foreign.reading import Foreign, ForeignRow
from app.progress.foreign.sums import Sums, Total


def suspected(
    foreign: Foreign, sums: Sums, bases: Sequence[Basis], faults: Sequence[Fault]
) -> list[Fault]:
    """The faults, with the one cell named that puts right a column's total and its own row."""
    found = list(faults)
    wrong = [(row, cells) for row in foreign.parts if (cells := _cells(row, sums, bases))]
    for total in sums.totals:
        if not total.differs or total.column.letter in sums.parts:
            continue
        likely = [
            (row, cells, number)
            for row, cells in wrong
            if (number := _instead(row, total, sums, bases)) is not None
        ]
        if len(likely) == 1:
            ((row, own, number),) = likely
            cell = f"{total.column.letter}{row.number}"
            assert total.printed is not None
            found = [
                fault.suspecting(cell, shown(number))
                if _is_of(fault, own, total.printed.address)
                else fault
                for fault in found
            ]
    return found


def _is_of(fault: Fault, cells: set[str], total: str) -> bool:
    if fault.cell == total:
        return fault.kind is Kind.TOTAL
    return fault.cell in cells and fault.kind in (Kind.PARTS, Kind.RATE, Kind.RATE_CUT)


def _instead(row: ForeignRow, total: Total, sums: Sums, bases: Sequence[Basis]) -> Decimal | None:
    """What the row's cell would have to be for the total to be right, if that mends the row."""
    figure = row.figures.get(total.column.letter)
    if figure is None or figure.number is None:
        return None
    assert total.printed is not None and total.printed.number is not None
    number = figure.number + total.printed.number - total.computed
    if number < 0:
        return None
    other = replace(
        row, figures={**row.figures, total.column.letter: replace(figure, number=number)}
    )
    return None if _cells(other, sums.instead(other), bases) else number


def _cells(row: ForeignRow, sums: Sums, bases: Sequence[Basis]) -> set[str]:
    """Where something is wrong within a row."""
    found = [*adding.of_row(row, sums), *percents.of_row(row, sums, bases)]
    return {fault.cell for fault in found if fault.is_error}
