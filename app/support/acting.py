"""What is done about a request: verbs over the table `MOVES`, each with the clocks it moves.

A verb reads the request anew and keeps it until the commit: of two clicks the second finds what
the first has done.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from blinker import Signal

from app import clock, journal
from app.db import db
from app.support.clocks import due, minutes, opening
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
from app.support.states import ANSWERS, BY_ASKER, BY_DESK, MOVES, RUNNING, Act, State
from app.units import Unit

FIRST_ANSWER = 4 * 60
"""Working minutes until somebody has answered."""
SOLUTION = 3 * 8 * 60
"""Working minutes until it is solved."""
CLIMBS_AFTER = 8 * 60
"""Working minutes on a desk that does not answer."""

leaving = Signal()  # sender: a request that is about to leave its desk; `desk`, `by`, `at`


class Acting:
    """The verbs of a request. `here` is the unit in whose address somebody acts."""

    if TYPE_CHECKING:
        id: Any
        unit_id: Any
        unit_path: Any
        state: Any
        desk: Any
        desk_unit_id: Any
        spent: Any
        running_since: Any
        first_after: Any
        solved_after: Any
        first_due_at: Any
        due_at: Any
        climbs_at: Any
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

    def tell(self, text: str, *, by: int, signed_by: str, at: dt.datetime) -> None:
        """Say what was said to the one it is merged with; how it stands does not change."""
        self._lock()
        if self.state == State.MERGED:
            self.touched_at = at
            self.first_after = self.spent if self.first_after is None else self.first_after
            self.say(text, Side.DESK, by, signed_by, at)
            journal.record("request.tell", self, by=by, at=at)

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

    def climb(self, *, at: dt.datetime) -> None:
        """Go up because nobody has answered; at the root it stays where it is."""
        self._lock()
        if self.state != State.NEW or self.climbs_at is None or self.climbs_at > at:
            return
        desk = self._desk()
        rosters = Duty.rosters(desk.path)
        day = clock.day_of(opening(at, Worktime(Duty.worktime(desk).workdays).hours))
        path = next_desk(desk.path, rosters, day)
        if path is None:
            self.climbs_at = None
            return
        to = db.session.scalars(sa.select(Unit).where(Unit.path == path)).one()
        self._go(Act.CLIMB, desk, None, "", at, to=to)
        journal.record("request.climb", self, by=None, at=at, fields=["desk_unit_id"])

    def relocate(self, to: Unit, *, signed_by: str, at: dt.datetime) -> None:
        """Lie on a desk of the asker's new line: the old one sees it no longer.

        What the clocks showed stays as it was counted last.
        """
        desk = db.session.get(Unit, self.desk_unit_id)
        if desk is not None:
            leaving.send(self, desk=desk, by=None, at=at)
        before, self.desk_unit_id, self.touched_at = self.state, to.id, at
        if self.state == State.MERGED:  # what it was merged with stays behind
            self.state = MOVES[Act.SPLIT][State.MERGED].value
        db.session.flush()
        db.session.expire(self, ["desk"])
        self.set_clocks(Duty.worktime(to), at, arrived=to)
        self.step(Act.HAND_OVER, before, None, signed_by, at)

    @staticmethod
    def must_be_in_line(desk: Unit, asker: Any) -> None:
        """:raises NotInLine: the desk is neither the asker's unit nor one above it"""
        if not may_lie(desk.path, asker.unit_path):
            raise NotInLine()

    def shown_spent(self, at: dt.datetime) -> int:
        """Working minutes until now, as the clock shows them."""
        if self.running_since is None:
            return self.spent
        return self.spent + minutes(self.running_since, at, Duty.worktime(self._desk()).hours)

    def set_clocks(self, time: Worktime, at: dt.datetime, *, arrived: Unit | None = None) -> None:
        """Say when what is due, by the hours of the desk it lies on.

        :param arrived: the desk, if the request has just come there
        """
        runs = self.state in RUNNING
        self.running_since = at if runs else None
        self.due_at = due(at, SOLUTION - self.spent, time.hours) if runs else None
        waits = self.state == State.NEW
        first = waits and self.first_after is None
        self.first_due_at = due(at, FIRST_ANSWER - self.spent, time.hours) if first else None
        if not waits:
            self.climbs_at = None
        elif arrived is not None:
            upward = arrived.parent_path is not None
            self.climbs_at = due(at, CLIMBS_AFTER, time.hours) if upward else None

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
        if to is not None:
            leaving.send(self, desk=here, by=by, at=at)
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
        anew = before == State.MERGED  # as if it had just come
        self.set_clocks(Duty.worktime(desk), at, arrived=to or (desk if anew else None))
        self.step(act, before, by, signed_by, at)

    def _desk(self) -> Unit:
        return db.session.get_one(Unit, self.desk_unit_id)

    def _lock(self) -> None:
        db.session.refresh(self, with_for_update=True)


def _side(act: Act) -> Side:
    return Side.ASKER if act in BY_ASKER else Side.DESK
