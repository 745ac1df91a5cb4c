"""Which runs were made: one pass for all units, every morning and whenever something is due."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.tenancy import Plain


class DailyRun(Plain, Base):
    """A run that came to its end; it belongs to the installation.

    `next_at` is the next moment at which it knew something to become due, `steps` how many
    reminders and steps of ladders it made.
    """

    __tablename__ = "daily_run"
    id: Mapped[Id]
    day: Mapped[dt.date]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    next_at: Mapped[dt.datetime | None]
    steps: Mapped[int]
    seconds: Mapped[float]

    @classmethod
    def newest(cls) -> "DailyRun | None":
        return db.session.scalar(sa.select(cls).order_by(cls.at.desc(), cls.id.desc()).limit(1))
