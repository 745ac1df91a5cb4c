"""The moves of an initiative: verbs over the table `MOVES`, each written and counted once."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db
from app.initiatives.consent import ConsentMissing
from app.initiatives.states import MOVES, PENDING, Act, State
from app.initiatives.tallies import Move
from app.programmes import Window
from app.tenancy import part_of
from app.web.errors import Refused


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
        stage_id: Any
        target_group: Any
        benefit_claimed: Any
        state: Any
        desk_unit_id: Any
        desk_since: Any
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
        self._move(Act.SUBMIT, to_desk=self.unit_id, by=by, at=at)
        self.submitted_at = self.submitted_at or at
        if not self._needs_confirming:
            self._move(Act.ENDORSE, to_desk=self.unit_id, by=by, at=at)

    def endorse(self, *, by: int | None, at: dt.datetime) -> None:
        """Confirm it at the grassroots union and hand it up to the unit above."""
        parent = self.unit.parent()
        self._move(Act.ENDORSE, to_desk=parent.id if parent else self.unit_id, by=by, at=at)

    def accept(self, *, by: int, at: dt.datetime) -> None:
        """Decide that it is valid."""
        self._move(Act.ACCEPT, to_desk=None, by=by, at=at)

    def reject(self, *, by: int, at: dt.datetime) -> None:
        """Decide that it is invalid; `reviews` keeps the reasons."""
        self._move(Act.REJECT, to_desk=None, by=by, at=at)

    def send_back(self, *, by: int, at: dt.datetime) -> None:
        """Ask its unit to amend it; `reviews` keeps the reasons."""
        self._move(Act.RETURN, to_desk=self.unit_id, by=by, at=at)

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
        if self.state == State.DUPLICATE:
            before = self.state_before
            self._move(Act.RESTORE, to=before, to_desk=self.desk_before().id, by=by, at=at)
            self.compared = False

    @property
    def state_before(self) -> State:
        """The state that its last move took it from."""
        return State(self.moves[-1].from_state)

    def desk_before(self) -> Any:
        """The unit on whose desk it would lie in that state, as units stand now."""
        confirmed = self.state_before == State.ENDORSED and self._needs_confirming
        return (self.unit.parent() if confirmed else None) or self.unit

    @property
    def _needs_confirming(self) -> bool:
        return bool(self.unit.kind and self.unit.kind.grassroots)

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
        self.desk_unit_id, self.desk_since = to_desk, at
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
            "at": at,
            "by_id": by,
        }
        db.session.flush()
        Move.write([move])
        db.session.expire(self, ["moves"])
