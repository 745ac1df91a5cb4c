"""A visit: when and where a group meets a unit, and how it stands. Lies at the unit that sends it.

What the unit below must see of it is a row of its own (`notes.VisitNote`), kept in step here.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, Prose, db
from app.programmes import Window
from app.tenancy import Own, Scope, owned_by, part_of
from app.units import Unit
from app.visits.acting import Acting
from app.visits.groups import WorkingGroup
from app.visits.refusals import (
    NotBelow,
    VisitedAlready,
)
from app.visits.states import (
    ACTS,
    COMING,
    MOVES,
    OPEN,
    STATES,
    UNDER_WAY,
    Act,
    State,
    meets_words,
)

IS_UNDER_WAY = sa.column("state", sa.Text).in_([state.value for state in UNDER_WAY])


class Visit(Acting, Own, Base):
    """`about_unit_id` is whom it is paid to. `dossier` is what the group knew, frozen as it sat
    down (`dossiers`); `version` counts changes, so that nobody overwrites what he has not seen."""

    __tablename__ = "visit"
    __has_parts__ = True
    __parents__ = {"group_id": "working_group"}
    __table_args__ = (
        sa.Index("ix_visit_unit", "unit_id", "starts_at"),
        sa.Index(
            "uq_visit_open",
            "unit_id",
            "about_unit_id",
            unique=True,
            sqlite_where=IS_UNDER_WAY,
            postgresql_where=IS_UNDER_WAY,
        ),
    )
    id: Mapped[Id]
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    group_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[str]
    reason: Mapped[Prose]
    starts_at: Mapped[dt.datetime | None]
    venue: Mapped[Prose] = mapped_column(default="")
    meets: Mapped[list[Any]] = mapped_column(default=list)
    prepare: Mapped[Prose] = mapped_column(default="")
    result: Mapped[Prose | None]
    held_at: Mapped[dt.datetime | None]
    dossier: Mapped[dict[str, Any] | None] = mapped_column(info={"prose": True})
    version: Mapped[int] = mapped_column(default=1)

    about: Mapped[Unit | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Visit.about_unit_id) == Unit.id, viewonly=True
    )
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Visit.unit_id) == Unit.id, viewonly=True
    )
    group: Mapped[WorkingGroup | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Visit.group_id) == WorkingGroup.id, viewonly=True
    )
    steps: Mapped[list["VisitStep"]] = relationship(
        primaryjoin=lambda: Visit.id == sa.orm.foreign(VisitStep.visit_id),
        viewonly=True,
        order_by=lambda: VisitStep.id,
    )

    # --- how it stands ---

    @property
    def status(self) -> tuple[str, str]:
        """The state in words, and the kind of its chip."""
        word, kind = STATES[State(self.state)]
        return str(word), kind

    @property
    def meets_words(self) -> str:
        return meets_words(self.meets)

    @property
    def about_name(self) -> str:
        """The unit visited; one that has moved away is not seen any more."""
        return self.about.name if self.about else _("Đơn vị không còn trực thuộc")

    @property
    def day(self) -> dt.date | None:
        return clock.day_of(self.starts_at) if self.starts_at else None

    def may(self, act: Act) -> bool:
        """Whether the state allows an act."""
        return State(self.state) in MOVES[act]

    # --- queries ---

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["Visit"]:
        """Those a unit pays: what is to be done first, then the newest."""
        return (
            sa.select(cls)
            .where(cls.unit_id == unit.id)
            .options(sa.orm.joinedload(cls.about), sa.orm.joinedload(cls.group))
            .order_by(cls.state.not_in(OPEN), cls.starts_at.desc(), cls.id.desc())
        )

    @classmethod
    def open_about(cls, unit: Unit) -> set[int]:
        """The units that a visit of this one is under way to."""
        query = sa.select(cls.about_unit_id).where(cls.unit_id == unit.id, cls.state.in_(OPEN))
        return set(db.session.scalars(query))

    @classmethod
    def between(cls, unit: Unit, since: dt.datetime, until: dt.datetime) -> "list[Visit]":
        """What a unit has on its calendar, in the order of time."""
        query = cls.of(unit).where(
            cls.state.not_in([State.PROPOSED, State.CANCELLED]), cls.starts_at.between(since, until)
        )
        return list(db.session.scalars(query.order_by(None).order_by(cls.starts_at, cls.id)))

    @classmethod
    def coming(cls, unit: Unit) -> "sa.Select[Any]":
        """What lies ahead or is being held, in the order of time."""
        query = cls.of(unit).where(cls.state.in_([*COMING, State.HELD]))
        return query.order_by(None).order_by(cls.starts_at, cls.id)

    def earlier(self) -> "list[Visit]":
        """What this unit's groups have held there before."""
        query = sa.select(Visit).where(
            Visit.unit_id == self.unit_id,
            Visit.about_unit_id == self.about_unit_id,
            Visit.held_at.is_not(None),
            Visit.id != self.id,
        )
        return list(db.session.scalars(query.order_by(Visit.held_at.desc())))

    # --- verbs; the others stand in `acting` ---

    @classmethod
    def propose(
        cls,
        unit: Unit,
        about: Unit,
        window: Window,
        reason: str,
        *,
        by: int | None,
        signed_by: str,
        at: dt.datetime,
    ) -> "Visit":
        """Say that a unit should be visited, and why.

        :raises NotBelow: it is no open unit below this one
        :raises VisitedAlready: a visit there is under way
        """
        if not about.is_open or about.id == unit.id or not Scope(unit.path).holds(about.path):
            raise NotBelow()
        made = cls(
            **owned_by(unit),
            about_unit_id=about.id,
            programme_id=window.programme.id,
            stage_id=window.stage.id,
            state=State.PROPOSED.value,
            reason=reason,
        )
        try:
            with db.session.begin_nested():
                db.session.add(made)
        except sa.exc.IntegrityError as error:
            raise VisitedAlready() from error
        made.said(Act.PROPOSE, by, signed_by, at)
        journal.record("visit.propose", made, by=by, at=at)
        return made

    def said(
        self, act: Act, by: int | None, signed_by: str, at: dt.datetime, reason: str = ""
    ) -> None:
        """Add a step to the story."""
        told = {"act": act.value, "at": at, "by_id": by, "signed_by": signed_by, "reason": reason}
        db.session.add(VisitStep(**part_of(self), visit_id=self.id, **told))
        db.session.flush()


class VisitStep(Own, Base):
    """One thing that was done about a visit; never changed."""

    __tablename__ = "visit_step"
    __parents__ = {"visit_id": "visit"}
    id: Mapped[Id]
    visit_id: Mapped[int] = mapped_column(index=True)
    act: Mapped[str]
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    signed_by: Mapped[str]
    reason: Mapped[Prose]

    @property
    def words(self) -> str:
        return str(ACTS[Act(self.act)])
