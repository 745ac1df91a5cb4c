"""Decisions: what one document gave one unit, and that the unit has taken note of it."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.programmes import Programme
from app.quotas.models import QuotaEntry
from app.tenancy import Own, owned_by
from app.units import Unit


class QuotaDecision(Own, Base):
    """A document as one receiver sees it; its entries say how much in which stage.

    `plan_id` is the plan it was issued from; it lies at the giver, who alone sees it.
    """

    __tablename__ = "quota_decision"
    __has_parts__ = True
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quota_plan.id"), index=True)
    document_number: Mapped[str]
    document_date: Mapped[dt.date]
    label: Mapped[Prose | None]
    issued_at: Mapped[dt.datetime]
    issued_by: Mapped[int | None]
    acknowledged_at: Mapped[dt.datetime | None]
    acknowledged_by: Mapped[int | None]

    giver: Mapped[Unit] = relationship(foreign_keys=[giver_id], viewonly=True)
    programme: Mapped[Programme] = relationship()
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(QuotaDecision.unit_id) == Unit.id, viewonly=True
    )
    entries: Mapped[list[QuotaEntry]] = relationship(
        primaryjoin=lambda: QuotaDecision.id == sa.orm.foreign(QuotaEntry.decision_id),
        order_by=lambda: QuotaEntry.stage_id,
        viewonly=True,
    )

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["QuotaDecision"]:
        """What a unit was given, the newest first."""
        return (
            sa.select(cls)
            .where(cls.unit_id == unit.id)
            .options(
                joinedload(cls.giver),
                joinedload(cls.programme),
                sa.orm.selectinload(cls.entries).joinedload(QuotaEntry.stage),
            )
            .order_by(cls.issued_at.desc(), cls.id.desc())
        )

    @classmethod
    def issue(
        cls,
        to: Unit,
        *,
        giver: Unit,
        programme: Programme,
        document_number: str,
        document_date: dt.date,
        label: str | None,
        by: int | None,
        at: dt.datetime,
        plan_id: int | None = None,
    ) -> "QuotaDecision":
        """The decision for one receiver; its entries follow."""
        decision = cls(
            **owned_by(to),
            programme_id=programme.id,
            giver_id=giver.id,
            plan_id=plan_id,
            document_number=document_number,
            document_date=document_date,
            label=label,
            issued_at=at,
            issued_by=by,
        )
        db.session.add(decision)
        db.session.flush()
        journal.record("quota.decide", decision, by=by, at=at)
        return decision

    def acknowledge(self, *, by: int, at: dt.datetime) -> None:
        """Say that the unit has taken note; saying it twice changes nothing."""
        if self.acknowledged_at is None:
            self.acknowledged_at, self.acknowledged_by = at, by
            journal.record("quota.acknowledge", self, by=by, at=at)
