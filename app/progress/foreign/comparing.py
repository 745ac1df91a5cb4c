"""A foreign table beside our own, line by line: names matched, figures held against each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.progress.figures import Line, as_json
from app.progress.foreign.checking import Checked
from app.progress.foreign.faults import Fault, Kind, Level
from app.progress.foreign.ours import Ours, Side
from app.progress.foreign.reading import ForeignRow, RowKind
from app.progress.tables import Table
from app.units import Names, Unit
from app.vietnamese import name_key


@dataclass(frozen=True)
class Pair:
    """A row and the line of ours it speaks of; who is meant is open where there is none.

    :ivar likely: names of ours that are nearly the same
    :ivar elsewhere: a unit is called so, but not here
    """

    row: ForeignRow
    line: Line | None
    sides: Mapping[str, Side] = field(default_factory=dict)
    likely: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def differs(self) -> bool:
        return any(side.differs for side in self.sides.values())


@dataclass(frozen=True)
class Comparison:
    """Both tables: `pairs` by the number of the row, `missing` the lines only we have.

    :ivar faults: those of the table as far as our own figures do not excuse them, and units that
        stand twice under two names
    :ivar uncounted: how many initiatives of ours no column of the table counts
    """

    table: Table
    pairs: Mapping[int, Pair]
    missing: Sequence[Line]
    faults: Sequence[Fault]
    uncounted: int

    @property
    def differences(self) -> list[tuple[Pair, Side]]:
        every = [(pair, side) for pair in self.pairs.values() for side in pair.sides.values()]
        return [(pair, side) for pair, side in every if side.differs]

    @property
    def unknown(self) -> list[Pair]:
        """Rows of which nobody knows whom they speak of."""
        return [pair for pair in self.pairs.values() if pair.line is None and pair.row.is_part]

    @property
    def agrees(self) -> bool:
        return not (self.differences or self.unknown or self.missing)

    def as_json(self) -> dict[str, Any]:
        table = self.table
        return {
            "unit": table.own.code,
            "programme": table.window.programme.code,
            "stage": table.window.stage.code,
            "at": table.day.isoformat(),
            "agrees": self.agrees,
            "lines": [_pair(pair) for pair in self.pairs.values()],
            "differences": [
                {"cell": side.cell, "name": pair.row.name, **_side(side)}
                for pair, side in self.differences
            ],
            "unknown": [
                {"cell": p.row.address, "name": p.row.name, "likely": p.likely}
                for p in self.unknown
            ],
            "missing": [as_json(line, table.definition, None) for line in self.missing],
        }


def compare(checked: Checked, table: Table) -> Comparison:
    """Hold a foreign table against ours; three statements more than ours took."""
    ours = Ours(checked)
    lines = {line.unit_id: line for line in table.lines or [table.own] if line.kind != "other"}
    names = Names(_units(lines), asked=[row.name for row in checked.foreign.rows])
    pairs: dict[int, Pair] = {}
    faults: list[Fault] = []
    taken: dict[int, ForeignRow] = {}
    for row in checked.foreign.rows:
        pair = _matched(row, names, lines, table, ours)
        unit = pair.line.unit_id if pair.line and pair.line.kind != "other" else None
        if unit and taken.setdefault(unit, row) is not row:
            faults += _twice(checked, pair, taken[unit])
        pairs[row.number] = pair
    if total := checked.foreign.total:
        pairs[total.number] = Pair(total, table.total, ours.beside(total, table.total))
    missing = [line for unit, line in lines.items() if unit not in taken]
    others = [line for line in table.lines if line.kind == "other"]
    if not any(row.kind is RowKind.OTHER for row in checked.foreign.rows):
        missing += others
    excused = {side.cell for pair in pairs.values() for side in pair.sides.values() if side.is_none}
    faults = [
        replace(fault, level=Level.REMARK)
        if fault.kind is Kind.NO_QUOTA and fault.cell in excused
        else fault
        for fault in [*checked.faults, *faults]
    ]
    return Comparison(table, pairs, missing, faults, ours.uncounted(table))


def _units(lines: Mapping[int | None, Line]) -> list[Unit]:
    known = [unit_id for unit_id in lines if unit_id]
    return list(db.session.scalars(sa.select(Unit).where(Unit.id.in_(known))))


def _matched(
    row: ForeignRow, names: Names, lines: Mapping[int | None, Line], table: Table, ours: Ours
) -> Pair:
    if row.kind is RowKind.OTHER:
        line = next((one for one in table.lines if one.kind == "other"), Line("other", row.name))
        return Pair(row, line, ours.beside(row, line))
    found = names.find(row.name)
    if found.unit is None:
        likely = tuple(unit.name for unit in found.candidates[:3])
        return Pair(row, None, {}, likely, name_key(row.name) in names.elsewhere)
    line = lines[found.unit.id]
    return Pair(row, line, ours.beside(row, line))


def _twice(checked: Checked, pair: Pair, first: ForeignRow) -> Iterator[Fault]:
    """Two spellings of one unit; two equal ones are a fault of the table alone."""
    row = pair.row
    assert pair.line is not None
    if any(fault.kind is Kind.UNIT_TWICE for fault in checked.at(row.address)):
        return
    text = _(
        "Ô %(at)s: “%(name)s” cũng là %(unit)s, đã có ở dòng %(row)s.",
        at=row.address,
        name=row.name[:80],
        unit=pair.line.name,
        row=first.number,
    )
    yield Fault(row.address, Kind.UNIT_TWICE, row.name, None, text)


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "cell": pair.row.address,
        "name": pair.row.name,
        "unit": pair.line.code if pair.line else None,
        "ours": pair.line.name if pair.line else None,
        "agrees": pair.line is not None and not pair.differs,
        "figures": [{"cell": side.cell, **_side(side)} for side in pair.sides.values()],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"printed": side.printed.value if side.printed else None, "ours": side.ours}
