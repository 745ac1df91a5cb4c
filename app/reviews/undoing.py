"""Taking a decision back, as long as nobody outside was told of it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import journal
from app.db import db
from app.initiatives import UNDO_FOR, Initiative, State, locked
from app.reviews.outcomes import Outcome
from app.reviews.refusals import UndoTooLate

OFF_DESK = frozenset({State.VALID, State.INVALID})


class Undoing:
    """The way back from a review."""

    if TYPE_CHECKING:
        id: Any
        initiative: Any
        initiative_id: Any
        reviewer_id: Any
        desk_unit_id: Any
        outcome: Any
        at: Any
        state_before: Any
        since_before: Any
        agreed_before: Any
        benefit_verified: Any
        undone_at: Any
        stands: Any
        last_of: Any

    def may_undo(self, *, by: int, now: dt.datetime) -> bool:
        """Whether this person may still take it back: it is his, the last, and young."""
        if self.undone_at or self.reviewer_id != by or now - self.at >= UNDO_FOR:
            return False
        if self.state_before is None or not self.stands(self.initiative):
            return False
        return bool(self.last_of(self.initiative).id == self.id)

    def undo(self, *, by: int, at: dt.datetime) -> None:
        """Take it back: the initiative lies where it lay, as old as it was. Twice changes nothing.

        :raises UndoTooLate: the time is over, or the initiative has gone on
        """
        initiative: Initiative = self.initiative
        locked(initiative.id)
        db.session.refresh(self)
        if self.undone_at:
            return
        if not self.may_undo(by=by, now=at):
            raise UndoTooLate()
        before = State(self.state_before)
        if self.outcome != Outcome.AGREED or initiative.desk_unit_id != self.desk_unit_id:
            desk = None if before in OFF_DESK else self.desk_unit_id
            initiative.take_back(before, desk, since=self.since_before, by=by, at=at)
        initiative.agreed = self.agreed_before
        self.undone_at = at
        db.session.flush()
        if self.benefit_verified is not None:
            initiative.benefit_verified = self._verified_before()
        journal.record("review.undo", self, by=by, at=at, fields=["undone_at"])

    def _verified_before(self) -> int | None:
        model: Any = type(self)
        return db.session.scalar(
            sa.select(model.benefit_verified)
            .where(
                model.initiative_id == self.initiative_id,
                model.undone_at.is_(None),
                model.benefit_verified.is_not(None),
            )
            .order_by(model.id.desc())
            .limit(1)
        )
