"""Deadlines of units: an own, earlier cut-off, and extensions of what holds, by a decision.

`Cutoff` is what holds at a unit and below, whichever of the two it comes from: the newest word
counts. A stage's end may only be passed by an extension of the unit that owns the stage.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.programmes.dates import Fault, faults_of_cutoff, faults_of_extension
from app.programmes.refusals import ImpossibleDates, NotBelow, NotYourExtension
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit
from app.vietnamese import day_text

if TYPE_CHECKING:
    from app.programmes.models import Stage


class Cutoff(HandedDown, Base):
    """The deadline that holds at a unit for a stage, with its reason; it holds for all below.

    With `extension_id` it was laid down by that decision and may lie after the stage's end.
    """

    __tablename__ = "cutoff"
    __table_args__ = (sa.UniqueConstraint("unit_id", "stage_id"),)
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    at: Mapped[dt.datetime]
    reason: Mapped[Prose]
    document: Mapped[Prose | None]
    extension_id: Mapped[int | None] = mapped_column(sa.ForeignKey("extension.id"))

    @property
    def is_extended(self) -> bool:
        return self.extension_id is not None

    @classmethod
    def of(cls, unit: Unit, stage: "Stage") -> "Cutoff | None":
        """The one laid down at this very unit."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.stage_id == stage.id)
        return db.session.scalar(query)

    @classmethod
    def nearest(cls, paths: list[str], stage: "Stage") -> dt.datetime:
        """The deadline that holds at the last of a line of paths."""
        query = sa.select(cls.at).where(cls.stage_id == stage.id, cls.unit_path.in_(paths))
        found = db.session.scalar(query.order_by(cls.unit_path.desc()).limit(1))
        return found or stage.submitted_until

    @classmethod
    def set(
        cls,
        unit: Unit,
        stage: "Stage",
        *,
        at: dt.datetime,
        reason: str,
        by: int | None,
        now: dt.datetime,
        document: str | None = None,
    ) -> "Cutoff":
        """A unit's own deadline, not later than what holds above it; a new one replaces the old.

        :raises ImpossibleDates: before the stage begins, or later than allowed
        """
        _hold(unit)
        latest = max([above(unit, stage), *(one.until for one in Extension.in_force(unit, stage))])
        _refuse(faults_of_cutoff(at, stage, latest))
        cutoff = cls.of(unit, stage) or cls(**owned_by(unit), stage_id=stage.id)
        said = (at, reason, document, None)
        if cutoff.id and said == cutoff._said:
            return cutoff
        cutoff.at, cutoff.reason, cutoff.document, cutoff.extension_id = said
        db.session.add(cutoff)
        journal.record("cutoff.set", cutoff, by=by, at=now, fields=["at"])
        return cutoff

    @property
    def _said(self) -> tuple[dt.datetime, str, str | None, int | None]:
        return self.at, self.reason, self.document, self.extension_id


