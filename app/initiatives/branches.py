"""Daily sums of all that lies below a unit, for pages that look back.

`TallyDay` has a unit's own days; below a province that is a million rows, and the more the longer
a programme runs. So days that are over are summed up once more, at every unit above: `BranchDay`
has the net change of a day strictly below a unit, on today's tree, and `BranchMark` says up to
which day. Days from the mark on are read from `TallyDay`. No counter of today stands above its
unit, so that none is hot (docs/decisions/020).
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, jobs
from app.db import Base, Id, db, upsert
from app.initiatives.tallies import SUMS, Sums, TallyDay
from app.tenancy import STEP, Everything, Own, Plain, Scope
from app.units import Unit, moved

AT_ONCE = 31
"""Days summed up in one step."""


class BranchDay(Own, Sums, Base):
    """The net change of a day of all units strictly below one, as the tree is today."""

    __tablename__ = "branch_day"
    __table_args__ = (sa.UniqueConstraint("unit_id", "stage_id", "day"),)
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    day: Mapped[dt.date]


class BranchMark(Plain, Base):
    """The first day that is not yet summed up: one row, there from the start."""

    __tablename__ = "branch_mark"
    id: Mapped[Id]
    day: Mapped[dt.date]

    @classmethod
    def current(cls) -> sa.ScalarSelect[dt.date]:
        """The mark, within another statement."""
        return sa.select(cls.day).scalar_subquery()

    @classmethod
    def hold(cls) -> "BranchMark":
        """The mark as it is, which nobody moves before the commit."""
        query = sa.select(cls).with_for_update().execution_options(populate_existing=True)
        return db.session.scalars(query).one()


@jobs.work("initiatives.branches")
def sum_up() -> bool:
    """Sum up some of the days that are over; whether there were any.

    Yesterday is left out: who began a move before midnight has a day to commit it.
    """
    with jobs.reading("how far days are summed up"):
        since = TallyDay.day >= BranchMark.current()
        first = db.session.scalar(sa.select(sa.func.min(TallyDay.day)).where(since))
        last = clock.today() - dt.timedelta(days=1)
    if first is None or first >= last:
        return False
    with jobs.step(Everything("daily sums of branches")):
        advance(min(last, first + dt.timedelta(days=AT_ONCE)))
    return True


def advance(until: dt.date) -> None:
    """Sum up the days before `until` that are not yet, and put the mark there."""
    mark = BranchMark.hold()
    if mark.day < until:
        upsert(BranchDay, key=KEY, rows=_below_each(mark.day, until), add=SUMS)
        mark.day = until


KEY = ["unit_id", "stage_id", "day"]


def _below_each(first: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """Rows of all units above those that had a change, from the days' own sums."""
    day, level = TallyDay, 1
    deepest = db.session.scalar(sa.select(sa.func.max(sa.func.length(Unit.path)))) or 0
    sums = [sa.func.sum(getattr(day, name)).label(name) for name in SUMS]
    rows: list[dict[str, Any]] = []
    while level * STEP < deepest:
        above = sa.func.substr(day.unit_path, 1, level * STEP)
        parts = (
            sa.select(above.label("path"), day.stage_id, day.day, *sums)
            .where(day.day >= first, day.day < until)
            .where(sa.func.length(day.unit_path) > level * STEP)
            .group_by(above, day.stage_id, day.day)
            .subquery()
        )
        found = sa.select(Unit.id.label("unit_id"), Unit.path.label("unit_path"), parts).join_from(
            parts, Unit, Unit.path == parts.c.path
        )
        rows += [
            {name: value for name, value in row.items() if name != "path"}
            for row in db.session.execute(found).mappings()
        ]
        level += 1
    return rows


@moved.connect
def carry_along(unit: Unit, *, under: Unit, old_path: str) -> None:
    """A unit that moves takes its days from those that were above it to those that are."""
    low, high = Scope(unit.path).bounds
    day, mark = TallyDay, BranchMark.hold().day
    changes = db.session.execute(
        sa.select(day.stage_id, day.day, *(sa.func.sum(getattr(day, n)).label(n) for n in SUMS))
        .where(day.unit_path >= low, day.unit_path < high, day.day < mark)
        .group_by(day.stage_id, day.day)
    ).mappings()
    days = [dict(row) for row in changes]
    left, reached = set(Scope(old_path).ancestors), set(Scope(unit.path).ancestors)
    _add(left - reached, days, -1)
    _add(reached - left, days, 1)


def _add(paths: set[str], days: Sequence[dict[str, Any]], sign: int) -> None:
    units = db.session.execute(sa.select(Unit.id, Unit.path).where(Unit.path.in_(paths)))
    rows = [
        {
            "unit_id": unit_id,
            "unit_path": path,
            **day,
            **{name: sign * int(day[name]) for name in SUMS},
        }
        for unit_id, path in units
        for day in days
    ]
    upsert(BranchDay, key=KEY, rows=rows, add=SUMS)


def differences() -> list[str]:
    """Branches whose days are not what the days below them add up to; empty when all is well."""
    found = []
    mark = db.session.scalar(sa.select(BranchMark.day)) or dt.date.min
    expected = {_key(row): _sums(row) for row in _below_each(dt.date.min, mark)}
    held = {
        _key(row): _sums(row)
        for row in db.session.execute(
            sa.select(*(getattr(BranchDay, name) for name in (*KEY, *SUMS)))
        ).mappings()
    }
    nothing = dict.fromkeys(SUMS, 0)
    for key in expected.keys() | held.keys():
        if expected.get(key, nothing) != held.get(key, nothing):
            found.append(f"branch_day {key}")
    return sorted(found)


def _key(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEY)


def _sums(row: Any) -> dict[str, int]:
    return {name: int(row[name]) for name in SUMS}
