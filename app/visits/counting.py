"""How many initiatives a unit has registered since a visit, up to the day they were promised for.

What stands now, less what days after that day added, less what stood when the group sat down.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from app.db import db
from app.initiatives import COUNTED_BY, Tally, TallyDay
from app.tenancy import Scope

REGISTERED = COUNTED_BY["registered"]


class Counted(Protocol):
    """A commitment of a number, wherever it lies."""

    @property
    def id(self) -> Any: ...
    @property
    def amount(self) -> Any: ...
    @property
    def stage_id(self) -> Any: ...
    @property
    def registered_before(self) -> Any: ...
    @property
    def due_on(self) -> Any: ...
    @property
    def about_path(self) -> str | None: ...


def registered(path: str, stage_id: int) -> int:
    """Of a unit and all below it, now."""
    return db.session.scalar(sa.select(_now(path, stage_id))) or 0


def reached(promises: Iterable[Counted]) -> dict[int, int]:
    """What each promise of a number has come to, by its id; in one statement, never below 0."""
    asked = [(one, one.about_path) for one in promises if one.amount is not None]
    parts: list[Any] = []
    for one, path in asked:
        if path is not None:
            parts.append(_now(path, one.stage_id) - _after(path, one.stage_id, one.due_on))
    if not parts:
        return {}
    sums = iter(db.session.execute(sa.select(*parts)).one())
    return {
        one.id: max(0, int(next(sums)) - one.registered_before)
        for one, path in asked
        if path is not None
    }


def _now(path: str, stage_id: int) -> Any:
    return _sum(Tally, path, [Tally.stage_id == stage_id])


def _after(path: str, stage_id: int, day: dt.date) -> Any:
    return _sum(TallyDay, path, [TallyDay.stage_id == stage_id, TallyDay.day > day])


def _sum(model: Any, path: str, which: Sequence[Any]) -> Any:
    low, high = Scope(path).bounds
    names = list(REGISTERED)
    counted = sum((getattr(model, name) for name in names[1:]), getattr(model, names[0]))
    within = (model.unit_path >= low, model.unit_path < high)
    query = sa.select(sa.func.coalesce(sa.func.sum(counted), 0)).where(*within, *which)
    return query.scalar_subquery()
