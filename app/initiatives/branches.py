"""Daily sums of all that lies below a unit, for pages that look back.

`TallyDay` has a unit's own days; below a province that is a million rows, and the more the longer
a programme runs. So days that are over are summed up once more, at every unit above: `BranchDay`
has the net change of a day strictly below a unit, on today's tree, and `BranchMark` says up to
which day. Days from the mark on are read from `TallyDay`. No counter of today stands above its
unit, so that none is hot (docs/decisions/021).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app import clock, jobs
from app.db import Base, Id, db, upsert
from app.initiatives import stands
from app.initiatives.summing import described, merged, rows, unequal
from app.initiatives.tallies import SUMS, Sums, TallyDay
from app.tenancy import STEP, Everything, Own, Plain, Scope
from app.units import Unit, moved

AT_ONCE = 31
"""Days summed up in one step."""
MIDNIGHT_LASTS = dt.timedelta(hours=1)


class BranchDay(Own, Sums, Base):
    """The net change of a day of all units strictly below one, as the tree is today."""

    __tablename__ = "branch_day"
    # PostgreSQL reads a branch's days off the key, not one by one off wherever each day lies.
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "stage_id", "day", postgresql_include=("unit_path", *SUMS)),
    )
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

    Who began a move before midnight has an hour to commit it. Units that came into another block
    are added up in that one.
    """
    with jobs.reading("how far days are summed up"):
        since = TallyDay.day >= BranchMark.current()
        first = db.session.scalar(sa.select(sa.func.min(TallyDay.day)).where(since))
        last = clock.day_of(clock.now() - MIDNIGHT_LASTS)
        reblocked = db.session.scalar(sa.select(stands.REBLOCKED_UNITS.exists()))
    if (first is None or first >= last) and not reblocked:
        return False
    with jobs.step(Everything("daily sums of branches")):
        stands.reblock(BranchMark.hold().day)
        if first is not None and first < last:
            advance(min(last, first + dt.timedelta(days=AT_ONCE)))
    return True


def advance(until: dt.date) -> None:
    """Sum up the days before `until` that are not yet, and put the mark there."""
    mark = BranchMark.hold()
    if mark.day < until:
        rows = db.session.execute(below_each(mark.day, until, _levels())).mappings()
        upsert(BranchDay, key=KEY, rows=[dict(row) for row in rows], add=SUMS)
        stands.move_on(mark.day, until, _levels())
        mark.day = until


KEY = ["unit_id", "stage_id", "day"]


def below_each(first: dt.date, until: dt.date, levels: Iterable[int]) -> sa.CompoundSelect[Any]:
    """Rows of all units above those that had a change on these days, from the days' own sums.

    :param levels: of the units above; that of the root is 0
    """
    return sa.union_all(*(_below(level, first, until) for level in levels))


def _below(level: int, first: dt.date, until: dt.date) -> sa.Select[Any]:
    day, end = TallyDay, (level + 1) * STEP
    above = sa.func.substr(day.unit_path, 1, end)
    parts = (
        sa.select(
            above.label("path"),
            day.stage_id,
            day.day,
            *(sa.func.sum(getattr(day, name)).label(name) for name in SUMS),
        )
        .where(day.day >= first, day.day < until, sa.func.length(day.unit_path) > end)
        .group_by(above, day.stage_id, day.day)
        .subquery()
    )
    columns = (parts.c[name] for name in ("stage_id", "day", *SUMS))
    unit = Unit.id.label("unit_id"), Unit.path.label("unit_path")
    return sa.select(*unit, *columns).join_from(parts, Unit, Unit.path == parts.c.path)


def _levels() -> range:
    """Those that have units below them."""
    deepest = db.session.scalar(sa.select(sa.func.max(sa.func.length(Unit.path)))) or STEP
    return range(max(1, deepest // STEP - 1))


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
    stands.carry(unit, mark, left=left - reached, reached=reached - left)


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
    """Branches whose days are not what the days below them add up to; empty when all is well.

    Each is held against its children; what is wrong with one is wrong with all above it.
    """
    mark = db.session.scalar(sa.select(BranchMark.day)) or dt.date.min
    unit, parent = aliased(Unit), aliased(Unit)
    path_above = sa.func.substr(unit.path, 1, sa.func.length(unit.path) - STEP)
    above = (
        (sa.select(unit.id, parent.id.label("unit_id")).join(parent, parent.path == path_above))
        .cte("above")
        .prefix_with("NOT MATERIALIZED", dialect="postgresql")
    )
    of_all = rows(BranchDay, KEY, SUMS, sign=1)
    of_days, of_branches = (
        rows(model, KEY, SUMS, sign=-1, unit_id=above.c.unit_id).join_from(
            model, above, above.c.id == model.unit_id
        )
        for model in (TallyDay, BranchDay)
    )
    parts = [of_all, of_days.where(TallyDay.day < mark), of_branches]
    found = unequal(parts, KEY)
    parents: dict[int, int] = {}
    if found:
        parents = dict(db.session.execute(sa.select(above)).all())
    wrong = merged(
        ((unit, *rest), more)
        for (lowest, *rest), more in found.items()
        for unit in _upward(lowest, parents)
    )
    return described("branch_day", wrong, KEY, SUMS) + stands.differences(mark, _levels())


def _upward(unit: int | None, parents: Mapping[int, int]) -> Iterator[int]:
    while unit is not None:
        yield unit
        unit = parents.get(unit)
