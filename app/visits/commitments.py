"""What a unit promised as the group sat with it: a row at the unit above, one at its own.

Both say the same and change in the same transaction; only the unit's own word ("đã xong") stands
in its row alone, where the unit above reads it.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.calendars import workdays_of
from app.db import Base, Id, db
from app.tenancy import Own, owned_by, part_of
from app.units import Unit
from app.visits.copies import SHARED, CommitmentCopy, Promised, Terms
from app.visits.counting import registered
from app.visits.refusals import (
    BadPromise,
    ChangedMeanwhile,
    DueBefore,
    NoReason,
    NotBelow,
    PromiseClosed,
)
from app.visits.schedule import next_moment
from app.visits.states import Promise

if TYPE_CHECKING:
    from app.visits.models import Visit


class Commitment(Promised, Own, Base):
    """Lies at the unit above; `remind_at` is when the next reminder is due, if any is."""

    __tablename__ = "commitment"
    __has_parts__ = True
    __parents__ = {"visit_id": "visit"}
    __table_args__ = (
        sa.Index("ix_commitment_state", "unit_id", "state", "due_on"),
        sa.Index("ix_commitment_remind", "remind_at"),
    )
    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(index=True)
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[dt.datetime]
    remind_at: Mapped[dt.datetime | None]

    about: Mapped[Unit | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Commitment.about_unit_id) == Unit.id, viewonly=True
    )
    copy: Mapped["CommitmentCopy | None"] = relationship(
        primaryjoin=lambda: Commitment.id == sa.orm.foreign(CommitmentCopy.commitment_id),
        viewonly=True,
        uselist=False,
    )

    @property
    def about_path(self) -> str | None:
        return self.about.path if self.about else None

    # --- queries ---

    @classmethod
    def of(cls, unit: Unit, *, state: str | None = None) -> sa.Select["Commitment"]:
        """Those that a unit follows: the open ones first, by their day."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        if state:
            query = query.where(cls.state == state)
        return query.options(sa.orm.joinedload(cls.about), sa.orm.joinedload(cls.copy)).order_by(
            cls.state != Promise.OPEN, cls.due_on, cls.id
        )

    @classmethod
    def of_visit(cls, visit: "Visit") -> "list[Commitment]":
        query = sa.select(cls).where(cls.visit_id == visit.id).order_by(cls.id)
        return list(db.session.scalars(query.options(sa.orm.joinedload(cls.copy))))

    @classmethod
    def open_of(cls, unit_id: int, about_unit_id: int) -> "list[Commitment]":
        """What a unit still owes another."""
        query = sa.select(cls).where(
            cls.unit_id == unit_id, cls.about_unit_id == about_unit_id, cls.state == Promise.OPEN
        )
        return list(db.session.scalars(query.order_by(cls.due_on, cls.id)))

    # --- verbs ---

    @classmethod
    def make(cls, visit: "Visit", terms: Terms, *, by: int | None, at: dt.datetime) -> "Commitment":
        """Write down what was promised; the unit has it at once.

        :raises MinutesClosed: the visit is not being held
        :raises BadPromise: who, what or by when is missing
        :raises DueBefore: the day is not after the visit
        :raises NotBelow: the unit has moved away
        """
        about = _sitting(visit, terms)
        made = cls(
            **part_of(visit),
            visit_id=visit.id,
            about_unit_id=visit.about_unit_id,
            stage_id=visit.stage_id,
            registered_before=_before(visit, about),
            state=Promise.OPEN.value,
            made_at=at,
        )
        made._say(terms, about)
        db.session.add(made)
        db.session.flush()
        db.session.add(
            CommitmentCopy(
                **owned_by(about),
                **{name: getattr(made, name) for name in SHARED},
                commitment_id=made.id,
                upper_unit_id=visit.unit_id,
                upper=visit.unit.name,
            )
        )
        db.session.flush()
        journal.record("commitment.make", made, by=by, at=at)
        return made

    def amend(
        self, visit: "Visit", terms: Terms, *, seen: int, by: int | None, at: dt.datetime
    ) -> None:
        """Change the words while the minutes are open.

        :param seen: the version that the change was made on
        :raises ChangedMeanwhile: somebody else has changed it since
        """
        about = _sitting(visit, terms)
        self._open()
        if self.version != seen:
            raise ChangedMeanwhile()
        self._say(terms, about)
        self._changed()
        journal.record("commitment.amend", self, by=by, at=at)

    def strike(self, visit: "Visit", *, by: int | None, at: dt.datetime) -> None:
        """Take it out again while the minutes are open: it was never agreed."""
        visit.must_be_sitting()
        self._open()
        journal.record("commitment.strike", self, by=by, at=at)
        if self.copy:
            db.session.delete(self.copy)
            db.session.flush()
        db.session.delete(self)
        db.session.flush()

    def close(self, as_: Promise, reason: str, *, by: int | None, at: dt.datetime) -> None:
        """Say how it ended: kept, missed or released; the same twice changes nothing.

        :raises NoReason: a promise that was not kept needs one
        :raises PromiseClosed: somebody has said otherwise
        """
        db.session.refresh(self, with_for_update=True)
        if self.state == as_:
            return
        if self.state != Promise.OPEN:
            raise PromiseClosed()
        if as_ is not Promise.KEPT and not reason:
            raise NoReason()
        self.state, self.reason, self.closed_at = as_.value, reason or None, at
        self.remind_at = None
        self._changed()
        journal.record("commitment.close", self, by=by, at=at, fields=["state"])

    def _say(self, terms: Terms, about: Unit) -> None:
        assert terms.due_on
        self.who, self.what = terms.who, terms.what
        self.amount, self.due_on = terms.amount, terms.due_on
        self.remind_at = next_moment(self.due_on, workdays_of(about), self.made_at)

    def _open(self) -> None:
        db.session.refresh(self, with_for_update=True)
        if not self.is_open:
            raise PromiseClosed()

    def _changed(self) -> None:
        """Bring the unit's own row into step; of one that has moved away it stays."""
        self.version += 1
        db.session.flush()
        copy = db.session.scalar(
            sa.select(CommitmentCopy).where(CommitmentCopy.commitment_id == self.id)
        )
        for name in SHARED if copy else ():
            setattr(copy, name, getattr(self, name))
        db.session.flush()


def _sitting(visit: "Visit", terms: Terms) -> Unit:
    """The unit that sits with the group, if something can be promised now."""
    visit.must_be_sitting()
    if not terms.who or not terms.what or terms.due_on is None:
        raise BadPromise()
    if visit.held_at and terms.due_on <= clock.day_of(visit.held_at):
        raise DueBefore()
    if visit.about is None:
        raise NotBelow()
    return visit.about


def _before(visit: "Visit", about: Unit) -> int:
    """What the unit had as the group sat down: so the dossier says."""
    known: dict[str, Any] = visit.dossier or {}
    before = known.get("registered")
    return int(before) if before is not None else registered(about.path, visit.stage_id)
