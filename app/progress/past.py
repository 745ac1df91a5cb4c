"""A unit's table at the end of a past day, on that day's structure."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from app.initiatives import SUMS, TallyDay
from app.programmes import Window
from app.progress.figures import Counts, Definition, Line
from app.progress.tables import Table, assembled
from app.quotas import QuotaEntry
from app.units import Place, Unit


def table_at(unit: Unit, window: Window, definition: Definition, day: dt.date) -> Table:
    """The table as it stood at the end of `day`, on that day's structure.

    Reads moves' daily sums, places valid that day, and ledger entries by their documents' dates,
    so a unit moved since leaves it unchanged. The session must see what the unit held then.
    """
    counts = _counts_at(window, day)
    parents = Place.parents_at(day)
    received: dict[int, int] = {}
    given: dict[int, int] = {}
    kept = 0
    for receiver, giver, amount in QuotaEntry.sums_at(window.programme, window.stage, day):
        if giver != receiver:
            received[receiver] = received.get(receiver, 0) + amount
        elif receiver == unit.id:
            kept += amount
        if giver is not None:
            given[giver] = given.get(giver, 0) + amount
    sums: dict[int, Counts] = {}
    for unit_id, own in counts.items():
        branch = _branch(unit_id, unit.id, parents)
        if branch is not None:
            sums[branch] = sums.get(branch, Counts()) + own
    lines = [
        Line(
            "unit",
            child.name,
            sums.get(child.id, Counts()),
            received.get(child.id),
            given.get(child.id, 0),
            child.id,
            child.code,
        )
        for child in _units(child for child, parent in parents.items() if parent == unit.id)
        if child.was_open(day) or child.id in sums or child.id in received
    ]
    other = sums.get(unit.id, Counts()), kept
    quota = received.get(unit.id)
    return assembled(unit, window, definition, day, lines, other, quota, given.get(unit.id, 0))


def _counts_at(window: Window, day: dt.date) -> dict[int, Counts]:
    sums = [sa.func.sum(getattr(TallyDay, name)) for name in SUMS]
    rows = db.session.execute(
        sa.select(TallyDay.unit_id, *sums)
        .where(TallyDay.stage_id == window.stage.id, TallyDay.day <= day)
        .group_by(TallyDay.unit_id)
    )
    return {unit_id: Counts(*map(int, numbers)) for unit_id, *numbers in rows}


def _branch(unit_id: int, top: int, parents: dict[int, int | None]) -> int | None:
    """The child of `top` above `unit_id` that day, `top` itself for its own; None outside."""
    if unit_id == top:
        return top
    at: int | None = unit_id
    while at is not None:
        above = parents.get(at)
        if above == top:
            return at
        at = above
    return None


def _units(ids: Iterable[int]) -> list[Unit]:
    """The units of these ids, in this order."""
    wanted = list(ids)
    units = {
        unit.id: unit for unit in db.session.scalars(sa.select(Unit).where(Unit.id.in_(wanted)))
    }
    return [units[unit_id] for unit_id in wanted if unit_id in units]
