"""Writing down which initiatives are alike: a row at each one's own place, once."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.initiatives import Initiative
from app.similar.likeness import ENOUGH
from app.similar.models import Similar
from app.similar.verdicts import Verdict
from app.tenancy import part_of

SOME = 400


@dataclass(frozen=True)
class Found:
    """Two initiatives are alike."""

    one: int
    other: int
    percent: int
    kind: str

    @property
    def counts(self) -> bool:
        return self.percent >= ENOUGH

    def rank(self) -> tuple[int, int]:
        return -self.percent, self.other

    @property
    def ids(self) -> tuple[int, int]:
        return min(self.one, self.other), max(self.one, self.other)


def write_pairs(found: Iterable[Found], *, at: dt.datetime) -> None:
    """A row for each side, unless it is there already. The session must see everything."""
    pairs = list({pair.ids: pair for pair in found}.values())
    for start in range(0, len(pairs), SOME):
        _write(pairs[start : start + SOME], at)


def _write(pairs: Sequence[Found], at: dt.datetime) -> None:
    # Both sides are held: of two workers that find the same pair, the second sees its rows.
    numbers = {number for pair in pairs for number in pair.ids}
    places = _held(numbers)
    known: dict[int, dict[str, Similar]] = {number: {} for number in numbers}
    for row in db.session.scalars(sa.select(Similar).where(Similar.initiative_id.in_(numbers))):
        known[row.initiative_id][row.key] = row
    for pair in pairs:
        one, other = (known[number] for number in pair.ids)
        rows = [side[key] for key in one.keys() & other.keys() for side in (one, other)]
        for row in rows:
            if row.verdict is None and row.kind == pair.kind:
                row.percent = pair.percent
        if not rows and places.keys() >= set(pair.ids):
            key = secrets.token_hex(16)  # nobody reads from it which the other one is
            for number in pair.ids:
                said = {"kind": pair.kind, "percent": pair.percent, "found_at": at}
                row = Similar(**places[number], initiative_id=number, key=key, **said)
                known[number][key] = row
                db.session.add(row)
    db.session.flush()


def _held(numbers: set[int]) -> dict[int, Any]:
    place = (Initiative.id, Initiative.unit_id, Initiative.unit_path)
    query = sa.select(*place).where(Initiative.id.in_(numbers)).order_by(Initiative.id)
    rows = db.session.execute(query.with_for_update(of=Initiative))
    return {row.id: part_of(row) for row in rows}


def drop_pairs(numbers: Sequence[int]) -> None:
    """Forget what was found of initiatives that read otherwise now, but not who marked what."""
    open_ones = sa.or_(Similar.verdict.is_(None), Similar.verdict == Verdict.DIFFERENT)
    for start in range(0, len(numbers), SOME):
        mine = Similar.initiative_id.in_(numbers[start : start + SOME])
        keys = set(db.session.scalars(sa.select(Similar.key).where(mine)))
        if keys:
            gone = sa.delete(Similar).where(Similar.key.in_(keys), open_ones)
            db.session.execute(gone, execution_options={"synchronize_session": False})
