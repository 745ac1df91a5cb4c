"""Sums of moves as the database adds them up: in one pass, without loading a move.

It says the same as `Move.net` does for one move. Both are given the models, which stand in
`tallies`, above this.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives.states import REGISTERED, State

VALUES = {"benefit": REGISTERED, "verified": frozenset({State.VALID})}
"""Amounts in đồng that a move carries, and the states in which they count."""


Cell = tuple[int, ...]
Found = dict[Cell, list[int]]
"""What each sum of a cell has too much; cells that have nothing too much are not there."""

SPANS = {"unit_id": 2**27, "stage_id": 2**12, "target_group": 2**8, "day": 2**16}
"""How many there may be of each part of a cell; all fit into one number of 63 bits."""


def added(
    move: Any,
    sums: Iterable[str],
    by: Sequence[str],
    *which: Any,
    **named: Any,
) -> sa.Select[Any]:
    """What moves add up to by some of their columns, and by "day" in Hà Nội.

    :param by: names of columns of the answer; the sums follow them
    :param which: conditions that a move meets
    :param named: expressions that `by` may name
    """
    named = {"day": clock.day_in_sql(move.at)} | named
    named = {name: expression.label(name) for name, expression in named.items()}
    columns = [named[name] if name in named else getattr(move, name) for name in by]
    change = [_change(move, name).label(name) for name in sums]
    changes = sa.select(*columns, *change).where(*which).subquery()
    key = [changes.c[name] for name in by]
    return sa.select(*key, *(sa.func.sum(changes.c[name]).label(name) for name in sums)).group_by(
        *key
    )


def rows(
    model: Any, key: Sequence[str], sums: Iterable[str], *, sign: int, **instead: Any
) -> sa.Select[Any]:
    """Rows of a sum, each with its cell as a number: nothing but numbers is sorted.

    :param instead: parts of the cell that are not the model's own
    """
    values = (sign * getattr(model, name) for name in sums)
    own = {"day": clock.number_in_sql(model.day)} if "day" in {*key} - {*instead} else {}
    return sa.select(_number(model, key, own | instead), *values)


def changes(move: Any, key: Sequence[str], sums: Iterable[str]) -> sa.Select[Any]:
    """The same of moves, each with the opposite of what it adds."""
    cell = _number(move, key, {"day": clock.day_number_in_sql(move.at)})
    return sa.select(cell, *(-_change(move, name) for name in sums))


def _number(model: Any, key: Sequence[str], instead: Mapping[str, Any]) -> Any:
    number: Any = sa.literal(0, sa.BigInteger)
    for name in key:
        part = instead[name] if name in instead else getattr(model, name)
        number = number * SPANS[name] + part
    return number.label("cell")


def unequal(parts: Iterable[sa.Select[Any]], key: Sequence[str]) -> Found:
    """The cells in which rows do not add up to nothing, in one pass over them."""
    both = sa.union_all(*parts).subquery()
    cell, *values = both.columns
    totals = [sa.func.sum(_plain(value)) for value in values]
    query = (
        sa.select(cell, *totals).group_by(cell).having(sa.or_(*(total != 0 for total in totals)))
    )
    return {
        _cell(number, key): [int(more) for more in found]
        for number, *found in db.session.execute(query)
    }


def _plain(value: Any) -> Any:
    """Amounts as machine numbers, which are exact below 9 million billion đồng: PostgreSQL would
    add up decimals, and takes twice as long for these."""
    return sa.cast(value, sa.Double) if isinstance(value.type, sa.BigInteger) else value


def _cell(number: int, key: Sequence[str]) -> Cell:
    parts: list[int] = []
    for name in reversed(key[1:]):
        number, part = divmod(number, SPANS[name])
        parts.insert(0, part)
    return (number, *parts)


def merged(found: Iterable[tuple[Cell, list[int]]]) -> Found:
    """What several have found of each cell, together."""
    whole: Found = {}
    for cell, more in found:
        held = whole.setdefault(cell, [0] * len(more))
        whole[cell] = [a + b for a, b in zip(held, more, strict=True)]
    return {cell: more for cell, more in whole.items() if any(more)}


def described(table: str, found: Found, key: Sequence[str], sums: Sequence[str]) -> list[str]:
    """In words: "tally unit_id 7, stage_id 2, target_group 1: valid +1"."""
    lines = []
    for cell, more in sorted(found.items()):
        parts = (
            f"{name} {clock.numbered(part) if name == 'day' else part}"
            for name, part in zip(key, cell, strict=True)
        )
        wrong = (f"{name} {n:+}" for name, n in zip(sums, more, strict=True) if n)
        lines.append(f"{table} {', '.join(parts)}: {', '.join(wrong)}")
    return lines


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
