"""The clocks of a request against a count of every minute of its story."""

import datetime as dt
import random

import pytest

from app.calendars import OwnDay
from app.support import Duty
from app.support.acting import FIRST_ANSWER, SOLUTION
from app.support.states import RUNNING, Act
from tests.support.conftest import GRASSROOTS, PROVINCE, UPPER, ask, moment, on_duty, unit
from tests.support.test_clocks import counted
from tests.world import NOW

LINE = (GRASSROOTS, UPPER, PROVINCE, "tld")


@pytest.mark.parametrize("seed", range(12))
def test_clocks_are_those_that_a_count_of_minutes_finds(as_unit, seed):
    dice = random.Random(seed)
    with as_unit("tld"):
        on_duty(UPPER, hours="08:15-11:05 13:00-16:45", away_since=dt.date(2023, 3, 9))
        on_duty(PROVINCE, hours="06:00-22:00")
        free = dt.date(2023, 3, 8)
        OwnDay.mark(unit(UPPER), free, works=False, words="Đại hội", by=1, at=NOW)
        OwnDay.mark(unit("tld"), dt.date(2023, 3, 11), works=True, words="Làm bù", by=1, at=NOW)
        request = ask()
        at, total, first = NOW, 0, None
        for _number in range(10):
            then = at + dt.timedelta(minutes=dice.randrange(1, 900), seconds=dice.randrange(60))
            time = Duty.worktime(request.desk)
            if request.state in RUNNING:
                total += counted(at, then, time)
            at = then
            assert request.shown_spent(at) == total
            here, signed = request.desk, {"by": 1, "signed_by": "Bình", "at": at}
            what = dice.choice([Act.REPLY, Act.ASK_BACK, Act.ADD, Act.HAND_OVER, Act.SOLVE])
            if request.state == "solved" or what is Act.ADD:
                request.add("Thêm", unit(GRASSROOTS), **signed)
            elif what is Act.HAND_OVER:
                request.hand_over(unit(dice.choice(LINE)), here, **signed)
            else:
                first = total if first is None else first
                request.answer(what, "Lời", here, **signed)
            assert request.shown_spent(at) == total
            assert request.first_after == first
        assert all(step.spent <= total for step in request.steps)


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
