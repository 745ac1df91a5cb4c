"""What is done about a visit: verbs over the table `MOVES`; one gone through before does nothing.

Both sides and what they are told change in the same transaction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import clock, journal
from app.db import db
from app.deadlines import Escalation, StepKind
from app.visits import dossiers, telling
from app.visits.groups import WorkingGroup
from app.visits.notes import VisitNote
from app.visits.refusals import (
    CannotDoNow,
    ChangedMeanwhile,
    InThePast,
    MinutesClosed,
    NobodyToMeet,
    NoPartyCommittee,
    NoReason,
    NoResult,
    NotBelow,
    NotYet,
)
from app.visits.states import MEETS, MOVES, Act, State


@dataclass(frozen=True)
class Plan:
    """When, where and by whom; `meets` are keys of `MEETS`."""

    group: WorkingGroup
    starts_at: dt.datetime
    venue: str
    meets: Sequence[str]
    prepare: str = ""


class Acting:
    """The verbs of a visit."""

    if TYPE_CHECKING:
        id: Any
        unit: Any
        about: Any
        state: Any
        version: Any
        day: Any
        group_id: Any
        starts_at: Any
        venue: Any
        meets: Any
        prepare: Any
        result: Any
        held_at: Any
        dossier: Any
        steps: Any

        def said(
            self, act: Act, by: int | None, signed_by: str, at: dt.datetime, reason: str = ""
        ) -> None: ...

    @property
    def _visit(self) -> Any:
        """Itself, for those that ask for a whole visit."""
        return self

    def plan(
        self, plan: Plan, *, seen: int, by: int | None, signed_by: str, at: dt.datetime
    ) -> None:
        """Set or change group, time and place; what was announced is told again.

        :param seen: the version that the change was made on
        :raises ChangedMeanwhile: somebody else has changed it since
        :raises InThePast: that time has gone
        :raises NoPartyCommittee: the unit has none to meet
        :raises NobodyToMeet: no side is named
        """
        self._lock()
        if self.version != seen:
            raise ChangedMeanwhile()
        if self.about is None:
            raise NotBelow()
        if not plan.meets or not set(plan.meets) <= MEETS.keys():
            raise NobodyToMeet()
        if "party" in plan.meets and not self.about.has_party_committee:
            raise NoPartyCommittee()
        if plan.starts_at < at and plan.starts_at != self.starts_at:
            raise InThePast()
        first = self.state == State.PROPOSED
        self._go(Act.PLAN)
        self.group_id, self.starts_at = plan.group.id, plan.starts_at
        self.venue, self.meets, self.prepare = plan.venue, list(plan.meets), plan.prepare
        if first:
            self._take_steps(by, at)
        self.said(Act.PLAN, by, signed_by, at)
        journal.record("visit.plan", self, by=by, at=at, fields=["starts_at"])
        if self.state == State.ANNOUNCED:
            telling.tell(self._visit, telling.changed(self._visit), by=by, at=at)

    def announce(self, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """Tell the unit, and put the visit into its own calendar; a second time changes nothing."""
        self._lock()
        if self.state == State.ANNOUNCED:
            return
        self._go(Act.ANNOUNCE)
        self.said(Act.ANNOUNCE, by, signed_by, at)
        journal.record("visit.announce", self, by=by, at=at)
        telling.tell(self._visit, telling.letter(self._visit), by=by, at=at)

    def hold(self, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """The group sits down with the unit: from now on minutes are taken.

        :raises NotYet: the day has not come
        """
        self._lock()
        if self.state == State.HELD:
            return
        if self.about is None:
            raise NotBelow()
        if self.day and clock.day_of(at) < self.day:
            raise NotYet()
        self._go(Act.HOLD)
        self.held_at, self.dossier = at, dossiers.compiled(self._visit, at)
        self.said(Act.HOLD, by, signed_by, at)
        journal.record("visit.hold", self, by=by, at=at)
        VisitNote.keep(self._visit, at=at)

    def conclude(self, result: str, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """Say what came of it; the minutes are closed.

        :raises NoResult: nothing is said
        """
        self._lock()
        if self.state == State.CONCLUDED:
            return
        if not result:
            raise NoResult()
        self._go(Act.CONCLUDE)
        self.result = result
        self.said(Act.CONCLUDE, by, signed_by, at)
        journal.record("visit.conclude", self, by=by, at=at)
        VisitNote.keep(self._visit, at=at)

    def cancel(self, reason: str, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """Call it off; a unit that was told of it is told of this, too.

        :raises NoReason: none is given
        """
        self._lock()
        if self.state == State.CANCELLED:
            return
        if not reason:
            raise NoReason()
        told = self.state == State.ANNOUNCED
        self._go(Act.CANCEL)
        self._give_steps_back(by, at)
        self.said(Act.CANCEL, by, signed_by, at, reason)
        journal.record("visit.cancel", self, by=by, at=at)
        if told:
            telling.tell(self._visit, telling.cancelled(self._visit, reason), by=by, at=at)

    def _take_steps(self, by: int | None, at: dt.datetime) -> None:
        """The steps of the ladder that ask for this visit are taken by planning it."""
        assert self.about
        for step in db.session.scalars(Escalation.story(self.unit, self.about)):
            if step.kind == StepKind.VISIT and step.is_waiting:
                step.do(by=by, at=at)

    def _give_steps_back(self, by: int | None, at: dt.datetime) -> None:
        """Those that planning it has taken wait again: nobody goes."""
        planned = {step.at for step in self.steps if step.act == Act.PLAN}
        for step in (
            db.session.scalars(Escalation.story(self.unit, self.about)) if self.about else ()
        ):
            if step.kind == StepKind.VISIT and step.is_done and step.done_at in planned:
                step.reopen(by=by, at=at)

    def must_be_sitting(self) -> None:
        """One write of what is said after the other, and none once the minutes are closed.

        :raises MinutesClosed: it is not being held
        """
        self._lock()
        if self.state != State.HELD:
            raise MinutesClosed()

    def _lock(self) -> None:
        """Read it anew, and keep it until the commit: of two clicks the second finds the first."""
        db.session.refresh(self, with_for_update=True)

    def _go(self, act: Act) -> None:
        to = MOVES[act].get(State(self.state))
        if to is None:
            raise CannotDoNow()
        self.state, self.version = to.value, self.version + 1
        db.session.flush()
