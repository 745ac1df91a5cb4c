"""A moment within a day: which days count whole, and which moves make up the difference."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app import clock
from app.initiatives import SUMS, Move, added
from app.programmes import Window

NOON = dt.time(12)


def last_whole_day(moment: dt.datetime) -> dt.date:
    """The last day that counts whole: from noon on that of the moment, of which is taken off what
    came later; before noon the day before, to which is added what came until then. So one goes
    through the fewer moves: after five in the afternoon there are hardly any."""
    day = clock.day_of(moment)
    return day if _from_the_end(moment) else day - dt.timedelta(days=1)


def rest_of_day(window: Window, moment: dt.datetime, *which: Any, **by: Any) -> list[Any]:
    """What is to be added to the whole days, move by move: rows of the key and the sums; nothing
    at the end of a day.

    :param which: conditions of moves
    :param by: the key's names and expressions
    """
    day = clock.day_of(moment)
    if moment == clock.end_of(day):
        return []
    from_the_end = _from_the_end(moment)
    since, until = clock.start_of(day), clock.start_of(day + dt.timedelta(days=1))
    on_it = (Move.at > moment, Move.at < until) if from_the_end else (
        Move.at >= since, Move.at <= moment
    )  # fmt: skip
    moves = added(Move, SUMS, list(by), Move.stage_id == window.stage.id, *on_it, *which, **by)
    if not from_the_end:
        return [moves]
    rows = moves.subquery()
    return [sa.select(*(rows.c[name] for name in by), *(-rows.c[name] for name in SUMS))]


def _from_the_end(moment: dt.datetime) -> bool:
    return moment.astimezone(clock.HANOI).time() >= NOON
