"""Our own figures, column by column as a foreign table has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.progress.figures import Line
from app.progress.foreign.checking import Checked
from app.progress.foreign.columns import STATES, Column, Role
from app.progress.foreign.figures import Figure
from app.progress.foreign.reading import ForeignRow
from app.progress.tables import Table
from app.vietnamese import rate_text


@dataclass(frozen=True)
class Side:
    """A cell beside our own figure: a number, or a percentage as text."""

    cell: str
    printed: Figure | None
    ours: int | str | None
    is_rate: bool = False

    @property
    def differs(self) -> bool:
        """Whether the numbers are not the same; blank is as good as 0, a rate only follows."""
        number = (self.printed.number if self.printed else None) or Decimal()
        unread = self.printed is not None and self.printed.number is None
        return not self.is_rate and (unread or number != Decimal(self.ours or 0))

    @property
    def is_none(self) -> bool:
        """Whether neither side has anything: a quota that was never given."""
        return self.printed is None and self.ours is None


class Ours:
    """Answers in the columns of one foreign table."""

    def __init__(self, checked: Checked) -> None:
        self.header = checked.foreign.header
        self.parts = checked.sums.parts
        self.bases = {basis.column.letter: basis for basis in checked.bases}
        self._roles = {column.letter: column.role for column in self.header.columns}

    def beside(self, row: ForeignRow, line: Line) -> dict[str, Side]:
        """Each cell of a row beside our figure, by column letter."""
        found = {}
        for column in self.header.columns:
            if self._is_known(column):
                cell, printed = f"{column.letter}{row.number}", row.figures.get(column.letter)
                is_rate = column.role is Role.RATE
                found[column.letter] = Side(cell, printed, self.figure(line, column), is_rate)
        return found

    def figure(self, line: Line, column: Column) -> int | str | None:
        """Our figure of a line: a number, a percentage as text, None where we have none."""
        if column.role is Role.QUOTA:
            return line.quota
        if column.role is Role.RATE:
            count = sum(self._count(line, one) for one in self.bases[column.letter].counts)
            return rate_text(count, line.quota)
        return self._count(line, column)

    def uncounted(self, table: Table) -> int:
        """How many of ours no column of the table counts: those under review, or sent back."""
        roles = set(self._roles.values())
        if Role.REGISTERED in roles or not roles & {Role.VALID, Role.INVALID}:
            return 0
        absent = {Role.PENDING, Role.RETURNED} - roles
        return sum(getattr(table.total.counts, role.value) for role in absent)

    def _is_known(self, column: Column) -> bool:
        if column.role is Role.RATE:
            basis = self.bases.get(column.letter)
            return basis is not None and all(self._is_known(one) for one in basis.counts)
        if column.role is Role.QUOTA:
            return column == self.header.quota
        return column.role is not Role.OTHER and self.header.of(column.role)[0] == column

    def _count(self, line: Line, column: Column) -> int:
        """Ours of a count; "Cộng" is the sum of the same states as theirs."""
        roles = [self._roles[letter] for letter in self.parts.get(column.letter, ())]
        if column.role is Role.SUM and roles and set(roles) <= set(STATES):
            return self._of(line, roles)
        if column.role is Role.SUM:
            refused = {Role.INVALID, Role.RETURNED} & set(self._roles.values())
            return line.counts.all if refused else line.counts.registered
        return self._of(line, [column.role])

    def _of(self, line: Line, roles: Iterable[Role]) -> int:
        return sum(int(getattr(line.counts, role.value)) for role in roles)
