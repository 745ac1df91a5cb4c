"""A unit's table at a past moment, on that day's structure or on today's."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import clock
from app.db import db
from app.initiatives import SUMS, Move, TallyDay
from app.programmes import Window
from app.progress.days import (
    Days,
    days_of,
    is_end_of_day,
    on_the_day,
    sums_at,
    whole_days,
)
from app.progress.figures import Counts, Definition, Line
from app.progress.rows import units_now
from app.progress.tables import Table, as_moment, assembled, child_line, facts_of
from app.quotas import QuotaEntry
from app.units import Place, Unit


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
    on_that_day = day if structure is Structure.THEN else None
    found_rows = units_now(unit, window, then=on_that_day)
    if on_that_day:  # in the order in which they came: a unit that moved since has another path
        found_rows.sort(key=lambda row: row.id)
    rows = {row.id: row for row in found_rows}
    own = rows.pop(unit.id)
    if own.changed:
        sums = _sums_then(unit, window, moment)
    else:
        ids = {row.path: row.id for row in rows.values()} | {unit.path: unit.id}
        found = sums_at(unit, window, moment)
        sums = {ids[path]: counts for path, counts in found.items() if path in ids}
    received, given, kept = _ledger(unit, window, day, list(rows))
    days = days_of(unit, window, definition, day)
    lines = []
    for number, row in rows.items():
        counts, quota = sums.get(number, Counts()), received.get(number)
        if _was_there(row, day) or counts.all or quota:
            lines.append(child_line(row, counts, quota, given.get(number), None, days))
    whole = Line(
        "own", unit.name, Counts(), received.get(unit.id), given.get(unit.id, 0), unit.id,
        unit.code, window, facts=facts_of(own, None), last_28_days=days.last_28(),
    )  # fmt: skip
    other = sums.get(unit.id, Counts()), kept
    return assembled(window, definition, moment, whole, lines, other, past=True), days


def _was_there(row: Any, day: dt.date) -> bool:
    """Whether a unit worked at the end of the day."""
    is_open = row.closed_on is None or row.closed_on > day
    return is_open and (row.opened_on is None or row.opened_on <= day)


def _ledger(
    unit: Unit, window: Window, day: dt.date, below: Sequence[int]
) -> tuple[dict[int, int], dict[int, int], int]:
    """By the end of a day: what units received from above, what they gave, and what the unit kept
    for itself."""
    received: dict[int, int] = {}
    given: dict[int, int] = {}
    kept = 0
    rows = QuotaEntry.sums_at(window.programme, window.stage, day, [unit.id, *below])
    for receiver, giver, amount in rows:
        if giver != receiver:
            received[receiver] = received.get(receiver, 0) + amount
        elif receiver == unit.id:
            kept += amount
        if giver is not None:
            given[giver] = given.get(giver, 0) + amount
    return received, given, kept


def _sums_then(unit: Unit, window: Window, moment: dt.datetime) -> dict[int, Counts]:
    """Counts at a moment by the child above which they lay that day, in one statement.

    It adds up the days of every unit: today's branches are not those of that day.
    """
    tree = Place.branches_at(unit.id, clock.day_of(moment))
    days = (
        sa.select(tree.c.branch, *(getattr(TallyDay, name) for name in SUMS))
        .join_from(tree, TallyDay, TallyDay.unit_id == tree.c.unit_id)
        .where(TallyDay.stage_id == window.stage.id, whole_days(TallyDay, moment))
    )
    parts: list[Any] = [days]
    if not is_end_of_day(moment):
        moves = on_the_day(window, moment, None, unit_id=Move.unit_id).subquery()
        parts.append(
            sa.select(tree.c.branch, *(moves.c[name] for name in SUMS)).join_from(
                tree, moves, moves.c.unit_id == tree.c.unit_id
            )
        )
    rows = sa.union_all(*parts).subquery()
    summed = [sa.func.sum(rows.c[name]) for name in SUMS]
    found = db.session.execute(sa.select(rows.c.branch, *summed).group_by(rows.c.branch))
    return {branch: Counts(*map(int, sums)) for branch, *sums in found}
