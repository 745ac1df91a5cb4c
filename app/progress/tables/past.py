"""A unit's table at a past moment, on that day's structure or on today's."""

import datetime as dt
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app import clock
from app.programmes import Window
from app.progress.figures import Counts, Definition, Line
from app.progress.tables.days import (
    Days,
    days_of,
    sums_at,
)
from app.progress.tables.lines import child_line, facts_of
from app.progress.tables.pieces import FEW, added_up_anew, carried_back
from app.progress.tables.rows import units_then
from app.progress.tables.table import Table, as_moment, assembled
from app.units import Unit


class Structure(StrEnum):
    """Whose tree a past table is drawn on."""

    THEN = "then"
    TODAY = "today"


STRUCTURES = {
    Structure.THEN: _l("Theo tổ chức ở thời điểm đó"),
    Structure.TODAY: _l("Theo tổ chức hiện nay"),
}


def table_at(
    unit: Unit,
    window: Window,
    definition: Definition,
    moment: dt.datetime | dt.date,
    structure: Structure = Structure.THEN,
) -> Table:
    """The table as it stood at a moment, or at the end of a day.

    Reads daily sums and the moves of the day itself, and ledger entries by their documents' dates.
    On that day's structure units lie where they lay that day, so that a unit moved since leaves the
    table unchanged; the session must see what the unit held then.
    """
    return full_table_at(unit, window, definition, as_moment(moment), structure)[0]


def full_table_at(
    unit: Unit,
    window: Window,
    definition: Definition,
    moment: dt.datetime,
    structure: Structure,
) -> tuple[Table, Days]:
    """The table as it stood at a moment, and the days before it on today's tree."""
    day = clock.day_of(moment)
    then = structure is Structure.THEN
    days = days_of(unit, window, definition, day, weekly=True, moved=FEW + 1 if then else 0)
    rows = {row.id: row for row in units_then(unit, window, day, on_that_day=then)}
    own = rows.pop(unit.id)
    if len(days.moved) > FEW:
        sums = added_up_anew(unit, window, moment)
    else:
        if days.moved:
            found = carried_back(unit, days.moved, window, moment)
        else:
            found = sums_at(unit, window, moment)
        ids = {row.path: row.id for row in rows.values()} | {unit.path: unit.id}
        sums = {ids[path]: counts for path, counts in found.items() if path in ids}
    lines = []
    for number, row in rows.items():
        counts = sums.get(number, Counts())
        if _was_there(row, day) or counts.all or row.received:
            lines.append(child_line(row, counts, None, days))
    whole = Line(
        "own",
        unit.name,
        Counts(),
        None if own.received is None else int(own.received),
        int(own.given or 0),
        unit.id,
        unit.code,
        window,
        facts=facts_of(own, None),
        last_28_days=days.last_28(),
    )
    other = sums.get(unit.id, Counts()), int(own.kept or 0)
    return assembled(window, definition, moment, whole, lines, other, past=True), days


def _was_there(row: Any, day: dt.date) -> bool:
    """Whether a unit worked at the end of the day."""
    is_open = row.closed_on is None or row.closed_on > day
    return is_open and (row.opened_on is None or row.opened_on <= day)
