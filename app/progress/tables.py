"""A unit's table as it stands: a line per child, "Đơn vị khác", a total that is their sum."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.initiatives import SUMS, Tally, TallyDay
from app.programmes import Cutoff, Window
from app.progress.figures import Counts, Definition, Line, Pace
from app.quotas import QuotaBalance
from app.tenancy import STEP, Scope
from app.units import Unit


@dataclass(frozen=True)
class Table:
    """How a unit stands under a window, on a day.

    `own` is the whole unit; `lines` are its parts, and `total` their sum. What the unit received
    and no child holds is `own.difference`, a line of its own.
    """

    window: Window
    day: dt.date
    own: Line
    lines: Sequence[Line]
    definition: Definition

    @property
    def total(self) -> Line:
        counts = sum((line.counts for line in self.lines), Counts())
        quota = sum(line.quota or 0 for line in self.lines)
        return Line("total", _("Tổng cộng"), counts, quota, given=self.own.given)

    @property
    def unallocated(self) -> Line:
        """What was received and no child holds: with the total it makes up what was received."""
        return Line("unallocated", _("Chỉ tiêu chưa phân bổ"), quota=self.own.difference)

    @property
    def children(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "unit"]

    @property
    def taking_part(self) -> int:
        """How many children have something."""
        return sum(1 for line in self.children if line.counts.registered)

    def laggards(self, most: int = 6) -> list[tuple[Line, Pace]]:
        """The children behind their own lines, those that lack most first."""
        paces = [(line, self.pace(line)) for line in self.children]
        behind = [(line, pace) for line, pace in paces if pace and pace.is_behind]
        return sorted(behind, key=lambda it: it[1].count - it[1].expected)[:most]

    def pace(self, line: Line, last_28_days: int = 0) -> Pace | None:
        """A line's pace at its own deadline; None without a quota."""
        if not line.quota:
            return None
        last = clock.day_of(line.cutoff) if line.cutoff else self.window.last_day
        count = line.counts.by(self.definition)
        return Pace(line.quota, count, self.window.first_day, last, self.day, last_28_days)


def table_now(unit: Unit, window: Window, definition: Definition, day: dt.date) -> Table:
    """The table as it stands, in one statement."""
    lines, given, kept = [], 0, 0
    for row in db.session.execute(_now(unit, window)):
        counts = Counts(**{name: int(getattr(row, name) or 0) for name in SUMS})
        if row.id == unit.id:
            own_quota, given, other = row.received, row.balance_given or 0, counts
            kept = row.kept or 0
        elif row.closed_on is None or counts.all or row.received:
            lines.append(
                Line(
                    "unit",
                    row.name,
                    counts,
                    row.received,
                    row.balance_given or 0,
                    row.id,
                    row.code,
                    cutoff=row.cutoff,
                )
            )
    return assembled(unit, window, definition, day, lines, (other, kept), own_quota, given)


def assembled(
    unit: Unit,
    window: Window,
    definition: Definition,
    day: dt.date,
    lines: list[Line],
    other: tuple[Counts, int],
    quota: int | None,
    given: int,
) -> Table:
    """Close the lines with "Đơn vị khác", the initiatives of the upper unit itself.

    :param other: these, and what the unit kept of its quota for them
    """
    own_counts, kept = other
    if lines and (own_counts.all or kept):
        line = Line("other", _("Đơn vị khác"), own_counts, kept or None, unit_id=unit.id)
        lines = [*lines, line]
    counts = sum((line.counts for line in lines), Counts()) if lines else own_counts
    own = Line("own", unit.name, counts, quota, given, unit.id, unit.code, window)
    return Table(window, day, own, lines, definition)


def _now(unit: Unit, window: Window) -> Any:
    """The unit and its children with balance, own cut-off and the sums of their subtrees.

    The unit's own row sums its own tallies alone: every path below begins with a digit or a
    letter after its own, and all of these sort from "0" on.
    """
    low, high = Scope(unit.path).bounds
    is_top = Unit.id == unit.id
    path_end = sa.case(
        (is_top, Unit.path.concat("0")),
        else_=sa.func.substr(Unit.path, 1, sa.func.length(Unit.path) - 1).concat("/"),
    )
    sums = [sa.func.sum(getattr(Tally, name)).label(name) for name in SUMS]
    balance = sa.and_(
        QuotaBalance.unit_id == Unit.id,
        QuotaBalance.stage_id == window.stage.id,
        QuotaBalance.programme_id == window.programme.id,
    )
    tally = sa.and_(
        Tally.stage_id == window.stage.id,
        Tally.unit_path >= Unit.path,
        Tally.unit_path < path_end,
    )
    own_cutoff = sa.and_(Cutoff.unit_id == Unit.id, Cutoff.stage_id == window.stage.id)
    columns = [Unit.id, Unit.code, Unit.name, Unit.path, Unit.closed_on]
    sums_of = [QuotaBalance.received, QuotaBalance.given, QuotaBalance.own]
    more = [sums_of[0], sums_of[1].label("balance_given"), sums_of[2].label("kept")]
    return (
        sa.select(*columns, *more, Cutoff.at.label("cutoff"), *sums)
        .outerjoin(QuotaBalance, balance)
        .outerjoin(Cutoff, own_cutoff)
        .outerjoin(Tally, tally)
        .where(Unit.path >= low, Unit.path < high)
        .where(sa.or_(is_top, sa.func.length(Unit.path) == len(unit.path) + STEP))
        .group_by(*columns, *sums_of, Cutoff.at)
        .order_by(Unit.path)
    )


def daily(unit: Unit, window: Window, definition: Definition) -> list[tuple[dt.date, int]]:
    """Net change of a unit's count on each day that had one, oldest first."""
    low, high = Scope(unit.path).bounds
    days = db.session.execute(
        sa.select(TallyDay.day, *(sa.func.sum(getattr(TallyDay, name)) for name in SUMS))
        .where(
            TallyDay.stage_id == window.stage.id,
            TallyDay.unit_path >= low,
            TallyDay.unit_path < high,
        )
        .group_by(TallyDay.day)
        .order_by(TallyDay.day)
    )
    return [(day, Counts(*map(int, sums)).by(definition)) for day, *sums in days]
