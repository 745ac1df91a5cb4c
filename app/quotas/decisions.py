"""Decisions: what one document gave one unit, and that the unit has taken note of it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.accounts import Membership
from app.db import Base, Id, Prose, db
from app.notices import Notice
from app.programmes import Programme
from app.quotas.models import Paper, QuotaEntry
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
    def waits_for(cls, unit: Unit) -> sa.ColumnElement[bool]:
        """Given from above to `unit`, which has not yet taken note."""
        return sa.and_(
            cls.unit_path == unit.path,  # this one has the index
            cls.unit_id == unit.id,
            cls.giver_id != unit.id,
            cls.acknowledged_at.is_(None),
        )

    @classmethod
    def papers_of(cls, giver: Unit) -> Any:
        """Each document of a giver, the newest first: `all` decisions, those `waiting`."""
        return (
            sa.select(cls.document_number, cls.document_date, *cls._counts())
            .where(cls.giver_id == giver.id, cls.unit_id != giver.id)
            .group_by(cls.document_number, cls.document_date)
            .order_by(sa.func.max(cls.issued_at).desc())
        )

    @classmethod
    def counts_under(cls, giver: Unit, number: str, day: dt.date) -> Any:
        """`all` decisions of a document and those `waiting` to be noted."""
        return db.session.execute(
            sa.select(*cls._counts()).where(*cls._of_paper(giver, number, day))
        ).one()

    @classmethod
    def under(
        cls, giver: Unit, number: str, day: dt.date, *, only_waiting: bool
    ) -> sa.Select["QuotaDecision"]:
        """What a document gave to each unit; those that have not taken note stand first."""
        query = (
            sa.select(cls)
            .where(*cls._of_paper(giver, number, day))
            .options(
                joinedload(cls.unit),
                sa.orm.selectinload(cls.entries).joinedload(QuotaEntry.stage),
            )
            .order_by(cls.acknowledged_at.isnot(None), cls.unit_path, cls.id)
        )
        return query.where(cls.acknowledged_at.is_(None)) if only_waiting else query

    @classmethod
    def _counts(cls) -> tuple[Any, Any]:
        noted = sa.func.count(cls.acknowledged_at)
        return sa.func.count(cls.id).label("all"), (sa.func.count(cls.id) - noted).label("waiting")

    @classmethod
    def _of_paper(cls, giver: Unit, number: str, day: dt.date) -> tuple[Any, ...]:
        return (
            cls.giver_id == giver.id,
            cls.unit_id != giver.id,
            cls.document_number == number,
            cls.document_date == day,
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

    def tell(self, title: str, body: str, *, by: int | None, at: dt.datetime) -> None:
        """Send the unit a notice of it."""
        link = f"/u/{self.unit_id}/quotas/"
        Notice.send(self.unit, sender=self.giver, title=title, body=body, link=link, at=at, by=by)


def decide(
    to: Unit, *, giver: Unit, programme: Programme, paper: Paper, by: int | None, at: dt.datetime
) -> QuotaDecision:
    """The decision by which a document changes what one unit holds, and the notice of it."""
    decision = QuotaDecision.issue(
        to,
        giver=giver,
        programme=programme,
        document_number=paper.number,
        document_date=paper.day,
        label=paper.label,
        by=by,
        at=at,
    )
    decision.tell(
        _("Điều chỉnh chỉ tiêu theo văn bản %(number)s", number=paper.number),
        _("Xin đồng chí mở mục Chỉ tiêu, xem số được điều chỉnh và xác nhận đã nhận."),
        by=by,
        at=at,
    )
    return decision


def names(account_ids: Collection[int | None]) -> dict[int, str]:
    """People's names by account, as far as their posts are in sight; the newest post counts."""
    rows = db.session.execute(
        sa.select(Membership.account_id, Membership.full_name)
        .where(Membership.account_id.in_([one for one in account_ids if one is not None]))
        .order_by(Membership.id)
    )
    return dict(rows.all())
