"""The figures of every unit of a subtree in one pass: a few range statements, read side by side in
the order of paths and rolled up as they come, so that no more is held than the units on the way
down to the one at hand, and their children.
"""

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import clock
from app.db import db
from app.deadlines.passes import Pass
from app.initiatives import COUNTED_BY, Tally, TallyDay
from app.programmes import Cutoff
from app.progress import Counts, Pace
from app.quotas import QuotaBalance, QuotaDecision, QuotaEntry
from app.tenancy import Scope
from app.units import Unit

AT_ONCE = 5_000
STATES = ("submitted", "endorsed", "valid", "invalid", "returned")


@dataclass(slots=True)
class Branch:
    """An open unit with all below it. `counts` are by state as in `STATES`; `added` is what each
    of the last days added, by the programme's way of counting."""

    id: int
    path: str
    code: str
    name: str
    deadline: dt.datetime
    quota: int | None = None
    given_on: dt.date | None = None
    unanswered: bool = False
    counts: list[int] = field(default_factory=lambda: [0] * len(STATES))
    added: dict[dt.date, int] = field(default_factory=dict)
    children: "list[Branch]" = field(default_factory=list)
    _pace: Pace | None = None

    @property
    def sums(self) -> Counts:
        return Counts(*self.counts)

    def pace(self, at: Pass, today: dt.date) -> Pace | None:
        """Its pace at its own deadline, when its sums are whole; None without a quota."""
        if not self.quota:
            return None
        if self._pace is None:
            count = self.sums.by(at.definition)
            last = clock.day_of(self.deadline)
            self._pace = Pace(self.quota, count, at.first_day, last, today)
        return self._pace

    def take(self, other: "Branch") -> None:
        """Add a child that is whole, and keep it without its own children."""
        other.children = []
        self.children.append(other)
        for place, number in enumerate(other.counts):
            self.counts[place] += number
        for day, change in other.added.items():
            self.added[day] = self.added.get(day, 0) + change


def branches(one: Pass, top: str, today: dt.date) -> Iterator[Branch]:
    """Every open unit of a subtree that has open children, those below before those above; the
    children are whole, the unit's own sums are not yet."""
    read = Reading(one, top, today)
    stack: list[Branch] = []
    for path, kind, row in heapq.merge(*read.streams()):
        yield from _close(stack, path)
        if kind == UNIT:
            above = stack[-1].deadline if stack else read.deadline_above
            deadline = read.cutoffs.get(path, above)
            stack.append(Branch(row.id, path, row.code, row.name, deadline))
        elif stack:  # sums of a closed unit belong to the nearest open one above it
            _take_in(stack[-1], kind, row, is_own=stack[-1].path == path)
    yield from _close(stack, "")
    if stack and stack[0].children:
        yield stack[0]


def _close(stack: list[Branch], path: str) -> Iterator[Branch]:
    """Take units off whose subtree is over, each into the one above it."""
    while len(stack) > 1 and not (path and path.startswith(stack[-1].path)):
        done = stack.pop()
        if done.children:
            yield done
        stack[-1].take(done)


def _take_in(branch: Branch, kind: int, row: Any, *, is_own: bool) -> None:
    if kind == TALLY:
        for place, number in enumerate(row[1:]):
            branch.counts[place] += int(number)
    elif kind == DAY:
        branch.added[row.day] = branch.added.get(row.day, 0) + int(row.change)
    elif kind == QUOTA and is_own:
        branch.quota = row.received
    elif kind == GIVEN and is_own:
        branch.given_on = clock.day_of(row.at)
    elif kind == UNANSWERED and is_own:
        branch.unanswered = True


UNIT, TALLY, DAY, QUOTA, GIVEN, UNANSWERED = range(6)


