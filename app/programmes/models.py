"""What a programme is made of. All of it is data that units above hand down."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, db
from app.programmes.cutoffs import Cutoff, Extension
from app.programmes.dates import faults_of_stage
from app.programmes.refusals import CodeInUse, ImpossibleDates
from app.tenancy import HandedDown, owned_by, part_of
from app.units import Unit


class Programme(HandedDown, Base):
    """A programme and how it counts.

    A local programme ("9.000 sáng kiến") has a `parent`: its own name, targets and cut-offs, but
    the stages of its parent, so that an initiative lies in one stage and is counted once.
    """

    __tablename__ = "programme"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"))
    counting: Mapped[str] = mapped_column(default="registered")

    parent: Mapped["Programme | None"] = relationship(remote_side=lambda: Programme.id)
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="programme", order_by="Stage.recognised_since"
    )

    @property
    def whole_stages(self) -> list["Stage"]:
        """Its stages, or its parent's."""
        return self.parent.whole_stages if self.parent else self.stages

    @classmethod
    def known(cls) -> list["Programme"]:
        """Programmes the scope reads, the nation's first."""
        query = (
            sa.select(cls)
            .options(joinedload(cls.stages), joinedload(cls.parent).joinedload(cls.stages))
            .order_by(cls.unit_path, cls.id)
        )
        return list(db.session.scalars(query).unique())

    @classmethod
    def by_code(cls, code: str) -> "Programme | None":
        return db.session.scalar(sa.select(cls).where(cls.code == code))

    @classmethod
    def create(
        cls,
        unit: Unit,
        *,
        code: str,
        name: str,
        by: int | None,
        at: dt.datetime,
        parent: str = "",
        counting: str = "registered",
    ) -> "Programme":
        """A programme of a unit; `parent` is the code of the one whose stages it takes.

        :raises CodeInUse: some programme, perhaps out of sight, has the code
        """
        above = cls.by_code(parent) if parent else None
        programme = cls(
            **owned_by(unit),
            code=code,
            name=name,
            counting=counting,
            parent_id=above.id if above else None,
        )
        try:
            with db.session.begin_nested():
                db.session.add(programme)
        except sa.exc.IntegrityError as error:
            raise CodeInUse() from error
        journal.record("programme.create", programme, by=by, at=at)
        return programme

    def add_stage(self, *, by: int | None, at: dt.datetime, **facts: Any) -> "Stage":
        """A further stage.

        :param facts: code, name, recognised_since, recognised_until, submitted_since,
            submitted_until
        :raises ImpossibleDates: it ends before it begins, or overlaps another stage
        :raises CodeInUse: the programme has a stage of that code
        """
        stage = Stage(**part_of(self), programme_id=self.id, **facts)
        errors = [fault.text for fault in faults_of_stage(stage, self.stages) if fault.refuses]
        if errors:
            raise ImpossibleDates(" ".join(errors))
        try:
            with db.session.begin_nested():
                self.stages.append(stage)
        except sa.exc.IntegrityError as error:
            raise CodeInUse() from error
        journal.record("stage.add", stage, by=by, at=at)
        return stage


class Stage(HandedDown, Base):
    """A stage: which initiatives belong to it, and when they may be entered."""

    __tablename__ = "stage"
    __table_args__ = (sa.UniqueConstraint("programme_id", "code"),)
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    recognised_since: Mapped[dt.date]
    recognised_until: Mapped[dt.date]
    submitted_since: Mapped[dt.datetime]
    submitted_until: Mapped[dt.datetime]

    programme: Mapped[Programme] = relationship(back_populates="stages")

    @classmethod
    def numbered(cls, numbers: Iterable[int]) -> "list[Stage]":
        """The stages of those ids, the oldest first."""
        query = sa.select(cls).where(cls.id.in_(list(numbers)))
        return list(db.session.scalars(query.order_by(cls.recognised_since, cls.id)))

    @property
    def first_day(self) -> dt.date:
        return clock.day_of(self.submitted_since)

    def set_cutoff(self, unit: Unit, **said: Any) -> Cutoff:
        """A unit's own, earlier deadline; see `Cutoff.set`."""
        return Cutoff.set(unit, self, **said)

    def extend(self, unit: Unit, **said: Any) -> Extension:
        """More time for a unit and those below it; see `Extension.grant`."""
        return Extension.grant(unit, self, **said)


class TargetGroup(HandedDown, Base):
    """One of the programme's target groups (đối tượng), by number.

    `blocks` holds the codes of the blocks of units in which it is usual; empty for any.
    """

    __tablename__ = "target_group"
    __table_args__ = (sa.UniqueConstraint("programme_id", "number"),)
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    number: Mapped[int]
    name: Mapped[str]
    blocks: Mapped[list[Any] | None]

    def fits(self, block: str | None) -> bool:
        """Whether it is usual in a unit of that block; a unit without a block may have any."""
        return not self.blocks or block is None or block in self.blocks

    @classmethod
    def of(cls, stage: Stage) -> "list[TargetGroup]":
        """Those of a stage's programme, in their order."""
        query = sa.select(cls).where(cls.programme_id == stage.programme_id)
        return list(db.session.scalars(query.order_by(cls.number)))

    @classmethod
    def names(cls, stage: Stage | None) -> dict[int, str]:
        """Names by number in a stage's programme."""
        if stage is None:
            return {}
        query = sa.select(cls.number, cls.name).where(cls.programme_id == stage.programme_id)
        return dict(db.session.execute(query.order_by(cls.number)).all())
