"""Writing down which initiatives are alike: a row at each one's own place, once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.ciphers import keyings
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

    @property
    def keys(self) -> list[str]:
        """What both rows bear: nobody reads from it which the other one is. The newest last."""
        first, second = self.ids
        return keyings(f"similar {first} {second}")


def write_pairs(found: Iterable[Found], *, at: dt.datetime) -> None:
    """A row for each side, unless it is there already. The session must see everything."""
    pairs = list({pair.ids: pair for pair in found}.values())
    for start in range(0, len(pairs), SOME):
        _write(pairs[start : start + SOME], at)


def _write(pairs: Sequence[Found], at: dt.datetime) -> None:
    # Both sides are held: of two workers that find the same pair, the second sees its rows.
    places = _held({number for pair in pairs for number in pair.ids})
    keys = {key for pair in pairs for key in pair.keys}
    query = sa.select(Similar).where(Similar.key.in_(keys))
    known = {(row.key, row.initiative_id): row for row in db.session.scalars(query)}
    for pair in pairs:
        if not places.keys() >= set(pair.ids):
            continue
        for number in pair.ids:
            row = next((r for k in pair.keys if (r := known.get((k, number)))), None)
            if row is None:
                said = {"kind": pair.kind, "percent": pair.percent, "found_at": at}
                row = Similar(**places[number], initiative_id=number, key=pair.keys[-1], **said)
                db.session.add(row)
                known[row.key, number] = row
            elif row.verdict is None and row.kind == pair.kind:
                row.percent = pair.percent
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
