"""Steps of a ladder as they came up for a unit: made by the daily run, seen to by people."""

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, Prose, db
from app.deadlines.refusals import PastDay, ReasonMissing, StepPassed
from app.tenancy import Own
from app.units import Unit


class State(StrEnum):
    DUE = "due"  # waits for whoever acts
    PAUSED = "paused"  # with a reason, until a day
    DONE = "done"
    ANSWERED = "answered"  # done, and the unit below has answered
    SKIPPED = "skipped"  # with a reason; the next step may follow
    SETTLED = "settled"  # the unit caught up, or is no longer below, before it was done


class Act(StrEnum):
    DO = "do"
    ANSWER = "answer"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    SETTLE = "settle"
    REOPEN = "reopen"


S = State
MOVES: dict[Act, tuple[frozenset[State], State]] = {
    Act.DO: (frozenset({S.DUE, S.PAUSED}), S.DONE),
    Act.ANSWER: (frozenset({S.DONE}), S.ANSWERED),
    Act.SKIP: (frozenset({S.DUE, S.PAUSED}), S.SKIPPED),
    Act.PAUSE: (frozenset({S.DUE}), S.PAUSED),
    Act.RESUME: (frozenset({S.PAUSED}), S.DUE),
    Act.SETTLE: (frozenset({S.DUE, S.PAUSED}), S.SETTLED),
    Act.REOPEN: (frozenset({S.DONE}), S.DUE),
}
WAITING = (S.DUE, S.PAUSED)

WORDS = {
    S.DUE: (_l("Đến hạn"), "warn"),
    S.PAUSED: (_l("Tạm dừng"), "mute"),
    S.DONE: (_l("Đã làm"), "ok"),
    S.ANSWERED: (_l("Đã có trả lời"), "ok"),
    S.SKIPPED: (_l("Bỏ qua"), "mute"),
    S.SETTLED: (_l("Không còn cần"), "mute"),
}


