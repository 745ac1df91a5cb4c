"""The steps of a run: some initiatives each, a savepoint for every one.

A step locks its initiatives first, in the order of their ids, and only then moves them, in the
order of the sums they are counted in: so two runs, or a run and somebody deciding by hand, wait
for each other and never in a circle.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.initiatives import Initiative
from app.reviews.models import Review
from app.reviews.picks import CHANGED, KEPT, LEFT, UNDONE, WAITING, Pick
from app.reviews.refusals import NotOnYourDesk, SaidBefore, WentOn
from app.reviews.saying import Reviewer, Word
from app.web.errors import Refused


class Running:
    """How a run goes on, step by step."""

    if TYPE_CHECKING:
        id: Any
        account_id: Any
        signed_by: Any
        desk: Any
        state: Any
        done: Any
        began_at: Any
        ended_at: Any
        undo_at: Any
        word: Any

    def hold(self) -> None:
        """Of two who act on a run at once the second waits, and sees what the first did."""
        run: Any = type(self)
        db.session.execute(sa.select(run.id).where(run.id == self.id).with_for_update())
        db.session.refresh(self, ["state", "done", "began_at"])

    def decide_some(self, *, at: dt.datetime, most: int) -> None:
        """Say its word of the next `most`; with fewer left it is done."""
        self.began_at = self.began_at or at
        picks = self._next(WAITING, most)
        there = _held(pick.initiative_id for pick in picks)
        words: dict[int, Word] = {}
        for pick in sorted(picks, key=lambda pick: _cell(there.get(pick.initiative_id))):
            initiative = there.get(pick.initiative_id)
            if initiative is None:
                pick.became(LEFT, why=NotOnYourDesk())
                continue
            if pick.version not in words:
                words[pick.version] = self.word(pick.version)
            self._say(pick, initiative, words[pick.version], at)
        self.done += len(picks)
        if len(picks) < most:
            self.state, self.ended_at = "done", at

    def _say(self, pick: Pick, initiative: Initiative, word: Word, at: dt.datetime) -> None:
        by = Reviewer(self.account_id, self.signed_by)
        try:
            with db.session.begin_nested():
                said = Review.write(initiative, self.desk, word, by=by, at=at, run_id=self.id)
        except Refused as refused:
            pick.became(LEFT, why=refused)
        else:
            if said is None:
                pick.became(LEFT, why=SaidBefore())
            else:
                pick.became(CHANGED, review=said)

    def undo_some(self, *, most: int) -> None:
        """Take the next `most` back; with fewer left it is undone."""
        picks = self._next(CHANGED, most)
        there = _held(pick.initiative_id for pick in picks)
        query = sa.select(Review).where(Review.id.in_([pick.review_id for pick in picks]))
        reviews = {review.id: review for review in db.session.scalars(query)}
        for pick in sorted(picks, key=lambda pick: _cell(there.get(pick.initiative_id))):
            review = reviews.get(pick.review_id or 0)
            try:
                if review is None or pick.initiative_id not in there:
                    raise WentOn()
                with db.session.begin_nested():
                    review.undo(by=self.account_id, at=self.undo_at)
            except Refused as refused:
                pick.became(KEPT, why=refused)
            else:
                pick.became(UNDONE)
        self.done += len(picks)
        if len(picks) < most:
            self.state = "undone"

    def _next(self, state: str, most: int) -> Sequence[Pick]:
        query = sa.select(Pick).where(Pick.run_id == self.id, Pick.state == state)
        return db.session.scalars(query.order_by(Pick.id).limit(most)).all()


def _held(ids: Iterable[int]) -> dict[int, Initiative]:
    """Initiatives as they stand now, locked; those that are gone from the scope are not there."""
    query = sa.select(Initiative).where(Initiative.id.in_(sorted(ids))).order_by(Initiative.id)
    held = db.session.scalars(
        query.with_for_update(of=Initiative),
        execution_options={"populate_existing": True},
    ).all()
    whole = query.options(joinedload(Initiative.unit), selectinload(Initiative.authors))
    db.session.scalars(whole).unique().all()
    return {initiative.id: initiative for initiative in held}


def _cell(initiative: Initiative | None) -> tuple[int, ...]:
    """Where it is counted."""
    if initiative is None:
        return (0,)
    return (
        initiative.unit_id,
        initiative.stage_id,
        initiative.target_group,
        initiative.id,
    )
