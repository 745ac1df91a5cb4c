"""Counts day by day: up to the mark from the sums of branches, from there on from the days of the
units themselves (`initiatives.branches`)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import COUNTED_BY, SUMS, BranchDay, BranchMark, Move, TallyDay, added
from app.programmes import Window
from app.progress.figures import Counts, Definition
from app.progress.rows import branch_of, children_of
from app.tenancy import Scope
from app.units import Unit

WEEKS = 12


@dataclass(frozen=True)
class Days:
    """Net changes by day of a unit with all below it, and of each child in the last weeks.

    :param own: oldest first
    :param of: by path of a child
    """

    day: dt.date
    own: Sequence[tuple[dt.date, int]]
    of: dict[str, Sequence[tuple[dt.date, int]]]

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


def days_of(unit: Unit, window: Window, definition: Definition, day: dt.date) -> Days:
    """The days up to `day`, in one statement."""
    names = COUNTED_BY[definition.value]
    since = day - dt.timedelta(days=7 * WEEKS - 1)
    old, recent = _parts(unit, window, day, names)
    parts = [
        old(BranchDay, BranchDay.unit_id == unit.id),
        old(TallyDay, TallyDay.unit_path == unit.path),
        old(BranchDay, _below(unit), BranchDay.day >= since),
        old(TallyDay, _own_of_those_below(unit), TallyDay.day >= since),
    ]
    own: dict[dt.date, int] = defaultdict(int)
    of: dict[str, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for path, at, is_recent, change in db.session.execute(sa.union_all(*parts, recent)):
        if path == unit.path or is_recent:
            own[at] += int(change)
        if path != unit.path:
            of[path][at] += int(change)
    return Days(day, _sorted(own), {path: _sorted(days) for path, days in of.items()})


def added_between(
    unit: Unit, window: Window, definition: Definition, since: dt.date, until: dt.date
) -> int:
    """The net change of a unit with all below it from one day to another, in one statement."""
    old, recent = _parts(unit, window, until, COUNTED_BY[definition.value])
    parts = [
        old(BranchDay, BranchDay.unit_id == unit.id, BranchDay.day >= since),
        old(TallyDay, TallyDay.unit_path == unit.path, TallyDay.day >= since),
        recent.where(TallyDay.day >= since),
    ]
    changes = sa.union_all(*parts).subquery()
    return int(db.session.scalar(sa.select(sa.func.sum(changes.c[3]))) or 0)


def _parts(unit: Unit, window: Window, day: dt.date, names: Iterable[str]) -> tuple[Any, Any]:
    """Rows (path, day, whether from the mark on, change): a way to ask for older ones of either
    model, and the query of those from the mark on, of the whole subtree."""
    mark, names = BranchMark.current(), list(names)

    def counted(model: Any) -> Any:
        return sum((getattr(model, name) for name in names[1:]), getattr(model, names[0]))

    def old(model: Any, *which: Any) -> Any:
        return sa.select(
            model.unit_path.label("path"), model.day, sa.literal(0), counted(model)
        ).where(model.stage_id == window.stage.id, model.day < mark, model.day <= day, *which)

    low, high = Scope(unit.path).bounds
    branch = branch_of(unit, TallyDay.unit_path)
    recent = (
        sa.select(branch, TallyDay.day, sa.literal(1), sa.func.sum(counted(TallyDay)))
        .where(TallyDay.stage_id == window.stage.id, TallyDay.day >= mark, TallyDay.day <= day)
        .where(TallyDay.unit_path >= low, TallyDay.unit_path < high)
        .group_by(branch, TallyDay.day)
    )
    return old, recent


def _below(unit: Unit) -> Any:
    """The rows of the children's branches, found by the key of theirs."""
    return BranchDay.unit_id.in_(sa.select(Unit.id).where(children_of(unit)))


def _own_of_those_below(unit: Unit) -> Any:
    """The children's own days: by their paths, which is how an index finds them."""
    return TallyDay.unit_path.in_(sa.select(Unit.path).where(children_of(unit)))


def _sorted(days: dict[dt.date, int]) -> list[tuple[dt.date, int]]:
    return sorted((day, change) for day, change in days.items() if change)


def sums_at(unit: Unit, window: Window, moment: dt.datetime) -> dict[str, Counts]:
    """Counts at a past moment on today's tree, by path of each child, and of the unit's own
    initiatives by its path. One statement."""
    mark = BranchMark.current()
    low, high = Scope(unit.path).bounds
    parts = []
    for model, which in (
        (BranchDay, _below(unit)),
        (TallyDay, _own_of_those_below(unit)),
        (TallyDay, TallyDay.unit_path == unit.path),
    ):
        parts.append(_until(model, model.unit_path, window, moment).where(model.day < mark, which))
    recent = _until(TallyDay, branch_of(unit, TallyDay.unit_path), window, moment)
    inside = sa.and_(TallyDay.unit_path >= low, TallyDay.unit_path < high)
    parts.append(recent.where(TallyDay.day >= mark, inside))
    if not is_end_of_day(moment):
        branch = branch_of(unit, Move.unit_path)
        parts.append(on_the_day(window, moment, unit, branch=branch))
    rows = sa.union_all(*parts).subquery()
    summed = [sa.func.sum(rows.c[name]) for name in SUMS]
    found = db.session.execute(sa.select(rows.c.branch, *summed).group_by(rows.c.branch))
    return {path: Counts(*map(int, sums)) for path, *sums in found}


def _until(model: Any, branch: Any, window: Window, moment: dt.datetime) -> sa.Select[Any]:
    """Rows of whole days before a moment: the branch, and the sums."""
    sums = [getattr(model, name) for name in SUMS]
    return sa.select(branch.label("branch"), *sums).where(
        model.stage_id == window.stage.id, whole_days(model, moment)
    )


def whole_days(model: Any, moment: dt.datetime) -> Any:
    """The condition of being a day that was over at a moment. Both bounds are said: with one, the
    embedded database takes a range of paths for what the paths themselves would find."""
    day = clock.day_of(moment)
    last = day if is_end_of_day(moment) else day - dt.timedelta(days=1)
    return model.day.between(dt.date.min, last)


def is_end_of_day(moment: dt.datetime) -> bool:
    """Whether nothing of that day comes after it."""
    return moment == clock.end_of(clock.day_of(moment))


def on_the_day(window: Window, moment: dt.datetime, unit: Unit | None, **by: Any) -> Any:
    """What the day of a moment added until then, move by move: rows of the key and the sums.

    :param unit: only below it today; of all that the session sees if None
    :param by: the key's name and expression
    """
    since = clock.start_of(clock.day_of(moment))
    which = [Move.stage_id == window.stage.id, Move.at >= since, Move.at <= moment]
    if unit is not None:
        low, high = Scope(unit.path).bounds
        which += [Move.unit_path >= low, Move.unit_path < high]
    return added(Move, SUMS, list(by), *which, **by)