class Escalation(Own, Base):
    """A step about a unit below; it lies at the unit that acts.

    `since` is the first day of the time behind that it belongs to (see `Behind`), `due` the day on
    which its conditions were met, `quota`, `count` and `expected` what it was judged by. `next_on`
    is the earliest day of the step after it, while that is known; `tells_above` says that the unit
    above the one that acts has still to be told.
    """

    __tablename__ = "escalation"
    __has_parts__ = True
    __table_args__ = (
        sa.UniqueConstraint(
            *("unit_id", "about_unit_id", "ladder_id", "stage_id", "position", "due"),
            name="uq_escalation_step",
        ),
        sa.Index("ix_escalation_state", "unit_id", "state", "due"),
        sa.Index("ix_escalation_about", "about_unit_id", "due"),
        sa.Index("ix_escalation_tells", "tells_above", "unit_path"),
    )
    id: Mapped[Id]
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    ladder_id: Mapped[int] = mapped_column(sa.ForeignKey("ladder.id"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    position: Mapped[int]
    step: Mapped[Prose]
    kind: Mapped[str]
    acts: Mapped[str]
    told: Mapped[list[Any]]
    since: Mapped[dt.date]
    due: Mapped[dt.date]
    quota: Mapped[int]
    count: Mapped[int]
    expected: Mapped[int]
    text: Mapped[Prose]
    made_at: Mapped[dt.datetime]
    state: Mapped[str]
    done_at: Mapped[dt.datetime | None]
    done_by: Mapped[int | None]
    reason: Mapped[Prose | None]
    paused_until: Mapped[dt.date | None]
    note: Mapped[Prose | None]
    answered_at: Mapped[dt.datetime | None]
    next_on: Mapped[dt.date | None]
    tells_above: Mapped[bool]

    about: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Escalation.about_unit_id) == Unit.id, viewonly=True
    )

    @property
    def status(self) -> tuple[str, str]:
        """The state in words, and the kind of its chip."""
        word, kind = WORDS[State(self.state)]
        return str(word), kind

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    # --- queries ---

    @classmethod
    def listed(cls, unit: Unit) -> sa.Select["Escalation"]:
        """Those of a unit that acts, with the units they are about."""
        return sa.select(cls).where(cls.unit_id == unit.id).options(sa.orm.joinedload(cls.about))

    @classmethod
    def waiting(cls, unit: Unit) -> sa.Select["Escalation"]:
        """What waits to be done at a unit, the oldest first."""
        query = cls.listed(unit).where(cls.state == State.DUE)
        return query.order_by(cls.due, cls.position.desc(), cls.id)

    @classmethod
    def waiting_count(cls, unit: Unit) -> sa.Select[int]:
        """How many of them there are; for the menu."""
        return sa.select(sa.func.count(cls.id)).where(
            cls.unit_id == unit.id, cls.state == State.DUE.value
        )

    @classmethod
    def story(cls, unit: Unit, about: Unit) -> sa.Select["Escalation"]:
        """All that came up at `unit` about one below, the oldest first."""
        query = cls.listed(unit).where(cls.about_unit_id == about.id)
        return query.order_by(cls.due, cls.position, cls.id)

    # --- verbs ---

    def do(self, *, by: int | None, at: dt.datetime, note: str = "") -> None:
        """Say that the step was taken; twice is once.

        :raises StepPassed: it was skipped or is settled
        """
        if self.state == State.DONE:
            return
        self._move(Act.DO, by=by, at=at, done_at=at, done_by=by, note=note.strip() or self.note)

    def answer(self, note: str, *, by: int | None, at: dt.datetime) -> None:
        """Write down what the unit below has answered; the next step waits anew from today.

        :raises ReasonMissing: without words
        :raises StepPassed: the step was not done
        """
        if self.state == State.ANSWERED:
            return
        if not note.strip():
            raise ReasonMissing()
        self._move(Act.ANSWER, by=by, at=at, answered_at=at, note=note.strip())

    def skip(self, reason: str, *, by: int | None, at: dt.datetime) -> None:
        """Leave the step out; the one after it may follow.

        :raises ReasonMissing, StepPassed: see each
        """
        if self.state == State.SKIPPED:
            return
        if not reason.strip():
            raise ReasonMissing()
        self._move(Act.SKIP, by=by, at=at, done_at=at, done_by=by, reason=reason.strip())

    def pause(self, reason: str, until: dt.date, *, by: int | None, at: dt.datetime) -> None:
        """Put the step off until a day, from which it is due again.

        :raises ReasonMissing, StepPassed: see each
        :raises PastDay: the day is not to come
        """
        if not reason.strip():
            raise ReasonMissing()
        if until <= clock.day_of(at):
            raise PastDay()
        if self.state == State.PAUSED and self.paused_until == until:
            return
        self._move(Act.PAUSE, by=by, at=at, paused_until=until, reason=reason.strip())

    def resume(self, *, by: int | None, at: dt.datetime) -> None:
        """Make it due again."""
        if self.state == State.DUE:
            return
        self._move(Act.RESUME, by=by, at=at, paused_until=None)

    def reopen(self, *, by: int | None, at: dt.datetime) -> None:
        """Let it wait again: what it was taken by has come to nothing.

        :raises StepPassed: it was answered since
        """
        if self.state != State.DUE:
            self._move(Act.REOPEN, by=by, at=at, done_at=None, done_by=None)

    def settle(self, *, at: dt.datetime) -> None:
        """Nothing is left to urge: the daily run says so."""
        if self.state != State.SETTLED:
            self._move(Act.SETTLE, by=None, at=at)

    def _move(self, act: Act, *, by: int | None, at: dt.datetime, **said: Any) -> None:
        """Of two people at once one moves it, the other is told."""
        before, after = MOVES[act]
        moved = db.session.execute(
            sa.update(Escalation)
            .where(Escalation.id == self.id, Escalation.state.in_(sorted(before)))
            .values(state=after.value, **said)
        )
        if not moved.rowcount:  # type: ignore[attr-defined]
            raise StepPassed()
        db.session.refresh(self)
        journal.record(f"escalation.{act.value}", self, by=by, at=at, fields=["state"])
