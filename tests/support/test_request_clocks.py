"""The clocks of a request against a count of every minute of its story."""

import datetime as dt
import random
from dataclasses import dataclass, field

import pytest
from flask import current_app

from app import clock
from app.support import Request
from app.support.states import RUNNING, Act, State
from app.support.ticking import CLIMBS_AFTER, FIRST_ANSWER, SOLUTION
from tests.support.conftest import GRASSROOTS, UPPER, ask, moment, unit
from tests.support.laid import ABOVE, BEGIN, Laid

OLD_LINE, NEW_LINE = ABOVE[GRASSROOTS], [*ABOVE["huyen-b1"], GRASSROOTS]
WHAT = ["reply", "ask-back", "add", "add", "hand-over", "hand-over", "solve", "move", "climb"]


def set_clock(at: dt.datetime) -> None:
    current_app.extensions["clock"]._read = at - clock.real(), True


@dataclass
class Story:
    """A request, and beside it what its clocks should show."""

    dice: random.Random
    laid: Laid
    request: Request
    at: dt.datetime
    line: list[str] = field(default_factory=lambda: OLD_LINE)
    total: int = 0
    first: int | None = None
    solved: int | None = None
    climbs: dt.datetime | None = None

    def pass_time(self) -> None:
        minutes = self.dice.choice([self.dice.randrange(1, 90), self.dice.randrange(1, 3000)])
        then = (self.at + dt.timedelta(minutes=minutes)).replace(second=self.dice.randrange(1, 50))
        if self.request.state in RUNNING:
            self.total += self.laid.counted(self.request.desk.code, self.at, then)
        self.at = then
        assert self.request.shown_spent(then) == self.total

    def arrive(self) -> None:
        desk = self.request.desk.code
        waits = self.request.state == State.NEW and desk != "tld"
        self.climbs = self.laid.due(desk, self.at, CLIMBS_AFTER) if waits else None

    def act(self) -> None:
        what, here = self.dice.choice(WHAT), self.request.desk
        signed = {"by": 1, "signed_by": "Trần Văn Bình", "at": self.at}
        if what == "climb":
            due = self.climbs is not None and self.climbs <= self.at
            assert self.request.climb(at=self.at) == due
            if due:
                self.arrive()
        elif what == "move" and here.code != GRASSROOTS:
            self.move()
        elif self.request.state == State.SOLVED or what == "add":
            self.request.add("Thêm", unit(GRASSROOTS), **signed)
        elif what == "hand-over":
            to = unit(self.dice.choice(self.line))
            self.request.hand_over(to, here, **signed)
            if to.id != here.id:
                self.arrive()
        elif what in ("reply", "ask-back", "solve"):
            self.first = self.total if self.first is None else self.first
            self.solved = self.total if what == "solve" else self.solved
            self.request.answer(Act(what), "Lời", here, **signed)
            self.climbs = None

    def move(self) -> None:
        """The unit goes to another province, and back; its desk follows where it must."""
        self.line = NEW_LINE if self.line == OLD_LINE else OLD_LINE
        before = self.request.desk.code
        set_clock(self.at)
        unit(GRASSROOTS).move(unit(self.line[-2]), by=1, at=self.at)
        self.laid.put(GRASSROOTS, self.line)
        assert self.request.desk.code in self.line
        if self.request.desk.code != before:
            self.arrive()

    def check(self) -> None:
        request, runs = self.request, self.request.state in RUNNING
        assert request.shown_spent(self.at) == self.total
        assert (request.first_after, request.solved_after) == (self.first, self.solved)
        assert request.climbs_at == self.climbs
        waits = request.state == State.NEW
        assert request.first_due_at == (self.due(FIRST_ANSWER) if waits else None)
        assert request.due_at == (self.due(SOLUTION) if runs else None)

    def due(self, much: int) -> dt.datetime:
        """As it was counted at the last act on the request."""
        done = self.request.steps[-1]
        return self.laid.due(self.request.desk.code, done.at, much - done.spent)


@pytest.mark.parametrize("seed", range(30))
def test_clocks_are_those_that_a_count_of_minutes_finds(as_unit, seed):
    """Own days, Tết, rosters with absences and stand-ins; pauses, hand-overs, climbs, moves."""
    dice = random.Random(seed)
    at = dt.datetime.combine(BEGIN, dt.time(dice.randrange(24), dice.randrange(60), 7), clock.HANOI)
    with as_unit("tld") as session:
        laid = Laid(dice)
        laid.lay_down()
        story = Story(dice, laid, ask(at=at), at)
        story.arrive()
        for _number in range(9):
            story.pass_time()
            story.act()
            session.expire_all()
            story.check()
        assert [step.spent for step in story.request.steps] == sorted(
            step.spent for step in story.request.steps
        )


def test_due_is_counted_in_hours_of_the_desk(rostered, as_unit):
    with as_unit(GRASSROOTS):
        request = ask(at=moment("2023-03-10 16:00"))  # a Friday
        assert FIRST_ANSWER == 240
        assert request.first_due_at == moment("2023-03-13 10:30")
        assert SOLUTION == 3 * 480
        assert request.is_overdue(moment("2023-03-13 10:31"))
        assert not request.is_overdue(moment("2023-03-13 10:30"))


def test_waiting_for_the_asker_stops_the_clock(rostered, as_unit):
    with as_unit("tld"):
        request = ask(at=moment("2023-03-06 08:00"))
        signed = {"by": 1, "signed_by": "Bình"}
        later = moment("2023-03-06 09:00")
        request.answer(Act.ASK_BACK, "Quyết định số mấy?", unit(UPPER), at=later, **signed)
        assert (request.spent, request.due_at, request.next_due()) == (60, None, None)
        assert not request.is_overdue(moment("2023-05-06 09:00"))
        back = moment("2023-03-09 07:30")
        request.add("Số 12/QĐ", unit(GRASSROOTS), at=back, **signed)
        assert request.due_at == moment("2023-03-14 08:00")