class Reading:
    """The statements of a pass over a subtree; each is read a few thousand rows at a time."""

    def __init__(self, one: Pass, top: str, today: dt.date) -> None:
        self.one, self.today = one, today
        self.low, self.high = Scope(top).bounds
        line = Scope(top).ancestors
        query = sa.select(Cutoff.unit_path, Cutoff.at).where(
            Cutoff.stage_id == one.stage.id,
            sa.or_(Cutoff.unit_path.in_(line), sa.and_(*self._inside(Cutoff))),
        )
        self.cutoffs: dict[str, dt.datetime] = dict(db.session.execute(query).all())
        above = [self.cutoffs[path] for path in line if path in self.cutoffs]
        self.deadline_above = above[-1] if above else one.stage.submitted_until

    def streams(self) -> Iterator[Iterator[tuple[str, int, Any]]]:
        """Rows by path, each with what it is; a row's first column is the path."""
        yield self._rows(UNIT, self._units())
        yield self._rows(TALLY, self._tallies())
        yield self._rows(QUOTA, self._quotas())
        if self.one.days_back:
            yield self._rows(DAY, self._days())
            yield self._rows(GIVEN, self._given())
        if self.one.asks_for_quotas:
            yield self._rows(UNANSWERED, self._unanswered())

    def _rows(self, kind: int, query: Any) -> Iterator[tuple[str, int, Any]]:
        found = db.session.execute(query.execution_options(yield_per=AT_ONCE))
        return ((row[0], kind, row) for row in found)

    def _inside(self, model: Any) -> tuple[Any, Any]:
        return model.unit_path >= self.low, model.unit_path < self.high

    def _units(self) -> Any:
        columns = (Unit.path, Unit.id, Unit.code, Unit.name)
        query = sa.select(*columns).where(Unit.path >= self.low, Unit.path < self.high)
        return query.where(Unit.closed_on.is_(None)).order_by(Unit.path)

    def _tallies(self) -> Any:
        sums = (sa.func.sum(getattr(Tally, name)) for name in STATES)
        query = sa.select(Tally.unit_path, *sums).where(
            Tally.stage_id == self.one.stage.id, *self._inside(Tally)
        )
        return query.group_by(Tally.unit_path).order_by(Tally.unit_path)

    def _quotas(self) -> Any:
        query = sa.select(QuotaBalance.unit_path, QuotaBalance.received).where(
            QuotaBalance.programme_id == self.one.programme.id,
            QuotaBalance.stage_id == self.one.stage.id,
            *self._inside(QuotaBalance),
        )
        return query.order_by(QuotaBalance.unit_path)

    def _days(self) -> Any:
        """What the last days added to the count that the programme goes by."""
        names = COUNTED_BY[self.one.definition.value]
        change = sa.func.sum(
            sum((getattr(TallyDay, n) for n in names[1:]), getattr(TallyDay, names[0]))
        )
        query = sa.select(TallyDay.unit_path, TallyDay.day, change.label("change")).where(
            TallyDay.stage_id == self.one.stage.id,
            TallyDay.day > self.one.history_since(self.today),
            TallyDay.day <= self.today,
            *self._inside(TallyDay),
        )
        return query.group_by(TallyDay.unit_path, TallyDay.day).order_by(TallyDay.unit_path)

    def _given(self) -> Any:
        """When quotas were last changed, of those changed lately: nobody was behind before."""
        since = clock.start_of(self.one.history_since(self.today))
        entry = QuotaEntry
        query = sa.select(entry.unit_path, sa.func.max(entry.at).label("at")).where(
            entry.programme_id == self.one.programme.id,
            entry.stage_id == self.one.stage.id,
            entry.at >= since,
            entry.giver_id.is_distinct_from(entry.unit_id),
            *self._inside(entry),
        )
        return query.group_by(entry.unit_path).order_by(entry.unit_path)

    def _unanswered(self) -> Any:
        """Units that have not taken note of what was given to them."""
        decision = QuotaDecision
        query = sa.select(decision.unit_path).where(
            decision.programme_id == self.one.programme.id,
            decision.acknowledged_at.is_(None),
            decision.giver_id != decision.unit_id,
            *self._inside(decision),
        )
        return query.distinct().order_by(decision.unit_path)
