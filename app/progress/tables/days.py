"""Counts day by day: up to the mark from the sums of branches, from there on from the days of the
units themselves (`initiatives.branches`)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import COUNTED_BY, SUMS, BranchDay, BranchMark, Move, TallyDay
from app.programmes import Window
from app.progress.figures import Counts, Definition
from app.progress.tables.branches import branch_of, of_children
from app.progress.tables.moments import last_whole_day, rest_of_day
from app.tenancy import Scope
from app.units import Place, Unit

WEEKS = 12
DAYS = BranchDay, TallyDay
"""What is below a unit, and what is its own."""


@dataclass(frozen=True)
class Days:
    """Net changes by day of a unit with all below it, and of each child in the last weeks.

    :param own: oldest first
    :param of: by path of a child
    :param moved: the units that moved since, as far as the session sees, by path; and the path that
        the unit has today under which each lay that day
    """

    day: dt.date
    own: Sequence[tuple[dt.date, int]]
    of: dict[str, Sequence[tuple[dt.date, int]]]
    moved: dict[str, str] = field(default_factory=dict)

    def weeks(self, path: str) -> list[int]:
        """What each of the last twelve weeks up to the day added, the oldest first."""
        sums = [0] * WEEKS
        for day, change in self.of.get(path, ()):
            back = (self.day - day).days // 7
            if 0 <= back < WEEKS:
                sums[WEEKS - 1 - back] += change
        return sums

    def last_28(self, path: str | None = None) -> int:
        """What the last 28 days added, of a child or of the whole."""
        since = self.day - dt.timedelta(days=27)
        changes = self.own if path is None else self.of.get(path, ())
        return sum(change for day, change in changes if since <= day <= self.day)

    @property
    def sums(self) -> list[tuple[dt.date, int]]:
        """The count of the whole at the end of each day that had a change."""
        days = [day for day, _change in self.own]
        return list(zip(days, accumulate(change for _day, change in self.own), strict=True))


def days_of(
    unit: Unit,
    window: Window,
    definition: Definition,
    day: dt.date,
    *,
    weekly: bool = False,
    moved: int = 0,
) -> Days:
    """The days up to `day`, in one statement.

    :param weekly: the children's changes only week by week, each on one of its days
    :param moved: how many of the units that moved since to tell, at most
    """
    names = COUNTED_BY[definition.value]
    since = day - dt.timedelta(days=7 * WEEKS - 1)
    mark, stage = BranchMark.current(), window.stage.id
    nowhere = sa.cast(sa.null(), sa.Text)
    parts = [_recent(unit, window, names, mark, day)]
    for model in DAYS:
        columns = model.day, _counted(model, names), sa.literal(0), nowhere
        until = model.stage_id == stage, model.day < mark, model.day <= day
        mine = sa.select(sa.literal(unit.path), *columns)
        parts.append(mine.where(model.unit_id == unit.id, *until))
        lately = model.day >= since, *until
        if weekly:
            week = (clock.number_in_sql(sa.literal(day)) - clock.number_in_sql(model.day)) // 7
            summed = sa.func.max(model.day), sa.func.sum(columns[1]), *columns[2:]
            parts.append(of_children(unit, model, summed, *lately).group_by("branch", week))
        else:
            parts.append(of_children(unit, model, columns, *lately))
    if moved:
        parts.append(_moved(day, moved))
    own: dict[dt.date, int] = defaultdict(int)
    of: dict[str, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    parents: dict[str, str] = {}
    for path, at, change, is_recent, parent in db.session.execute(sa.union_all(*parts)):
        if parent is not None:
            parents[path] = parent
        if at is None:  # a child without any, or a unit that moved
            continue
        if path == unit.path or is_recent:
            own[at] += int(change)
        if path != unit.path:
            of[path][at] += int(change)
    return Days(day, _sorted(own), {path: _sorted(days) for path, days in of.items()}, parents)


def _moved(day: dt.date, most: int) -> sa.Select[Any]:
    """Rows (path, nothing, nothing, 0, path of the parent)."""
    moved = Place.moved_since(day, most)
    nothing = sa.cast(sa.null(), sa.Date), sa.cast(sa.null(), sa.Integer), sa.literal(0)
    query = sa.select(moved.c.unit_path, *nothing, Unit.path).select_from(moved)
    return query.join(Unit, Unit.id == moved.c.parent_id)


def added_between(
    unit: Unit, window: Window, definition: Definition, since: dt.date, until: dt.date
) -> int:
    """The net change of a unit with all below it from one day to another, in one statement."""
    names, mark = COUNTED_BY[definition.value], BranchMark.current()
    recent = _recent(unit, window, names, mark, until).where(TallyDay.day >= since).subquery()
    parts = [sa.select(recent.c[2])]
    for model in DAYS:
        whole = sa.select(_counted(model, names)).where(
            model.unit_id == unit.id, model.stage_id == window.stage.id
        )
        parts.append(whole.where(model.day >= since, model.day <= until, model.day < mark))
    changes = sa.union_all(*parts).subquery()
    return int(db.session.scalar(sa.select(sa.func.sum(changes.c[0]))) or 0)


def _recent(unit: Unit, window: Window, names: Sequence[str], mark: Any, day: dt.date) -> Any:
    """Rows (path, day, change, 1, nothing) of the whole subtree from the mark on."""
    low, high = Scope(unit.path).bounds
    branch = branch_of(unit, TallyDay.unit_path)
    return (
        sa.select(branch, TallyDay.day, sa.func.sum(_counted(TallyDay, names)))
        .add_columns(sa.literal(1), sa.cast(sa.null(), sa.Text))
        .where(TallyDay.stage_id == window.stage.id, TallyDay.day.between(mark, day))
        .where(TallyDay.unit_path >= low, TallyDay.unit_path < high)
        .group_by(branch, TallyDay.day)
    )


def _counted(model: Any, names: Sequence[str]) -> Any:
    return sum((getattr(model, name) for name in names[1:]), getattr(model, names[0]))


def _sorted(days: dict[dt.date, int]) -> list[tuple[dt.date, int]]:
    return sorted((day, change) for day, change in days.items() if change)


def sums_at(unit: Unit, window: Window, moment: dt.datetime) -> dict[str, Counts]:
    """Counts at a past moment on today's tree, by path of each child, and of the unit's own
    initiatives by its path. One statement."""
    found = db.session.execute(branch_sums(unit, window, moment))
    return {path: Counts(*(int(n or 0) for n in sums)) for path, *sums in found}


def branch_sums(unit: Unit, window: Window, moment: dt.datetime) -> sa.Select[Any]:
    """The statement of `sums_at`: rows of the path (`branch`) and the sums."""
    mark = BranchMark.current()
    low, high = Scope(unit.path).bounds
    last = last_whole_day(moment)
    parts = []
    for model in DAYS:
        until = model.stage_id == window.stage.id, model.day < mark, model.day <= last
        own = sa.select(sa.literal(unit.path).label("branch"), *_sums(model))
        parts.append(of_children(unit, model, _sums(model), *until))
        if model is TallyDay:
            parts.append(own.where(model.unit_id == unit.id, *until))
    recent = sa.select(branch_of(unit, TallyDay.unit_path).label("branch"), *_sums(TallyDay))
    inside = sa.and_(TallyDay.unit_path >= low, TallyDay.unit_path < high)
    now = TallyDay.stage_id == window.stage.id, TallyDay.day.between(mark, last)
    parts.append(recent.where(inside, *now))
    within = Move.unit_path >= low, Move.unit_path < high
    parts += rest_of_day(window, moment, *within, branch=branch_of(unit, Move.unit_path))
    rows = sa.union_all(*parts).subquery()
    summed = [sa.func.sum(rows.c[name]) for name in SUMS]
    return sa.select(rows.c.branch, *summed).group_by(rows.c.branch)


def _sums(model: Any) -> list[Any]:
    return [getattr(model, name) for name in SUMS]
