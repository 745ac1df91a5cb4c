"""Since when a unit has been behind its line: kept, so that a ladder is climbed once each time."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.tenancy import Own
from app.units import Unit


class Behind(Own, Base):
    """A time in which a unit was behind, as the daily run of the unit above has seen it.

    It lies at the unit above. `until` is the day on which it had caught up; none while it lasts.
    """

    __tablename__ = "behind"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "about_unit_id", "programme_id", "stage_id", "since"),
        sa.Index("ix_behind_open", "programme_id", "stage_id", "until", "unit_path"),
    )
    id: Mapped[Id]
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    seen_at: Mapped[dt.datetime]

    @classmethod
    def times(cls, unit: Unit, about: Unit) -> "list[Behind]":
        """The times of a unit below that last still, the oldest first."""
        query = sa.select(cls).where(
            cls.unit_id == unit.id, cls.about_unit_id == about.id, cls.until.is_(None)
        )
        return list(db.session.scalars(query.order_by(cls.since)))
