"""A run: one word said of many initiatives, each by the rules of a single one."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.initiatives import UNDO_FOR, Initiative
from app.programmes import ReasonCode
from app.reviews.outcomes import WORDS, Outcome
from app.reviews.picks import CHANGED, KEPT, LEFT, WAITING, Pick, Selection, mark_of
from app.reviews.refusals import ChosenAnew, NothingChosen, ReasonMissing, UndoTooLate
from app.reviews.running import Running
from app.reviews.saying import Reviewer, Word
from app.tenancy import Own, owned_by
from app.units import Unit

WORKING, DONE, UNDOING, TAKEN_BACK = "working", "done", "undoing", "undone"
BUSY = (WORKING, UNDOING)
AT_ONCE = 200
"""Decided within the request; of more the worker does some at a time."""


class Run(Running, Own, Base):
    """A word said of a selection, at the desk of this unit.

    While it is busy, `done` of `size` are through since `began_at`. `undo_at` is when somebody
    asked to take it back; `refusal` says why it ended before its end.
    """

    __tablename__ = "review_run"
    __has_parts__ = True
    __table_args__ = (
        sa.Index("ix_review_run_state", "state", "id"),
        sa.Index("ix_review_run_unit", "unit_id", "id"),
    )
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    signed_by: Mapped[str]
    outcome: Mapped[str]
    code_ids: Mapped[list[Any]]
    note: Mapped[Prose]
    assessed_with: Mapped[Prose | None]
    assessed_on: Mapped[dt.date | None]
    state: Mapped[str] = mapped_column(default=WORKING)
    size: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    at: Mapped[dt.datetime]
    began_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    undo_at: Mapped[dt.datetime | None]
    refusal: Mapped[str | None]

    desk: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Run.unit_id) == Unit.id, viewonly=True
    )

    # --- how it stands ---

    @property
    def status(self) -> tuple[str, str]:
        """What was said in words, and the kind of its chip."""
        word, kind = WORDS[Outcome(self.outcome)]
        return str(word), kind

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    def counts(self) -> dict[str, int]:
        """How many of its initiatives stand how."""
        query = sa.select(Pick.state, sa.func.count(Pick.id)).where(Pick.run_id == self.id)
        return {str(state): n for state, n in db.session.execute(query.group_by(Pick.state)).all()}

    def outcomes(self) -> dict[str, int]:
        """How many were changed to what, and are still."""
        query = sa.select(Pick.outcome, sa.func.count(Pick.id)).where(
            Pick.run_id == self.id, Pick.state.in_((CHANGED, KEPT))
        )
        return {str(o): n for o, n in db.session.execute(query.group_by(Pick.outcome)).all()}

    def listed(self, *states: str) -> sa.Select[Any]:
        """Its initiatives of some states, as they were chosen."""
        query = sa.select(Pick).where(Pick.run_id == self.id, Pick.state.in_(states))
        whole = joinedload(Pick.initiative)
        shown = (whole.joinedload(Initiative.unit), whole.selectinload(Initiative.authors))
        return query.options(*shown).order_by(Pick.id)

    def time_left(self, now: dt.datetime) -> dt.timedelta | None:
        """How long it may be taken back as a whole; None if it may not, or no longer."""
        left = UNDO_FOR - (now - (self.began_at or now))
        return left if self.state == DONE and left > dt.timedelta() else None

    def may_undo(self, *, by: int, now: dt.datetime) -> bool:
        """Whether this person may still take it back."""
        return self.account_id == by and self.time_left(now) is not None

    def word(self, version: int) -> Word:
        """What it says of one of its initiatives, as that was read."""
        codes = sa.select(ReasonCode).where(ReasonCode.id.in_(self.code_ids))
        return Word(
            Outcome(self.outcome),
            codes=db.session.scalars(codes.order_by(ReasonCode.position)).all(),
            note=self.note,
            assessed_with=self.assessed_with,
            assessed_on=self.assessed_on,
            version=version,
        )

    # --- queries ---

    @classmethod
    def find(cls, desk: Unit, run_id: int) -> "Run | None":
        """A run of this very desk."""
        return db.session.scalar(sa.select(cls).where(cls.unit_id == desk.id, cls.id == run_id))

    @classmethod
    def recent(cls, desk: Unit) -> sa.Select[Any]:
        """The desk's runs, the newest first."""
        return sa.select(cls).where(cls.unit_id == desk.id).order_by(cls.id.desc())

    # --- verbs ---

    @classmethod
    def begin(
        cls, desk: Unit, word: Word, *, by: Reviewer, at: dt.datetime, mark: str | None = None
    ) -> "Run":
        """Say a word of everything this person has chosen at a desk, at once if it is not much.

        :param mark: of the selection as it was shown; None for any
        :raises ReasonMissing: no code or no note where one is needed
        :raises NothingChosen: the selection is empty, perhaps after a double click
        :raises ChosenAnew: it is not what was shown
        """
        if word.lacks_reason:
            raise ReasonMissing()
        run = cls(
            **owned_by(desk),
            account_id=by.id,
            signed_by=by.name,
            outcome=word.outcome.value,
            code_ids=[code.id for code in word.codes],
            note=word.note.strip(),
            assessed_with=word.assessed_with,
            assessed_on=word.assessed_on,
            at=at,
        )
        db.session.add(run)
        db.session.flush()
        run.size = Selection(desk, by.id).take(run.id)
        if not run.size:
            raise NothingChosen()
        if mark not in (None, mark_of(run.id)):
            raise ChosenAnew()
        journal.record("review.run", run, by=by.id, at=at)
        while run.size <= AT_ONCE and run.state == WORKING:
            run.decide_some(at=at, most=AT_ONCE + 1)
        return run

    def undo(self, *, by: int, at: dt.datetime) -> None:
        """Take back each of its decisions that may be; a second time changes nothing.

        :raises UndoTooLate: the time is over, it is somebody else's, or it is not done yet
        """
        self.hold()
        if self.state in (UNDOING, TAKEN_BACK):
            return
        if not self.may_undo(by=by, now=at):
            raise UndoTooLate()
        self.state, self.undo_at = UNDOING, at
        self.size, self.done = self.counts().get(CHANGED, 0), 0
        journal.record("review.undo-run", self, by=by, at=at, fields=["state"])
        while self.size <= AT_ONCE and self.state == UNDOING:
            self.undo_some(most=AT_ONCE + 1)

    def end(self, words: str) -> None:
        """Stop where it is, and say why: what waits is left, what is done stays."""
        self.refusal, self.state = words, DONE
        waiting = sa.update(Pick).where(Pick.run_id == self.id, Pick.state == WAITING)
        db.session.execute(waiting.values(state=LEFT, refusal=words))
