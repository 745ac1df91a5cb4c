"""What stands on the first page of both units: visits ahead, and promises that are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.units import Unit
from app.visits.commitments import Commitment
from app.visits.copies import CommitmentCopy
from app.visits.counting import reached
from app.visits.models import Visit
from app.visits.notes import VisitNote
from app.visits.states import COMING, Promise

SOME = 5


@dataclass(frozen=True)
class Standing:
    """The first few of each; `own` are what the unit has promised, `followed` what it was promised.

    `counts` and `own_counts` are what promises of a number have come to, by id.
    """

    visits: Sequence[Visit]
    coming: Sequence[VisitNote]
    followed: Sequence[Commitment]
    own: Sequence[CommitmentCopy]
    counts: dict[int, int]
    own_counts: dict[int, int]

    @property
    def any(self) -> bool:
        return bool(self.visits or self.coming or self.followed or self.own)


NOTHING = Standing((), (), (), (), {}, {})


def anything(unit: Unit) -> sa.ColumnElement[bool]:
    """Whether there is anything of it, for a statement that asks for more than this."""
    return sa.or_(*(query.order_by(None).exists() for query in _queries(unit)))


def standing(unit: Unit) -> Standing:
    """At most six statements; none of them grows with the house."""
    visits, coming, followed, own = map(_some, _queries(unit))
    return Standing(visits, coming, followed, own, reached(followed), reached(own))


def _queries(unit: Unit) -> Sequence[Any]:
    notes = VisitNote.at_unit(unit).where(VisitNote.state.in_(COMING))
    return (
        Visit.coming(unit),
        notes.order_by(None).order_by(VisitNote.starts_at, VisitNote.id),
        Commitment.of(unit, state=Promise.OPEN),
        CommitmentCopy.of(unit, state=Promise.OPEN),
    )


def _some(query: Any) -> Sequence[Any]:
    return db.session.scalars(query.limit(SOME)).all()
