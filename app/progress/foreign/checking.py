"""Re-adding a foreign table: every fault at its cell, and what is worth knowing besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.progress.foreign.adding import of_rows, of_totals
from app.progress.foreign.faults import Fault, errors
from app.progress.foreign.figures import plain
from app.progress.foreign.notes import notes_of
from app.progress.foreign.percents import of_rates
from app.progress.foreign.rates import Basis, bases
from app.progress.foreign.reading import Foreign
from app.progress.foreign.sums import Sums, sums_of
from app.progress.foreign.suspects import suspected
from app.progress.foreign.words import of_words
from app.sheets.cells import index_of


@dataclass(frozen=True)
class Checked:
    """A foreign table, added up again. `notes` say how it was understood; they are no faults."""

    foreign: Foreign
    sums: Sums
    bases: Sequence[Basis]
    faults: Sequence[Fault]
    notes: Sequence[Fault]

    @property
    def errors(self) -> list[Fault]:
        return errors(self.faults)

    @property
    def remarks(self) -> list[Fault]:
        return [fault for fault in self.faults if not fault.is_error]

    def at(self, cell: str) -> list[Fault]:
        """What is wrong in a cell."""
        return [fault for fault in self.faults if fault.cell == cell]

    def as_json(self) -> dict[str, Any]:
        return {
            "faults": [fault.as_json() for fault in self.faults],
            "totals": self._totals(),
            "notes": [note.as_json() for note in self.notes],
            "sheet": self.foreign.sheet.name,
            "title": self.foreign.title,
            "rows": len(self.foreign.parts),
        }

    def _totals(self) -> dict[str, Any]:
        """By what a column holds; by its letter where that is not known, or stands twice."""
        found: dict[str, Any] = {}
        for one in self.sums.totals:
            role = one.column.role.value
            key = one.column.letter if role == "other" or role in found else role
            found[key] = {
                "cell": one.printed.address if one.printed else None,
                "heading": one.column.heading,
                "printed": one.printed.value if one.printed else None,
                "computed": plain(one.computed),
            }
        return found


def check(foreign: Foreign) -> Checked:
    """Add a foreign table up again and name each fault."""
    sums = sums_of(foreign)
    found, unclear = bases(foreign, sums)
    faults = [
        *of_words(foreign, sums),
        *of_rows(foreign, sums),
        *of_totals(foreign, sums),
        *of_rates(foreign, sums, found),
    ]
    faults = sorted(suspected(foreign, sums, found, faults), key=_place)
    return Checked(foreign, sums, found, faults, list(notes_of(foreign, sums, found, unclear)))


def _place(fault: Fault) -> tuple[int, int]:
    """From the top down, from left to right."""
    letter = fault.cell.rstrip("0123456789")
    return int(fault.cell[len(letter) :] or 0), index_of(letter)
