"""A unit asks for another quota, with a reason; the unit above answers."""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Id, Prose
from app.programmes import Stage
from app.tenancy import Own
from app.units import Unit


class Answer(StrEnum):
    """What became of a request; none while it waits."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class QuotaRequest(Own, Base):
    """A request for another quota in one stage; it lies at the unit that asks.

    `wanted` and `granted` are the whole quota of the stage, not the change.
    """

    __tablename__ = "quota_request"
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    held: Mapped[int]
    wanted: Mapped[int]
    reason: Mapped[Prose]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[int | None]
    outcome: Mapped[str | None]
    granted: Mapped[int | None]
    answer: Mapped[Prose | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[int | None]

    stage: Mapped[Stage] = relationship()
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(QuotaRequest.unit_id) == Unit.id, viewonly=True
    )