class Extension(HandedDown, Base):
    """More time for a unit and those below it, by a decision with number, date and reason.

    It lies at the unit that gets the time; `giver` gave it, and may revoke it. What held at the
    unit before, by a word of its own, is kept: revoked, that holds again.
    """

    __tablename__ = "extension"
    __table_args__ = (sa.Index("ix_extension_unit", "unit_id", "stage_id"),)
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    until: Mapped[dt.datetime]
    number: Mapped[Prose]
    signed_on: Mapped[dt.date]
    reason: Mapped[Prose]
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    before_at: Mapped[dt.datetime | None]
    before_reason: Mapped[Prose | None]
    before_document: Mapped[Prose | None]
    before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("extension.id"))

    stage: Mapped["Stage"] = relationship()
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Extension.unit_id) == Unit.id, viewonly=True
    )
    giver: Mapped[Unit] = relationship(foreign_keys=giver_id)

    @property
    def document(self) -> str:
        """Its number and date, in words."""
        return _("%(number)s ngày %(day)s", number=self.number, day=day_text(self.signed_on))

    @classmethod
    def in_force(cls, unit: Unit, stage: "Stage") -> "list[Extension]":
        """Those given to this very unit and not revoked, the oldest first."""
        query = sa.select(cls).where(
            cls.unit_id == unit.id, cls.stage_id == stage.id, cls.revoked_at.is_(None)
        )
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def around(cls, unit: Unit, stage: "Stage") -> sa.Select[Any]:
        """Those that concern a unit: given to it, above it or below it; the newest first."""
        low, high = Scope(unit.path).bounds
        column = cls.unit_path
        near = sa.or_(column.in_(Scope(unit.path).ancestors), sa.and_(column >= low, column < high))
        return (
            sa.select(cls)
            .where(cls.stage_id == stage.id, near)
            .options(joinedload(cls.unit), joinedload(cls.giver))
            .order_by(cls.id.desc())
        )

    @classmethod
    def grant(
        cls,
        unit: Unit,
        stage: "Stage",
        *,
        giver: Unit,
        until: dt.datetime,
        number: str,
        signed_on: dt.date,
        reason: str,
        by: int | None,
        at: dt.datetime,
    ) -> "Extension":
        """Give a unit and those below it more time. The same decision twice is one.

        :param giver: the unit that decides, at or above the other
        :raises NotBelow: the unit is closed, or lies elsewhere
        :raises ImpossibleDates: no more time than there is, over already, or more than the giver
            may give: the stage's owner as much as it likes, another what holds above
        """
        if not unit.is_open or not Scope(giver.path).holds(unit.path):
            raise NotBelow()
        _hold(unit)
        for known in cls.in_force(unit, stage):
            if (known.until, known.number) == (until, number):
                return known
        now_holds = Cutoff.nearest([*Scope(unit.path).ancestors, unit.path], stage)
        _refuse(faults_of_extension(until, now_holds, _most(unit, stage, giver), at))
        cutoff = Cutoff.of(unit, stage) or Cutoff(**owned_by(unit), stage_id=stage.id)
        extension = cls(
            **owned_by(unit), stage_id=stage.id, until=until, number=number, signed_on=signed_on,
            reason=reason, giver_id=giver.id, by_id=by, at=at,
            before_at=cutoff.at, before_reason=cutoff.reason, before_document=cutoff.document,
            before_id=cutoff.extension_id,
        )  # fmt: skip
        db.session.add(extension)
        db.session.flush()
        cutoff.at, cutoff.extension_id = until, extension.id
        cutoff.reason, cutoff.document = reason, extension.document
        db.session.add(cutoff)
        journal.record("extension.grant", extension, by=by, at=at, fields=["until"])
        return extension

    def revoke(self, giver: Unit, *, by: int | None, at: dt.datetime) -> None:
        """From now on what held before holds again; what came in meanwhile stays.

        :raises NotYourExtension: another unit gave it
        """
        if giver.id != self.giver_id:
            raise NotYourExtension()
        _hold(self.unit)
        db.session.refresh(self, ["revoked_at"])
        if self.revoked_at is not None:
            return
        self.revoked_at, self.revoked_by_id = at, by
        cutoff = Cutoff.of(self.unit, self.stage)
        if cutoff is not None and cutoff.extension_id == self.id:
            self._give_back(cutoff)
        journal.record("extension.revoke", self, by=by, at=at, fields=["revoked_at"])

    def _give_back(self, cutoff: Cutoff) -> None:
        """Let hold what held before, passing over extensions that were revoked meanwhile."""
        last = self
        while last.before_id is not None:
            before = db.session.get_one(Extension, last.before_id)
            if before.revoked_at is None:
                break
            last = before
        if last.before_at is None:
            db.session.delete(cutoff)
            return
        cutoff.at, cutoff.extension_id = last.before_at, last.before_id
        cutoff.reason, cutoff.document = last.before_reason or "", last.before_document


def above(unit: Unit, stage: "Stage") -> dt.datetime:
    """The deadline that would hold at a unit without a word of its own."""
    return Cutoff.nearest(Scope(unit.path).ancestors, stage)


def _most(unit: Unit, stage: "Stage", giver: Unit) -> dt.datetime | None:
    """How far a unit may extend; None for as far as it likes."""
    if stage.unit_id == giver.id:
        return None
    if unit.id == giver.id:
        return above(unit, stage)
    return Cutoff.nearest([*Scope(giver.path).ancestors, giver.path], stage)


def _refuse(faults: Any) -> None:
    found: list[Fault] = [fault for fault in faults if fault.refuses]
    if found:
        raise ImpossibleDates(" ".join(fault.text for fault in found))


def _hold(unit: Unit) -> None:
    """Of two who speak of one unit's deadlines at once the second waits, and sees the first."""
    db.session.execute(sa.select(Unit.id).where(Unit.id == unit.id).with_for_update())
