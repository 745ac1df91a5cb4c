"""What somebody has just decided, with what of it may still be taken back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from app.initiatives import UNDO_FOR, Initiative
from app.units import Unit

MOST = 100


@dataclass(frozen=True)
class Undoable:
    """A review beside how long it may be undone; None where it cannot be, or no longer."""

    review: Any
    left: dt.timedelta | None

    @property
    def minutes(self) -> int:
        """Whole minutes left, the running one counted."""
        return -(-int(self.left.total_seconds()) // 60) if self.left else 0


class Recent:
    """The queries over young reviews."""

    if TYPE_CHECKING:
        id: Any
        initiative_id: Any
        initiative: Any
        reviewer_id: Any
        desk_unit_id: Any
        run_id: Any
        at: Any
        undone_at: Any
        last_of: Any

    @classmethod
    def undoable(cls, reviews: Sequence[Any], *, by: int, now: dt.datetime) -> Undoable | None:
        """What this person said last, if he may still take it back.

        :param reviews: all that was said of an initiative, the newest first
        """
        last = reviews[0] if reviews else None
        if last is None or not last.may_undo(by=by, now=now, is_last=True):
            return None
        return Undoable(last, last.time_left(now))

    @classmethod
    def just_said(cls, desk: Unit, *, by: int, now: dt.datetime) -> list[Undoable]:
        """One by one, what this person said there while it can be undone; the newest first."""
        query = (
            sa.select(cls)
            .where(cls.reviewer_id == by, cls.at > now - UNDO_FOR, cls.desk_unit_id == desk.id)
            .where(cls.run_id.is_(None), cls.undone_at.is_(None))
            .options(joinedload(cls.initiative).joinedload(Initiative.unit))
            .order_by(cls.at.desc(), cls.id.desc())
            .limit(MOST)
        )
        reviews: Sequence[Any] = db.session.scalars(query).unique().all()
        last = cls._last_ids([review.initiative_id for review in reviews])
        return [
            Undoable(review, review.time_left(now) if _may(review, by, now, last) else None)
            for review in reviews
            if review.initiative is not None
        ]

    @classmethod
    def _last_ids(cls, initiatives: Sequence[int]) -> set[int]:
        query = sa.select(sa.func.max(cls.id)).where(
            cls.initiative_id.in_(initiatives), cls.undone_at.is_(None)
        )
        return set(db.session.scalars(query.group_by(cls.initiative_id)))


def _may(review: Any, by: int, now: dt.datetime, last: set[int]) -> bool:
    return review.id in last and bool(review.may_undo(by=by, now=now, is_last=True))
