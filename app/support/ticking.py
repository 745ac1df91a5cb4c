"""The clocks of a request: what they show, when what is due, and when its desk is told."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.db import db
from app.support.clocks import due, minutes, opening
from app.support.duties import Duty
from app.support.routing import Worktime
from app.support.states import CALLS_DESK, RUNNING, Act, State
from app.units import Unit

FIRST_ANSWER = 4 * 60
"""Working minutes until somebody has answered."""
SOLUTION = 3 * 8 * 60
"""Working minutes until it is solved."""
CLIMBS_AFTER = 8 * 60
"""Working minutes on a desk that does not answer."""
TOGETHER = dt.timedelta(minutes=20)
"""What comes to a desk within that time is told in one digest."""


class Ticking:
    """The verbs that move its clocks."""

    if TYPE_CHECKING:
        state: Any
        desk_unit_id: Any
        spent: Any
        running_since: Any
        first_after: Any
        first_due_at: Any
        due_at: Any
        climbs_at: Any
        tell_at: Any

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

    def call_desk(self, act: Act, time: Worktime, at: dt.datetime, *, arrived: bool) -> None:
        """Say when the people of the desk are told: in their hours, and with what else comes.

        Whatever the desk does itself, it knows.
        """
        if act not in CALLS_DESK:
            self.tell_at = None
        elif arrived or self.tell_at is None:
            self.tell_at = opening(at + TOGETHER, time.hours)

    def _desk(self) -> Unit:
        return db.session.get_one(Unit, self.desk_unit_id)
