"""A unit's table as it stands."""

import datetime as dt
from dataclasses import replace

from app import clock
from app.programmes import Window
from app.progress.figures import Counts, Definition, Line
from app.progress.tables.days import Days, days_of
from app.progress.tables.lines import child_line, facts_of
from app.progress.tables.rows import units_now
from app.progress.tables.sums import counts_of, taking_part_of
from app.progress.tables.table import Table, as_moment, assembled
from app.units import Unit


def table_now(
    unit: Unit,
    window: Window,
    definition: Definition,
    moment: dt.datetime | dt.date,
    *,
    days: bool = False,
) -> Table:
    """The table as it stands, in one statement.

    :param moment: now; with a day alone, paces are those of its end
    :param days: with the weeks of each line, in one more
    """
    return full_table(unit, window, definition, as_moment(moment), days=days)[0]


def full_table(
    unit: Unit,
    window: Window,
    definition: Definition,
    moment: dt.datetime,
    *,
    beside: Window | None = None,
    days: bool = True,
) -> tuple[Table, Days]:
    """The table as it stands, and the days behind it."""
    day = clock.day_of(moment)
    by_day = days_of(unit, window, definition, day, weekly=True) if days else Days(day, [], {})
    lines, taking_part, own = [], 0, None
    for row in units_now(unit, window, beside):
        counts = counts_of(row)
        taking_part += taking_part_of(row)
        if row.id == unit.id:
            own = row
        elif row.closed_on is None or counts.all or row.received:
            lines.append(child_line(row, counts, taking_part_of(row), by_day))
    assert own is not None, "a unit sees itself"
    facts = facts_of(own, taking_part)
    facts = replace(
        facts,
        grassroots=facts.grassroots + sum(line.facts.grassroots for line in lines),
        members=own.member_count or sum(line.facts.members or 0 for line in lines) or None,
    )
    whole = Line(
        "own", unit.name, Counts(), own.received, own.given or 0, unit.id, unit.code, window,
        facts=facts, last_28_days=by_day.last_28(),
    )  # fmt: skip
    table = assembled(window, definition, moment, whole, lines, (counts_of(own), own.kept or 0))
    return replace(table, beside=beside), by_day
