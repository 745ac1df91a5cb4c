"""What is done about a request: verbs over the table `MOVES`, each with the clocks it moves.

A verb reads the request anew and keeps it until the commit: of two clicks the second finds what
the first has done.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import clock, journal
from app.db import db
from app.support.clocks import opening
from app.support.duties import Duty
from app.support.messages import Side
from app.support.refusals import (
    CannotDoNow,
    NothingSaid,
    NotInLine,
    NotOnYourDesk,
    NotTheAsker,
)
from app.support.routing import Worktime, may_lie, next_desk
from app.support.states import ANSWERS, BY_ASKER, BY_DESK, MOVES, TO_DO, Act, State
from app.support.telling import tell_asker
from app.support.ticking import Ticking
from app.tenancy import Scope
from app.units import Unit


class Acting(Ticking):
    """The verbs of a request. `here` is the unit in whose address somebody acts."""

    if TYPE_CHECKING:
        id: Any
        unit_id: Any
        unit_path: Any
        desk: Any
        first_after: Any
        solved_after: Any
        touched_at: Any
        reopened: Any

        def step(self, *said: Any) -> None: ...
        def say(self, *said: Any) -> Any: ...

    def answer(
        self, act: Act, text: str, here: Unit, *, by: int, signed_by: str, at: dt.datetime
    ) -> None:
        """Say something as the desk: go on (REPLY), wait for the asker (ASK_BACK), or be done.

        :raises NothingSaid: there are no words
        :raises NotOnYourDesk: another unit has it in hand
        :raises CannotDoNow: the state allows it not
        """
        assert act in ANSWERS
        self._lock()
        if act is Act.SOLVE and self.state == State.SOLVED:
            return
        if not text:
            raise NothingSaid()
        self._go(act, here, by, signed_by, at)
        self.say(text, _side(act), by, signed_by, at)
        journal.record("request.answer", self, by=by, at=at, fields=["state"])
        tell_asker(self, act, by=by, at=at)

    def answer_also(self, act: Act, text: str, *, by: int, signed_by: str, at: dt.datetime) -> None:
        """Say what was answered to the one that this one is answered together with; what solves
        that one solves this one.

        :raises CannotDoNow: it is answered by itself
        """
        self._lock()
        if self.state != State.MERGED:
            raise CannotDoNow()
        if act is Act.SOLVE:
            self._go(act, self._desk(), by, signed_by, at)
        self.touched_at = at
        self.first_after = self.spent if self.first_after is None else self.first_after
        self.say(text, Side.DESK, by, signed_by, at)
        journal.record("request.answer", self, by=by, at=at, fields=["state"])
        tell_asker(self, act, by=by, at=at)

    def add(
        self, text: str, here: Unit, *, by: int | None, signed_by: str, at: dt.datetime
    ) -> None:
        """Say more as the asker; what was solved is taken up again.

        :raises NothingSaid: there are no words
        :raises NotTheAsker: it is another unit's
        """
        self._lock()
        if not text:
            raise NothingSaid()
        act = Act.REOPEN if self.state == State.SOLVED else Act.ADD
        self._go(act, here, by, signed_by, at)
        if act is Act.REOPEN:
            self.reopened += 1
        self.say(text, _side(act), by, signed_by, at)
        journal.record("request.add", self, by=by, at=at, fields=["state"])

    def withdraw(self, here: Unit, *, by: int, signed_by: str, at: dt.datetime) -> None:
        """Ask no longer; a second time changes nothing."""
        self._lock()
        if self.state != State.WITHDRAWN:
            self._go(Act.WITHDRAW, here, by, signed_by, at)
            journal.record("request.withdraw", self, by=by, at=at, fields=["state"])

    def merged(self, here: Unit, *, by: int, signed_by: str, at: dt.datetime) -> None:
        """Be answered together with another one; `inside.Tie` says with which."""
        self._lock()
        if self.state != State.MERGED:
            self._go(Act.MERGE, here, by, signed_by, at)
            journal.record("request.merge", self, by=by, at=at, fields=["state"])

    def split(self, here: Unit, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """Be answered by itself after all: it waits anew; a second time changes nothing.

        :raises NotOnYourDesk: another unit has it in hand
        """
        self._lock()
        if self.state == State.MERGED:
            self._go(Act.SPLIT, here, by, signed_by, at)
            journal.record("request.split", self, by=by, at=at, fields=["state"])

    def hand_over(self, to: Unit, here: Unit, *, by: int, signed_by: str, at: dt.datetime) -> None:
        """Lay it on another desk of the asker's line; the clocks run on by that desk's hours.

        :raises NotInLine: that desk lies below or beside the asker's line
        """
        self._lock()
        if self.desk_unit_id == to.id:
            return
        self.must_be_in_line(to, self)
        self._go(Act.HAND_OVER, here, by, signed_by, at, to=to)
        journal.record("request.hand-over", self, by=by, at=at, fields=["desk_unit_id"])
        if Scope(to.path).holds(here.path):
            tell_asker(self, Act.HAND_OVER, by=by, at=at)

    def climb(self, *, at: dt.datetime) -> bool:
        """Go up because nobody has answered; at the root it stays where it is.

        False: it was not due, or somebody was quicker.
        """
        self._lock()
        if self.state != State.NEW or self.climbs_at is None or self.climbs_at > at:
            return False
        desk = self._desk()
        to = self.above(desk, at)
        if to is None:
            self.climbs_at = None
            return True
        self._go(Act.CLIMB, desk, None, "", at, to=to)
        journal.record("request.climb", self, by=None, at=at, fields=["desk_unit_id"])
        tell_asker(self, Act.CLIMB, by=None, at=at)
        return True

    @staticmethod
    def above(desk: Unit, at: dt.datetime) -> Unit | None:
        """The desk that comes after one, by the day on which it will be read; the root has none."""
        rosters = Duty.rosters(desk.path)
        day = clock.day_of(opening(at, Worktime(Duty.worktime(desk).workdays).hours))
        path = next_desk(desk.path, rosters, day)
        return open_at(path) if path else None

    def relocate(self, to: Unit, *, signed_by: str, at: dt.datetime) -> None:
        """Lie on another desk because units have moved or closed.

        Minutes on the old desk count as far as its hours are still seen from here.
        """
        if db.session.get(Unit, self.desk_unit_id) is not None:
            self.spent = self.shown_spent(at)
        before, self.desk_unit_id, self.touched_at = self.state, to.id, at
        db.session.flush()
        db.session.expire(self, ["desk"])
        time = Duty.worktime(to)
        self.set_clocks(time, at, arrived=to)
        if self.state in TO_DO:
            self.call_desk(Act.HAND_OVER, time, at, arrived=True)
        self.step(Act.HAND_OVER, before, None, signed_by, at)
        journal.record("request.relocate", self, by=None, at=at, fields=["desk_unit_id"])

    @staticmethod
    def must_be_in_line(desk: Unit, asker: Any) -> None:
        """:raises NotInLine: the desk is neither the asker's unit nor one above it, or is closed"""
        if not may_lie(desk.path, asker.unit_path) or not desk.is_open:
            raise NotInLine()

    def _go(
        self,
        act: Act,
        here: Unit,
        by: int | None,
        signed_by: str,
        at: dt.datetime,
        to: Unit | None = None,
    ) -> None:
        if act in BY_DESK and here.id != self.desk_unit_id:
            raise NotOnYourDesk()
        if act in BY_ASKER and here.id != self.unit_id:
            raise NotTheAsker()
        after = MOVES[act].get(State(self.state))
        if after is None:
            raise CannotDoNow()
        self.spent = self.shown_spent(at)
        before, self.state, self.touched_at = self.state, after.value, at
        if act in ANSWERS and self.first_after is None:
            self.first_after = self.spent
        self.solved_after = self.spent if act is Act.SOLVE else self.solved_after
        if to is not None:
            self.desk_unit_id = to.id
            db.session.flush()
            db.session.expire(self, ["desk"])
        desk = self._desk()
        if before == State.MERGED:  # as if it had just come
            to = desk
        time = Duty.worktime(desk)
        self.set_clocks(time, at, arrived=to)
        self.call_desk(act, time, at, arrived=to is not None)
        self.step(act, before, by, signed_by, at)

    def _lock(self) -> None:
        db.session.refresh(self, with_for_update={"of": type(self)})


def open_at(path: str) -> Unit:
    """The unit at a path; where it is closed the nearest one above that works."""
    line = Unit.path.in_([*Scope(path).ancestors, path])
    query = sa.select(Unit).where(line, Unit.closed_on.is_(None)).order_by(Unit.path.desc())
    return db.session.scalars(query.limit(1)).one()


def _side(act: Act) -> Side:
    return Side.ASKER if act in BY_ASKER else Side.DESK
