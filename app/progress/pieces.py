"""Counts on the tree of a past day, from those of today's: what moved since is carried back.

A unit that moved took all below it along, but for what moved by itself. So today's tree falls into
pieces, each a unit that moved with what still hangs on it as it did; pieces lay elsewhere that day,
and what is one piece stayed together.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import SUMS, BranchDay, BranchMark, Move, TallyDay, added
from app.programmes import Window
from app.progress.days import is_end_of_day, last_whole_day, on_the_day
from app.progress.figures import Counts
from app.progress.rows import of_each
from app.tenancy import STEP, Scope
from app.units import Place, Unit

FEW = 1000
"""Pieces that are carried back one by one; of a nation that was put in order anew, all units are
added up."""


class Piece(NamedTuple):
    """A unit that moved since: where it lies, and under which unit it lay, and where that lies."""

    unit_id: int
    path: str
    parent_id: int
    parent_path: str


def moved_since(day: dt.date) -> list[Piece]:
    """The units that moved since the end of a day, as far as the session sees; a few too many if
    there are more than a few."""
    moved = Place.moved_at(day, FEW + 1).subquery()
    query = sa.select(moved, Unit.path).select_from(moved).join(Unit, Unit.id == moved.c.parent_id)
    return [Piece(*row) for row in db.session.execute(query)]


def carried_back(
    unit: Unit,
    sums: Mapping[str, Counts],
    moved: Sequence[Piece],
    window: Window,
    moment: dt.datetime,
) -> dict[str, Counts]:
    """Counts at a moment by the child above which they lay that day, named by the path it has
    today. One statement.

    :param sums: the same on today's tree
    """
    pieces = {piece.path: piece for piece in moved}
    counts = _counts(moved, window, moment)
    then = dict(sums)
    for path, piece in pieces.items():
        for branch, sign in ((_branch(unit, path), -1), (_branch_then(unit, piece, pieces), 1)):
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


def _branch_then(unit: Unit, piece: Piece, pieces: Mapping[str, Piece]) -> str | None:
    """The child of the unit above which a piece lay that day; itself, if it was one."""
    while True:
        if piece.parent_id == unit.id:
            return piece.path
        above = _above(piece.parent_path, pieces)
        inside = piece.parent_path.startswith(unit.path)
        if inside and (above is None or len(above) <= len(unit.path)):
            return _branch(unit, piece.parent_path)
        if above is None:
            return None
        piece = pieces[above]


def _counts(moved: Sequence[Piece], window: Window, moment: dt.datetime) -> dict[str, Counts]:
    """What each piece counts at the moment, by its path: all that lies below it today, less the
    pieces in it."""
    counts = {piece.path: Counts() for piece in moved}
    for path, is_whole, *sums in db.session.execute(sa.union_all(*_rows(moved, window, moment))):
        added_up = Counts(*map(int, sums))
        piece = _above(path, counts)
        if piece is not None:
            counts[piece] += added_up
        above = _above(path[:-STEP], counts) if is_whole else None
        if above is not None:
            counts[above] -= added_up
    return counts


def _rows(moved: Sequence[Piece], window: Window, moment: dt.datetime) -> Iterator[Any]:
    """Rows (path, 1, sums) of each piece with all below it up to the mark; (path, 0, sums) of units
    in any of them since."""
    units: Any = sa.select(Unit.id, Unit.path).where(
        Unit.id.in_([piece.unit_id for piece in moved])
    )
    mark, last, stage = BranchMark.current(), last_whole_day(moment), window.stage.id
    for model in (BranchDay, TallyDay):
        until = model.stage_id == stage, model.day < mark, model.day <= last
        yield of_each(units, model, [sa.literal(1), *_sums(model)], *until).group_by("branch")
    since = TallyDay.stage_id == stage, TallyDay.day.between(mark, last)
    late = sa.select(TallyDay.unit_path, sa.literal(0), *(getattr(TallyDay, n) for n in SUMS))
    yield late.where(_in_any(moved, TallyDay.unit_path), *since)
    if not is_end_of_day(moment):
        day = clock.start_of(clock.day_of(moment))
        on_it = Move.stage_id == stage, Move.at >= day, Move.at <= moment
        inside = _in_any(moved, Move.unit_path)
        named = {"path": Move.unit_path, "whole": sa.literal(0)}
        yield added(Move, SUMS, list(named), *on_it, inside, **named)


def _sums(model: Any) -> list[Any]:
    return [sa.func.coalesce(sa.func.sum(getattr(model, name)), 0) for name in SUMS]


def _in_any(moved: Sequence[Piece], path: Any) -> sa.ColumnElement[bool]:
    """The condition of lying at or below one of them."""
    low, high = min(piece.path for piece in moved), max(piece.path for piece in moved)
    by_length: dict[int, list[str]] = defaultdict(list)
    for piece in moved:
        by_length[len(piece.path)].append(piece.path)
    inside = sa.or_(
        *(sa.func.substr(path, 1, length).in_(paths) for length, paths in by_length.items())
    )
    return sa.and_(path >= low, path < Scope(high).bounds[1], inside)
