"""Counts on the tree of a past day, from those of today's: what moved since is carried back.

A unit that moved took all below it along, but for what moved by itself. So today's tree falls into
pieces, each a unit that moved with what still hangs on it as it did; pieces lay elsewhere that day,
and what is one piece stayed together.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import SUMS, BranchDay, BranchMark, Move, TallyDay
from app.programmes import Window
from app.progress.figures import Counts
from app.progress.tables.branches import of_each
from app.progress.tables.days import branch_sums
from app.progress.tables.moments import last_whole_day, rest_of_day
from app.tenancy import STEP, Scope
from app.units import Place, Unit

FEW = 1000
"""Pieces that are carried back one by one; of a nation that was put in order anew, all units are
added up."""


Moved = Mapping[str, str]
"""By path of a unit that moved since, the path of the one under which it lay; both of today."""


def carried_back(
    unit: Unit, moved: Moved, window: Window, moment: dt.datetime
) -> dict[str, Counts]:
    """Counts at a moment by the child above which they lay that day, named by the path it has
    today. One statement."""
    then, counts = _counts(unit, moved, window, moment)
    for path in moved:
        for branch, sign in ((_branch(unit, path), -1), (_branch_then(unit, path, moved), 1)):
            if branch is not None:
                held = then.get(branch, Counts())
                then[branch] = held + counts[path] if sign > 0 else held - counts[path]
    return then


def added_up_anew(unit: Unit, window: Window, moment: dt.datetime) -> dict[int, Counts]:
    """Counts at a moment by the child above which they lay that day, in one statement.

    It adds up the days of every unit: today's branches are not those of that day.
    """
    tree = Place.branches_at(unit.id, clock.day_of(moment))
    days = (
        sa.select(tree.c.branch, *(getattr(TallyDay, name) for name in SUMS))
        .join_from(tree, TallyDay, TallyDay.unit_id == tree.c.unit_id)
        .where(TallyDay.stage_id == window.stage.id, TallyDay.day <= last_whole_day(moment))
    )
    parts: list[Any] = [days]
    for moves in rest_of_day(window, moment, unit_id=Move.unit_id):
        late = moves.subquery()
        unit_id, *sums = late.c
        parts.append(
            sa.select(tree.c.branch, *sums).join_from(tree, late, unit_id == tree.c.unit_id)
        )
    rows = sa.union_all(*parts).subquery()
    summed = [sa.func.sum(rows.c[name]) for name in SUMS]
    found = db.session.execute(sa.select(rows.c.branch, *summed).group_by(rows.c.branch))
    return {branch: Counts(*map(int, sums)) for branch, *sums in found}


def _above(path: str, pieces: Mapping[str, Any]) -> str | None:
    """The piece that a path lies in today, if any."""
    while path and path not in pieces:
        path = path[:-STEP]
    return path or None


def _branch(unit: Unit, path: str) -> str | None:
    """The child of the unit above a path that lies strictly below the unit."""
    if path == unit.path or not path.startswith(unit.path):
        return None
    return path[: len(unit.path) + STEP]


def _branch_then(unit: Unit, path: str, moved: Moved) -> str | None:
    """The child of the unit above which a piece lay that day; itself, if it was one."""
    while True:
        parent = moved[path]
        if parent == unit.path:
            return path
        above = _above(parent, moved)
        if parent.startswith(unit.path) and (above is None or len(above) <= len(unit.path)):
            return _branch(unit, parent)
        if above is None:
            return None
        path = above


def _counts(
    unit: Unit, moved: Moved, window: Window, moment: dt.datetime
) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """Counts at the moment: of the branches as they are today, by path, and of the pieces, by
    theirs: what lies below each today, less the pieces in it."""
    branch, *sums = branch_sums(unit, window, moment).subquery().c
    branches, counts = {}, dict.fromkeys(moved, Counts())
    rows = sa.union_all(
        sa.select(branch, sa.literal(_BRANCH), *sums), *_rows(moved, window, moment)
    )
    for path, what, *found in db.session.execute(rows):
        more = Counts(*(int(n or 0) for n in found))
        if what == _BRANCH:
            branches[path] = more
            continue
        piece = _above(path, counts)
        if piece is not None:
            counts[piece] += more
        above = _above(path[:-STEP], counts) if what == _PIECE else None
        if above is not None:
            counts[above] -= more
    return branches, counts


_BRANCH, _PIECE, _UNIT = range(3)
"""What a row of sums is of."""


def _rows(moved: Moved, window: Window, moment: dt.datetime) -> Iterator[Any]:
    """Rows (path, what, sums): of each piece with all below it up to the mark; of units in any of
    them since."""
    units: Any = sa.select(Unit.id, Unit.path).where(Unit.path.in_(list(moved)))
    mark, last, stage = BranchMark.current(), last_whole_day(moment), window.stage.id
    for model in (BranchDay, TallyDay):
        until = model.stage_id == stage, model.day < mark, model.day <= last
        yield of_each(units, model, [sa.literal(_PIECE), *_sums(model)], *until).group_by("branch")
    since = TallyDay.stage_id == stage, TallyDay.day.between(mark, last)
    late = sa.select(TallyDay.unit_path, sa.literal(_UNIT), *(getattr(TallyDay, n) for n in SUMS))
    yield late.where(_in_any(moved, TallyDay.unit_path), *since)
    named = {"path": Move.unit_path, "what": sa.literal(_UNIT)}
    yield from rest_of_day(window, moment, _in_any(moved, Move.unit_path), **named)


def _sums(model: Any) -> list[Any]:
    return [sa.func.coalesce(sa.func.sum(getattr(model, name)), 0) for name in SUMS]


def _in_any(moved: Moved, path: Any) -> sa.ColumnElement[bool]:
    """The condition of lying at or below one of them."""
    low, high = min(moved), max(moved)
    by_length: dict[int, list[str]] = defaultdict(list)
    for piece in moved:
        by_length[len(piece)].append(piece)
    inside = sa.or_(
        *(sa.func.substr(path, 1, length).in_(paths) for length, paths in by_length.items())
    )
    return sa.and_(path >= low, path < Scope(high).bounds[1], inside)
