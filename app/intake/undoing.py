"""Undoing a list that was taken, as long as nobody has decided on anything of it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import journal
from app.db import db
from app.initiatives import Initiative, Move, State
from app.intake.refusals import Decided
from app.intake.rows import BatchRow
from app.intake.states import AT_ONCE, CHECKED, UNDOING

DECIDED = (State.VALID, State.INVALID, State.RETURNED, State.DUPLICATE)
FREE = (State.DRAFT, State.SUBMITTED, State.ENDORSED, State.WITHDRAWN)


class Undoing:
    """How a batch is undone: its initiatives are withdrawn, its rows wait again."""

    if TYPE_CHECKING:
        id: Any
        state: Any
        taken: Any
        size: Any
        done: Any
        began_at: Any
        taken_at: Any
        undone_at: Any
        by_id: Any
        _free: Any
        _recount: Any

    @property
    def was_decided(self) -> bool:
        """Whether anybody has decided on anything of it."""
        mine = sa.select(BatchRow.initiative_id).where(
            BatchRow.batch_id == self.id, BatchRow.initiative_id.is_not(None)
        )
        query = sa.select(Move.id).where(Move.initiative_id.in_(mine), Move.to_state.in_(DECIDED))
        return db.session.scalar(query.limit(1)) is not None

    def undo(self, *, by: int | None, at: dt.datetime, later: bool = False) -> None:
        """Take all of it back; a second time changes nothing.

        :param later: leave the work to the worker, and answer at once
        :raises Decided: something of it was decided
        :raises AtWork: it is being read, taken or undone
        """
        self._free()
        if not self.taken:
            return
        if self.was_decided:
            raise Decided()
        self.state, self.began_at, self.by_id = UNDOING, at, by
        self.size, self.done = self.taken, 0
        while not later and self.state == UNDOING:
            self.undo_some(at=at)

    def undo_some(self, *, at: dt.datetime) -> None:
        """Take the next ones back. What was decided meanwhile stays as it is."""
        rows = self._undoable()
        for row in rows:
            initiative: Any = row.initiative
            if initiative.state != State.WITHDRAWN:
                initiative.withdraw(by=self.by_id, at=at)
            row.initiative = None
        self.done += len(rows)
        if len(rows) < AT_ONCE:
            self.state, self.undone_at = CHECKED, at
            self._recount()
            if not self.taken:
                self.taken_at = None
            journal.record("batch.undo", self, by=self.by_id, at=at, fields=["state"])

    def _undoable(self) -> list[BatchRow]:
        query = (
            sa.select(BatchRow)
            .join(Initiative, Initiative.id == BatchRow.initiative_id)
            .where(BatchRow.batch_id == self.id, Initiative.state.in_(FREE))
            .options(sa.orm.contains_eager(BatchRow.initiative))
            .order_by(BatchRow.number)
            .limit(AT_ONCE)
        )
        return list(db.session.scalars(query))
