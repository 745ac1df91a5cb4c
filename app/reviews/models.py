"""A review: what a desk said of an initiative, with its reasons. Decisions are rows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from app.db import Base, Id, Prose, db
from app.initiatives import Initiative
from app.reviews.outcomes import WORDS, Outcome
from app.reviews.reasons import ReviewReason
from app.reviews.recent import Recent
from app.reviews.saying import Saying
from app.reviews.undoing import Undoing
from app.tenancy import Own


class Review(Saying, Undoing, Recent, Own, Base):
    """What one person at one desk said. The name stands as it was signed.

    `state_before`, `since_before` and `agreed_before` lead back when it is undone. `own_entry`: who
    decides had entered it; `namesake`: an author bears the reviewer's name, and is somebody else.
    `tell_at`: when its unit is to be told, None if it is not, or was; `told_at`: when it was.
    `run_id` names the bulk run it was said in; `version_after` is the initiative's after it.
    """

    __tablename__ = "review"
    __has_parts__ = True
    __parents__ = {"initiative_id": "initiative"}
    __table_args__ = (
        sa.Index(
            "ix_review_untold",
            "tell_at",
            sqlite_where=sa.column("tell_at").is_not(None),
            postgresql_where=sa.column("tell_at").is_not(None),
        ),
        sa.Index("ix_review_reviewer", "reviewer_id", "at"),
    )
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    desk_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    desk_name: Mapped[str]
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    signed_by: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[Prose]
    assessed_with: Mapped[Prose | None]
    assessed_on: Mapped[dt.date | None]
    benefit_verified: Mapped[int | None] = mapped_column(sa.BigInteger)
    own_entry: Mapped[bool] = mapped_column(default=False)
    namesake: Mapped[bool] = mapped_column(default=False)
    state_before: Mapped[str | None]
    since_before: Mapped[dt.datetime | None]
    agreed_before: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[dt.datetime]
    version_after: Mapped[int | None]
    tell_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]

    reasons: Mapped[list[ReviewReason]] = relationship(
        primaryjoin=lambda: Review.id == sa.orm.foreign(ReviewReason.review_id), viewonly=True
    )
    initiative: Mapped[Initiative] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Review.initiative_id) == Initiative.id, viewonly=True
    )

    @property
    def status(self) -> tuple[str, str]:
        """The outcome in words, and the kind of its chip."""
        word, kind = WORDS[Outcome(self.outcome)]
        return str(word), kind

    @classmethod
    def of(cls, initiative: Initiative) -> Sequence["Review"]:
        """All that was said of an initiative and not taken back, the newest first."""
        return db.session.scalars(
            sa.select(cls)
            .where(cls.initiative_id == initiative.id, cls.undone_at.is_(None))
            .options(selectinload(cls.reasons).joinedload(ReviewReason.reason))
            .order_by(cls.id.desc())
        ).all()

    @classmethod
    def last_of(cls, initiative: Initiative, *outcomes: Outcome) -> "Review | None":
        """What was said last and not taken back; of some outcomes only, if they are given."""
        query = cls.newest(initiative.id)
        if outcomes:
            query = query.where(cls.outcome.in_(outcomes))
        return db.session.scalar(query)

    @classmethod
    def newest(cls, initiative_id: int) -> sa.Select[Any]:
        """What was said last of an initiative and not taken back."""
        query = sa.select(cls).where(cls.initiative_id == initiative_id, cls.undone_at.is_(None))
        return query.order_by(cls.id.desc()).limit(1)
