"""The moves of an initiative: verbs over the table `MOVES`, each written and counted once."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db
from app.initiatives.consent import ConsentMissing
from app.initiatives.states import DECIDED, MOVES, PENDING, Act, State
from app.initiatives.tallies import Move
from app.programmes import Stop, Task, Window, stops
from app.tenancy import part_of
from app.web.errors import Refused

UNDO_FOR = dt.timedelta(minutes=15)
"""How long a decision may be taken back; until then nobody outside is told of it."""


class CannotDoNow(Refused):
    """The state allows no such act; somebody else was probably quicker."""

    message = _l("Sáng kiến vừa được xử lý hoặc không còn ở trạng thái cho phép làm việc này.")


class TooLate(Refused):
    message = _l("Đã hết hạn nộp của giai đoạn này.")


class TooEarly(TooLate):
    message = _l("Giai đoạn này chưa đến ngày nhận đăng ký.")


class ChangedMeanwhile(Refused):
    message = _l("Sáng kiến vừa được người khác sửa. Xin mở lại trang để xem rồi sửa tiếp.")


class Moving:
    """What changes an initiative's state. A verb gone through before changes nothing."""

    if TYPE_CHECKING:
        id: Any
        unit: Any
        unit_id: Any
        stage: Any
        stage_id: Any
        target_group: Any
        benefit_claimed: Any
        benefit_verified: Any
        state: Any
        desk_unit_id: Any
        desk_since: Any
        desk_person_id: Any
        agreed: Any
        sent_back_by_id: Any
        submitted_at: Any
        consent: Any
        compared: Any
        moves: Any

    def may(self, act: Act) -> bool:
        """Whether the state allows an act."""
        return State(self.state) in MOVES[act][0]

    def submit(self, window: Window, *, by: int | None, at: dt.datetime) -> None:
        """Hand it in: to the chair of a grassroots union, else to the unit's own desk.

        What is handed in already stays where it lies: a second click changes nothing.

        :param window: its stage as the unit sees it
        :raises TooLate: the window is not open; what was returned may still come back
        :raises ConsentMissing: nobody has noted that its author agreed
        """
        if self.state in PENDING:
            return
        if self.state == State.DRAFT and not window.is_open(at):
            raise TooLate() if at > window.deadline else TooEarly()
        if self.consent is None:
            raise ConsentMissing()
        first, *_later = stops(self.unit, self.stage)
        self._move(Act.SUBMIT, to_desk=self.unit_id, by=by, at=at)
        self.submitted_at = self.submitted_at or at
        if first.step.task is not Task.CONFIRM:
            self._move(Act.ENDORSE, to_desk=first.desk.id, by=by, at=at)

    def endorse(self, *, by: int | None, at: dt.datetime) -> None:
        """Confirm it at the grassroots union and hand it up to the desk that decides first."""
        self._move(Act.ENDORSE, to_desk=self.deciding_stops()[0].desk.id, by=by, at=at)

    def deciding_stops(self) -> list[Stop]:
        """The desks that decide on it, in their order, as units stand now."""
        return [s for s in stops(self.unit, self.stage) if s.step.task is Task.DECIDE]

    def agree(self) -> None:
        """One more person of the desk finds it valid; the step asks for others too."""
        self.agreed += 1

    def pass_up(self, to: Stop, *, by: int, at: dt.datetime) -> None:
        """This desk finds it valid; a later step decides."""
        if self.state != State.ENDORSED:
            raise CannotDoNow()
        self.lay(to.desk.id, at)
        journal.record("initiative.pass-up", self, by=by, at=at, fields=["desk_unit_id"])

    def accept(self, *, by: int, at: dt.datetime) -> None:
        """Decide that it is valid."""
        self._move(Act.ACCEPT, to_desk=None, by=by, at=at)

    def reject(self, *, by: int, at: dt.datetime) -> None:
        """Decide that it is invalid; `reviews` keeps the reasons."""
        self._move(Act.REJECT, to_desk=None, by=by, at=at)

    def send_back(self, *, by: int, at: dt.datetime) -> None:
        """Ask its unit to amend it; `reviews` keeps the reasons."""
        desk = self.desk_unit_id
        if self._move(Act.RETURN, to_desk=self.unit_id, by=by, at=at):
            self.sent_back_by_id = desk

    def appeal(self, to_desk: int, *, by: int, at: dt.datetime) -> None:
        """Ask for a second look at a refusal, at another desk."""
        self._move(Act.APPEAL, to_desk=to_desk, by=by, at=at)

    def reopen(self, to_desk: int, *, by: int, at: dt.datetime) -> None:
        """Decide anew what was decided; `reviews` keeps the reason."""
        self._move(Act.REOPEN, to_desk=to_desk, by=by, at=at)

    def take_back(
        self, to: State, to_desk: int | None, *, since: dt.datetime, by: int, at: dt.datetime
    ) -> None:
        """Undo a decision: back to the state, the desk and the age it had there."""
        if self.state != to:
            self._move(Act.UNDO, to=to, to_desk=to_desk, by=by, at=at)
        else:
            journal.record("initiative.undo", self, by=by, at=at, fields=["desk_unit_id"])
        self.lay(to_desk, since)

    def told_state(self, now: dt.datetime) -> State:
        """The state that is told outside: a decision that may still be undone is none yet."""
        if self.state not in DECIDED or now - self.desk_since >= UNDO_FOR:
            return State(self.state)
        own = self.sent_back_by_id == self.unit_id and self._is_grassroots
        return State.SUBMITTED if own else State.ENDORSED

    def withdraw(self, *, by: int, at: dt.datetime) -> None:
        """Take it back before it is decided."""
        self._move(Act.WITHDRAW, to_desk=None, by=by, at=at)
        self.compared = False  # nothing is like it any more

    def mark_duplicate(self, *, by: int, at: dt.datetime) -> None:
        """Say that it repeats another one, which `similar` names."""
        self._move(Act.MARK_DUPLICATE, to_desk=None, by=by, at=at)
        self.compared = False

    def restore(self, *, by: int, at: dt.datetime) -> None:
        """It repeats none after all: back to the state and the desk it was taken from."""
        if self.state in PENDING:
            return
        if not self.may(Act.RESTORE):
            raise CannotDoNow()
        before = self.state_before
        self._move(Act.RESTORE, to=before, to_desk=self.desk_before().id, by=by, at=at)
        self.compared = False

    @property
    def state_before(self) -> State:
        """The state that its last move took it from."""
        return State(self.moves[-1].from_state)

    def desk_before(self) -> Any:
        """The unit on whose desk it would lie in that state, as units stand now."""
        if self.state_before == State.ENDORSED:
            return self.deciding_stops()[0].desk
        return self.unit

    @property
    def _is_grassroots(self) -> bool:
        return bool(self.unit.kind and self.unit.kind.grassroots)

    def lay(self, desk: int | None, since: dt.datetime) -> None:
        """Put it on a desk, in nobody's hands yet."""
        self.desk_unit_id, self.desk_since = desk, since
        self.desk_person_id, self.agreed, self.sent_back_by_id = None, 0, None

    def _move(
        self,
        act: Act,
        *,
        to_desk: int | None,
        by: int | None,
        at: dt.datetime,
        to: State | None = None,
    ) -> bool:
        """Go through a move of the table; False when it was gone through before (a double click).

        :param to: another state than the table's, where an act leads back
        :raises CannotDoNow: the state allows no such act
        """
        allowed, target = MOVES[act]
        target = to or target
        if self.state == target:
            return False
        if State(self.state) not in allowed:
            raise CannotDoNow()
        before, self.state = self.state, target.value
        self.lay(to_desk, at)
        self._count(before, target.value, by=by, at=at)
        journal.record(f"initiative.{act.value}", self, by=by, at=at, fields=["state"])
        return True

    def _count(
        self, before: str | None, after: str | None, *, by: int | None, at: dt.datetime
    ) -> None:
        """Write a move in the cell it lies in now, and add it to the sums."""
        move = {
            **part_of(self),
            "initiative_id": self.id,
            "stage_id": self.stage_id,
            "target_group": self.target_group,
            "from_state": before,
            "to_state": after,
            "benefit_before": self.benefit_claimed,
            "benefit_after": self.benefit_claimed,
            "verified_before": self.benefit_verified,
            "verified_after": self.benefit_verified,
            "at": at,
            "by_id": by,
        }
        db.session.flush()
        Move.write([move])
        db.session.expire(self, ["moves"])
