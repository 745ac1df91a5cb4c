"""What the unit that is visited holds of a visit: its own row, without the words of the group."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base, Id, Prose, db
from app.tenancy import Own, owned_by
from app.units import Unit
from app.visits.states import COMING, STATES, State, meets_words

if TYPE_CHECKING:
    from app.visits.models import Visit


class VisitNote(Own, Base):
    """Lies at the unit visited; `upper` is who comes. One for each visit that was announced."""

    __tablename__ = "visit_note"
    __table_args__ = (sa.Index("ix_visit_note_unit", "unit_id", "starts_at"),)
    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"), unique=True)
    upper_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    upper: Mapped[str]
    state: Mapped[str]
    starts_at: Mapped[dt.datetime]
    venue: Mapped[Prose]
    meets: Mapped[list[Any]]
    prepare: Mapped[Prose]
    head: Mapped[Prose]
    changed_at: Mapped[dt.datetime]

    @property
    def status(self) -> tuple[str, str]:
        word, kind = STATES[State(self.state)]
        return str(word), kind

    @property
    def meets_words(self) -> str:
        return meets_words(self.meets)

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.starts_at)

    @classmethod
    def keep(cls, visit: "Visit", *, at: dt.datetime) -> None:
        """Bring the unit's row into step with the visit, in the same transaction.

        A unit that no longer lies below keeps the row as it was.
        """
        about = db.session.get(Unit, visit.about_unit_id)
        if about is None or visit.starts_at is None:
            return
        note = db.session.scalar(sa.select(cls).where(cls.visit_id == visit.id))
        if note is None:
            note = cls(**owned_by(about), visit_id=visit.id, upper_unit_id=visit.unit_id)
            db.session.add(note)
        head = visit.group.head if visit.group else None
        note.upper, note.state, note.changed_at = visit.unit.name, visit.state, at
        note.starts_at, note.venue, note.meets = visit.starts_at, visit.venue, list(visit.meets)
        note.prepare = visit.prepare
        note.head = head.called if head else ""
        db.session.flush()

    @classmethod
    def at_unit(cls, unit: Unit) -> sa.Select["VisitNote"]:
        """Who comes, the next ones first."""
        return (
            sa.select(cls)
            .where(cls.unit_id == unit.id)
            .order_by(cls.state.not_in(COMING), cls.starts_at.desc(), cls.id.desc())
        )

    @classmethod
    def between(cls, unit: Unit, since: dt.datetime, until: dt.datetime) -> "list[VisitNote]":
        """What stands in a unit's calendar."""
        query = cls.at_unit(unit).where(
            cls.state != State.CANCELLED, cls.starts_at.between(since, until)
        )
        return list(db.session.scalars(query.order_by(None).order_by(cls.starts_at, cls.id)))
