"""Sums of moves as the database adds them up: in one pass, without loading a move.

It says the same as `Move.net` does for one move. Both are given the models, which stand in
`tallies`, above this.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.initiatives.states import REGISTERED, State

VALUES = {"benefit": REGISTERED, "verified": frozenset({State.VALID})}
"""Amounts in đồng that a move carries, and the states in which they count."""


def added(move: Any, sums: Iterable[str], by: Sequence[str]) -> sa.Select[Any]:
    """What all moves add up to by some of their columns, and by "day" in Hà Nội.

    :param by: names of columns of the answer; the sums follow them
    """
    named = {"day": clock.day_in_sql(move.at).label("day")}
    columns = [named[name] if name in named else getattr(move, name) for name in by]
    changes = sa.select(*columns, *(_change(move, name).label(name) for name in sums)).subquery()
    key = [changes.c[name] for name in by]
    return sa.select(*key, *(sa.func.sum(changes.c[name]).label(name) for name in sums)).group_by(
        *key
    )


def unlike(model: Any, expected: Any, key: Sequence[str], sums: Sequence[str]) -> sa.Select[Any]:
    """The cells of `model` that are not what is expected, with what each sum has too much.

    A row that is missing is one of zeros.
    """
    held = sa.select(*(getattr(model, name) for name in (*key, *sums)))
    wanted = sa.select(
        *(expected.c[name] for name in key), *((-expected.c[name]).label(name) for name in sums)
    )
    both = sa.union_all(held, wanted).subquery()
    cell = [both.c[name] for name in key]
    more = {name: sa.func.sum(both.c[name]) for name in sums}
    return (
        sa.select(*cell, *(total.label(name) for name, total in more.items()))
        .group_by(*cell)
        .having(sa.or_(*(total != 0 for total in more.values())))
        .order_by(*cell)
    )


def described(model: Any, row: Any, key: Sequence[str], sums: Sequence[str]) -> str:
    """A row of `unlike` in words: "tally unit_id 7, stage_id 2, target_group 1: valid +1"."""
    cell = ", ".join(f"{name} {row[name]}" for name in key)
    more = ", ".join(f"{name} {int(row[name]):+}" for name in sums if row[name])
    return f"{model.__tablename__} {cell}: {more}"


def _change(move: Any, name: str) -> Any:
    """What a move adds to one sum."""
    after = _counted(move, name, move.to_state, "after")
    return after - _counted(move, name, move.from_state, "before")


def _counted(move: Any, name: str, state: Any, side: str) -> Any:
    """What an initiative in `state` counts for, on one side of a move."""
    value = name.removesuffix("_given")
    if value not in VALUES:
        return sa.case((state == name, 1), else_=0)
    amount = getattr(move, f"{value}_{side}")
    counts = sa.and_(state.in_(sorted(VALUES[value])), amount.is_not(None))
    return sa.case((counts, amount if name == value else 1), else_=0)
