"""What a run would write at one unit: decided first, whether it is then written or only shown."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.deadlines.branches import Branch
from app.deadlines.ladders import ABOVE, Ladder, LadderStep
from app.deadlines.moments import Due
from app.deadlines.passes import Pass
from app.deadlines.rules import Reminding
from app.deadlines.survey import Upper
from app.progress import Pace


@dataclass
class Sending:
    """One reminder: of several days that are due, and held ones, the latest speaks for all."""

    one: Pass
    rule: Reminding
    child: Branch
    dues: list[Due]
    held: list[Any]
    title: str
    text: str

    @property
    def due(self) -> dt.date:
        return max([due.day for due in self.dues] + [row.due for row in self.held])

    @property
    def speaks(self) -> Due | None:
        """What is new and goes out; None where the latest is a held row."""
        newest = max(self.dues, key=lambda due: due.day, default=None)
        return newest if newest and newest.day == self.due else None

    @property
    def speaks_held(self) -> Any:
        """The held row that goes out; None where the latest is new."""
        if self.speaks is not None:
            return None
        return next(row for row in self.held if row.due == self.due)


@dataclass
class Held:
    """What was due for a unit while it is quiet there: it goes out at the next moment."""

    one: Pass
    rule: Reminding
    child: Branch
    dues: list[Due]


@dataclass
class Rise:
    """A step of a ladder that is due about a unit."""

    one: Pass
    ladder: Ladder
    step: LadderStep
    child: Branch
    pace: Pace
    since: dt.date
    due: dt.date
    next_on: dt.date | None
    title: str
    text: str

    @property
    def tells_above(self) -> bool:
        return ABOVE in self.step.told


@dataclass
class Plan:
    """All that a run writes at `upper`, in one transaction.

    `looked_at` are rules (with their stage) that are looked after until now; `begun` and `ended`
    times behind; `settled` and `resumed` steps; `later` the day of the next step by the id of the
    one before.
    """

    upper: Upper
    sendings: list[Sending] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    spared: list[int] = field(default_factory=list)
    looked_at: list[tuple[int, int]] = field(default_factory=list)
    rises: list[Rise] = field(default_factory=list)
    begun: list[dict[str, Any]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)
    later: dict[int, dt.date | None] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many reminders go out and steps are due."""
        return len(self.sendings) + len(self.rises)


@dataclass
class New:
    """Of a plan, what was really new when it was written, with the ids of the rows."""

    plan: Plan
    sent: list[tuple[int, Sending]] = field(default_factory=list)
    risen: list[tuple[int, Rise]] = field(default_factory=list)

    @property
    def upper(self) -> Upper:
        return self.plan.upper
