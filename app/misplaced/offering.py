"""Which units are offered for an initiative that looks for its own."""

from collections.abc import Collection

from app.db import db
from app.units import Unit, likely_units, spelling

MOST, FOUND = 5, 20


def likely(said: str, desk: Unit, without: Collection[int]) -> list[Unit]:
    """Units below a desk that share words with what the sender said; the likeliest first.

    :param without: the ids of those that sent it on themselves
    """
    if not said:
        return []
    hints = spelling(said).hints
    offered = likely_units(said, within=desk, most=MOST + len(without) + 1)
    alike = [unit for unit in offered if any(hint in unit.search for hint in hints)]
    return [unit for unit in alike if unit.id not in {desk.id, *without}][:MOST]


def searched(text: str, desk: Unit) -> list[Unit]:
    """Units below a desk that somebody looks for by name or code."""
    return list(db.session.scalars(desk.below(text).limit(FOUND))) if text else []


def below(desk: Unit, unit_id: int | None) -> Unit | None:
    """An open unit below a desk."""
    unit = db.session.get(Unit, unit_id) if unit_id else None
    if unit is None or not unit.is_open or not unit.path.startswith(desk.path):
        return None
    return unit if unit.id != desk.id else None
