"""Both sums of the moves by brute force: what the database's own are compared with."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import Move, Tally, TallyDay
from app.initiatives.tallies import SUMS

Sums = dict[tuple[Any, ...], dict[str, int]]


def recount(moves: Iterable[Move]) -> tuple[Sums, Sums]:
    """Both sums from the moves alone: {(unit, stage, group): {name: n}}, and the same by day."""
    now: Sums = {}
    days: Sums = {}
    for move in moves:
        cell = (move.unit_id, move.stage_id, move.target_group)
        for sums, key in ((now, cell), (days, (*cell, clock.day_of(move.at)))):
            held = sums.setdefault(key, dict.fromkeys(SUMS, 0))
            for name, change in move.net.items():
                held[name] += change
    return now, days


def stored() -> tuple[Sums, Sums]:
    """The same from the rows of the sums."""
    now = {
        (row.unit_id, row.stage_id, row.target_group): _sums(row)
        for row in db.session.scalars(sa.select(Tally))
    }
    days = {
        (row.unit_id, row.stage_id, row.target_group, row.day): _sums(row)
        for row in db.session.scalars(sa.select(TallyDay))
    }
    return now, days


def some(sums: Sums) -> Sums:
    """Without rows of zeros, which say nothing."""
    return {key: held for key, held in sums.items() if any(held.values())}


def _sums(row: Any) -> dict[str, int]:
    return {name: getattr(row, name) for name in SUMS}
