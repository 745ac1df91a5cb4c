"""Taking a decision back, as long as nobody outside was told of it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import journal
from app.db import db
from app.initiatives import UNDO_FOR, Initiative, State, locked
from app.reviews.outcomes import Outcome
from app.reviews.refusals import NotYourWord, SaidMeanwhile, UndoTooLate, WentOn
from app.web.errors import Refused

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
        version_after: Any
        tell_at: Any
        told_at: Any
        undone_at: Any
        stands: Any
        last_of: Any

    def may_undo(self, *, by: int, now: dt.datetime, is_last: bool | None = None) -> bool:
        """Whether this person may still take it back: it is his, the last, and young.

        :param is_last: whether it is the last word on its initiative, where that is known
        """
        return self._hindrance(by, now, is_last) is None

    def time_left(self, now: dt.datetime) -> dt.timedelta | None:
        """How long it may still be taken back; None once that is over, or its unit was told."""
        left: dt.timedelta = UNDO_FOR - (now - self.at)
        return left if left > dt.timedelta() and self.told_at is None else None

    def _hindrance(self, by: int, now: dt.datetime, is_last: bool | None = None) -> Refused | None:
        """Why it cannot be taken back."""
        if self.reviewer_id != by:
            return NotYourWord()
        if self.undone_at or self.state_before is None or self.time_left(now) is None:
            return UndoTooLate()
        last = self.last_of(self.initiative) if is_last is None else self
        if last.id != self.id and last.stands(self.initiative):
            return WentOn(SaidMeanwhile(last).message)
        if last.id != self.id or not self.stands(self.initiative) or self._amended:
            return WentOn()
        return None

    @property
    def _amended(self) -> bool:
        """Whether its unit has written anew since it was sent back."""
        read = self.version_after in (None, self.initiative.version)
        return self.outcome == Outcome.RETURNED and not read

    def undo(self, *, by: int, at: dt.datetime) -> None:
        """Take it back: the initiative lies where it lay, as old as it was. Twice changes nothing.

        :raises NotYourWord: somebody else said it
        :raises UndoTooLate: the time is over
        :raises WentOn: something else was said of it, its unit has amended it or handed it in again
        """
        initiative: Initiative = self.initiative
        locked(initiative.id)
        db.session.refresh(self, with_for_update=True)  # nor is it told meanwhile
        if self.undone_at:
            return
        hindrance = self._hindrance(by, at)
        if hindrance:
            raise hindrance
        before = State(self.state_before)
        if self.outcome != Outcome.AGREED or initiative.desk_unit_id != self.desk_unit_id:
            desk = None if before in OFF_DESK else self.desk_unit_id
            initiative.take_back(before, desk, since=self.since_before, by=by, at=at)
        initiative.agreed = self.agreed_before
        self.undone_at, self.tell_at = at, None
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
