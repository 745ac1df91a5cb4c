"""Who has an initiative open just now. A row says so for a minute, and lapses by itself."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.initiatives import Initiative
from app.reviews.saying import Reviewer
from app.tenancy import Own, part_of

RENEWED_EVERY = dt.timedelta(seconds=30)
LAPSES_AFTER = dt.timedelta(seconds=75)
"""A page renews its row; two of three renewals may be lost."""


class Looking(Own, Base):
    """Somebody at a desk is reading an initiative, until then. No more than a courtesy."""

    __tablename__ = "looking"
    __table_args__ = (sa.UniqueConstraint("initiative_id", "account_id"),)
    __parents__ = {"initiative_id": "initiative"}
    id: Mapped[Id]
    initiative_id: Mapped[int]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    name: Mapped[str]
    until: Mapped[dt.datetime] = mapped_column(index=True)

    @classmethod
    def renew(cls, initiative: Initiative, *, by: Reviewer, at: dt.datetime) -> None:
        """Say that somebody has it open; what has lapsed is swept away."""
        db.session.execute(sa.delete(cls).where(cls.until <= at))
        until = at + LAPSES_AFTER
        if cls._prolong(initiative, by, until):
            return
        try:
            with db.session.begin_nested():
                row = {"initiative_id": initiative.id, "account_id": by.id, "name": by.name}
                db.session.add(cls(**part_of(initiative), **row, until=until))
        except sa.exc.IntegrityError:  # another tab of this person was quicker
            cls._prolong(initiative, by, until)

    @classmethod
    def others(cls, initiative: Initiative, *, but: int, now: dt.datetime) -> Sequence[str]:
        """The names of all others who have it open, by when they were seen."""
        query = sa.select(cls.name).where(
            cls.initiative_id == initiative.id, cls.account_id != but, cls.until > now
        )
        return db.session.scalars(query.order_by(cls.id)).all()

    @classmethod
    def _prolong(cls, initiative: Initiative, by: Reviewer, until: dt.datetime) -> bool:
        mine = (cls.initiative_id == initiative.id, cls.account_id == by.id)
        renewed = db.session.execute(sa.update(cls).where(*mine).values(until=until))
        return bool(renewed.rowcount)  # type: ignore[attr-defined]
