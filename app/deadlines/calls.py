"""Telephone calls with units below: a line each, written in ten seconds."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.deadlines.escalations import Escalation, State
from app.deadlines.refusals import NotBelow, PromiseUnclear
from app.deadlines.words import OUTCOMES, REACHED, Outcome, StepKind
from app.tenancy import STEP, Own, owned_by
from app.units import Unit


class Call(Own, Base):
    """A call about a unit below; it lies at the unit that called.

    A promise is so many initiatives by the end of a day; the ladder waits for that day.
    """

    __tablename__ = "phone_call"
    __parents__ = {"escalation_id": "escalation"}
    __table_args__ = (sa.Index("ix_phone_call_about", "about_unit_id", "at"),)
    id: Mapped[Id]
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    escalation_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    caller: Mapped[str]
    outcome: Mapped[str]
    promise_count: Mapped[int | None]
    promise_by: Mapped[dt.date | None]
    note: Mapped[Prose | None]

    about: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Call.about_unit_id) == Unit.id, viewonly=True
    )

    @property
    def outcome_name(self) -> str:
        return str(OUTCOMES[Outcome(self.outcome)])

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["Call"]:
        """All calls of a unit, the newest first."""
        query = sa.select(cls).where(cls.unit_id == unit.id).options(sa.orm.joinedload(cls.about))
        return query.order_by(cls.at.desc(), cls.id.desc())

    @classmethod
    def story(cls, unit: Unit, about: Unit) -> sa.Select["Call"]:
        """Those about one unit, the oldest first."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.about_unit_id == about.id)
        return query.order_by(cls.at, cls.id)

    @classmethod
    def log(
        cls,
        unit: Unit,
        about: Unit,
        outcome: Outcome,
        *,
        promise_count: int | None = None,
        promise_by: dt.date | None = None,
        note: str = "",
        caller: str = "",
        by: int | None,
        at: dt.datetime,
    ) -> "Call":
        """Write down a call with a unit right below.

        A step "gọi điện" that waits about it is done by a call in which somebody was spoken to.

        :raises NotBelow: `about` does not lie right below
        :raises PromiseUnclear: a promise without number or day
        """
        if not about.path.startswith(unit.path) or len(about.path) != len(unit.path) + STEP:
            raise NotBelow()
        if outcome is Outcome.PROMISED and not (promise_count and promise_by):
            raise PromiseUnclear()
        promised = outcome is Outcome.PROMISED
        step = cls._waiting_step(unit, about) if outcome in REACHED else None
        call = cls(
            **owned_by(unit),
            about_unit_id=about.id,
            escalation_id=step.id if step else None,
            at=at,
            by_id=by,
            caller=caller,
            outcome=outcome.value,
            promise_count=promise_count if promised else None,
            promise_by=promise_by if promised else None,
            note=note.strip() or None,
        )
        db.session.add(call)
        db.session.flush()
        journal.record("call.log", call, by=by, at=at)
        if step is not None:
            step.do(by=by, at=at)
        return call

    @classmethod
    def _waiting_step(cls, unit: Unit, about: Unit) -> Escalation | None:
        query = Escalation.story(unit, about).where(
            Escalation.kind == StepKind.CALL, Escalation.state == State.DUE
        )
        return db.session.scalar(query.limit(1))
