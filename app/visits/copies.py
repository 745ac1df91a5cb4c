"""What both rows of a commitment say, and the row at the unit that promised."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, Prose, db
from app.tenancy import Own
from app.units import Unit
from app.visits.refusals import PromiseClosed
from app.visits.states import PROMISES, Promise

SHARED = (
    *("who", "what", "amount", "due_on", "stage_id", "registered_before"),
    *("state", "reason", "closed_at"),
)


@dataclass(frozen=True)
class Terms:
    """Who does what, how many (if it is a number of initiatives), by the end of which day."""

    who: str
    what: str
    amount: int | None
    due_on: dt.date | None


class Promised:
    """What both rows say. `registered_before` is how many the unit had when the group sat down."""

    who: Mapped[Prose]
    what: Mapped[Prose]
    amount: Mapped[int | None]
    due_on: Mapped[dt.date]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    registered_before: Mapped[int]
    state: Mapped[str]
    reason: Mapped[Prose | None]
    closed_at: Mapped[dt.datetime | None]

    @property
    def status(self) -> tuple[str, str]:
        word, kind = PROMISES[Promise(self.state)]
        return str(word), kind

    @property
    def is_open(self) -> bool:
        return self.state == Promise.OPEN

    def is_late(self, today: dt.date) -> bool:
        return self.is_open and today > self.due_on


class CommitmentCopy(Promised, Own, Base):
    """Lies at the unit that promised; `said` is its own word that it is done."""

    __tablename__ = "commitment_copy"
    __table_args__ = (sa.Index("ix_commitment_copy_state", "unit_id", "state", "due_on"),)
    id: Mapped[Id]
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id"), unique=True)
    upper_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    upper: Mapped[str]
    said: Mapped[Prose | None]
    said_at: Mapped[dt.datetime | None]
    said_by: Mapped[str | None]

    @property
    def about_path(self) -> str | None:
        return self.unit_path

    @classmethod
    def of(cls, unit: Unit, *, state: str | None = None) -> sa.Select["CommitmentCopy"]:
        """What a unit has promised: the open ones first, by their day."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        if state:
            query = query.where(cls.state == state)
        return query.order_by(cls.state != Promise.OPEN, cls.due_on, cls.id)

    def say_done(self, word: str, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """The unit's word that it is done; the unit above closes it. Said anew it is replaced.

        :raises PromiseClosed: it is
        """
        db.session.refresh(self, with_for_update=True)
        if not self.is_open:
            raise PromiseClosed()
        if (self.said, self.said_by) == (word, signed_by):
            return
        self.said, self.said_at, self.said_by = word, at, signed_by
        journal.record("commitment.say-done", self, by=by, at=at)
