"""What came to a unit that is not its own goes to "Đơn vị khác" of the union above.

Whoever finds it writes a row; the initiative itself crosses in a step of the worker, in the scope
of the upper unit, as no unit reaches beyond its own. From there it is passed on.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from app import clock, jobs
from app.db import Base, Id, Prose, db
from app.initiatives.models import Initiative
from app.initiatives.passing import KEPT, OPEN, SENT, WAITING, WORDS, WORK, Passing
from app.initiatives.states import State
from app.tenancy import STEP, Own, Scope
from app.units import Unit


class Misplaced(Passing, Own, Base):
    """One step of an initiative that looks for its unit: who sent it where, and what came of it.

    The names stand as they were on that day: units further on do not see those before.
    """

    __tablename__ = "misplaced"
    __parents__ = {"initiative_id": "initiative"}
    __table_args__ = (sa.Index("ix_misplaced_state", "state", "id"),)
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[str]
    suggestion: Mapped[Prose]
    from_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    from_name: Mapped[str]
    sent_by_id: Mapped[int | None]
    sent_by: Mapped[str]
    sent_at: Mapped[dt.datetime]
    to_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    to_name: Mapped[str | None]
    done_by_id: Mapped[int | None]
    done_by: Mapped[str | None]
    done_at: Mapped[dt.datetime | None]

    initiative: Mapped[Initiative] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Misplaced.initiative_id) == Initiative.id,
        viewonly=True,
    )

    @property
    def words(self) -> str:
        return str(WORDS[self.state])

    # --- queries ---

    @classmethod
    def of(cls, initiative: Initiative) -> "list[Misplaced]":
        """Its steps so far, the oldest first."""
        query = sa.select(cls).where(cls.initiative_id == initiative.id).order_by(cls.id)
        return list(db.session.scalars(query))

    @classmethod
    def desk_of(cls, unit: Unit) -> sa.Select[Any]:
        """ "Đơn vị khác" of a unit: its own initiatives on its own desk, until they are passed on,
        decided or said to be its own; the oldest first."""
        return (
            sa.select(Initiative)
            .where(*cls._in_doubt(unit))
            .options(selectinload(Initiative.authors))
            .order_by(Initiative.desk_since, Initiative.id)
        )

    @classmethod
    def count_at(cls, unit: Unit) -> sa.Select[Any]:
        """How many of them there are."""
        return sa.select(sa.func.count(Initiative.id)).where(*cls._in_doubt(unit))

    @classmethod
    def _in_doubt(cls, unit: Unit) -> list[sa.ColumnElement[bool]]:
        kept = sa.select(cls.id).where(cls.initiative_id == Initiative.id, cls.state == KEPT)
        return [
            Initiative.desk_unit_id == unit.id,
            Initiative.unit_id == unit.id,
            Initiative.state == State.ENDORSED,
            ~kept.exists(),
        ]

    @classmethod
    def waiting_of(cls, initiatives: Sequence[Initiative]) -> "dict[int, Misplaced]":
        """By initiative: the row that waits, of those somebody has sent."""
        numbers = [initiative.id for initiative in initiatives]
        query = sa.select(cls).where(cls.initiative_id.in_(numbers), cls.state == WAITING)
        return {row.initiative_id: row for row in db.session.scalars(query)}

    @classmethod
    def is_sent(cls, initiative: Initiative) -> bool:
        """Whether it is on its way up."""
        known = cls._open(initiative)
        return known is not None and known.state == SENT

    @classmethod
    def _open(cls, initiative: Initiative) -> "Misplaced | None":
        query = sa.select(cls).where(cls.initiative_id == initiative.id, cls.state.in_(OPEN))
        return db.session.scalar(query.order_by(cls.id.desc()).limit(1))

    @classmethod
    def last_of(cls, initiative: Initiative) -> "Misplaced | None":
        steps = cls.of(initiative)
        return steps[-1] if steps else None


@jobs.work(WORK)
def lift() -> bool:
    """Lift what was sent first."""
    query = sa.select(Misplaced.id, Misplaced.unit_path).where(Misplaced.state == SENT)
    with jobs.reading(WORK) as session:
        found = session.execute(query.order_by(Misplaced.id).limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.unit_path[:-STEP])) as session:
        row = session.get(Misplaced, found.id)
        if row is not None:
            row.lift(at=clock.now())
    return True
