"""The rows of the ledger of quotas and of its balances."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.db import Base, Id, Prose, db
from app.programmes import Programme, Stage
from app.tenancy import Own, owned_by
from app.units import Unit


@dataclass(frozen=True)
class Paper:
    """The decision behind an entry: number, day, and the label printed over the figures."""

    number: str
    day: dt.date
    label: str | None = None


class QuotaEntry(Own, Base):
    """One line of the ledger, never edited; it lies at its receiver.

    `giver_id` is the unit above; none where the quota comes from outside the tree; the receiver
    itself where a unit keeps some for its own initiatives. A correction is a new entry, with a
    negative amount where it takes back.
    """

    __tablename__ = "quota_entry"
    __parents__ = {"decision_id": "quota_decision"}
    id: Mapped[Id]
    decision_id: Mapped[int | None] = mapped_column(index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    giver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    amount: Mapped[int]
    label: Mapped[Prose | None]
    document_number: Mapped[str]
    document_date: Mapped[dt.date]
    reason: Mapped[Prose | None]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime]

    stage: Mapped[Stage] = relationship()
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(QuotaEntry.unit_id) == Unit.id, viewonly=True
    )

    @classmethod
    def story(cls, unit: Unit) -> sa.Select["QuotaEntry"]:
        """What a unit received, the newest first."""
        return (
            sa.select(cls)
            .where(cls.unit_id == unit.id)
            .options(joinedload(cls.stage))
            .order_by(cls.document_date.desc(), cls.id.desc())
        )


class QuotaBalance(Own, Base):
    """What a unit has received and given of a programme's stage; changes with the ledger.

    `own` is what it kept for its own initiatives; it is a part of `given`.
    """

    __tablename__ = "quota_balance"
    __table_args__ = (sa.UniqueConstraint("unit_id", "programme_id", "stage_id"),)
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    received: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)
    own: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def remainder(self) -> int:
        """Chưa phân bổ: received minus given."""
        return self.received - self.given

    @classmethod
    def at(cls, unit: Unit, programme: Programme, stage: Stage, day: dt.date) -> "QuotaBalance":
        """A unit's balance by the end of a document's `day`; never stored. One statement.

        It is today's balance less what was written under later documents: so a child that has
        since moved out of sight still counts as given to.
        """
        entry = QuotaEntry
        is_given = entry.giver_id == unit.id
        is_own = sa.and_(is_given, entry.unit_id == unit.id)
        is_received = sa.and_(entry.unit_id == unit.id, entry.giver_id.is_distinct_from(unit.id))
        kinds = {"received": is_received, "given": is_given, "own": is_own}
        later = (
            sa.select(
                *(
                    sa.func.coalesce(sa.func.sum(sa.case((kind, entry.amount), else_=0)), 0).label(
                        name
                    )
                    for name, kind in kinds.items()
                )
            )
            .where(
                entry.programme_id == programme.id,
                entry.stage_id == stage.id,
                entry.document_date > day,
                sa.or_(entry.unit_id == unit.id, is_given),
            )
            .subquery()
        )
        here = sa.and_(
            cls.unit_id == unit.id, cls.programme_id == programme.id, cls.stage_id == stage.id
        )
        query = sa.select(later, cls.received, cls.given, cls.own).outerjoin(cls, here)
        row = db.session.execute(query).one()
        sums = {
            name: (now or 0) - int(since)
            for name, since, now in zip(kinds, row[:3], row[3:], strict=True)
        }
        return cls(**owned_by(unit), **sums)
