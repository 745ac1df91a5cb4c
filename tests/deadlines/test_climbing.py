"""A ladder climbed day by day: each step once, when its conditions hold, while none waits."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.access import Role
from app.deadlines import (
    ABOVE,
    Behind,
    Call,
    Escalation,
    Ladder,
    Measure,
    Outcome,
    Rung,
    StepKind,
)
from app.deadlines.run import run
from app.notices import Notice
from app.units import Unit
from app.workdays import DAY
from tests.deadlines.laying import LAID, MONDAY, at, codes, everything, hold, ladder, rows

STEPS = (
    Rung("Nhắc nhở", StepKind.REMIND),
    Rung("Gọi điện", StepKind.CALL, 5, Measure.POINTS, wait_days=7),
    Rung("Công văn", StepKind.DISPATCH, 3, Measure.COUNT, wait_days=10, told=(Role.LEADER.value,)),
    Rung("Đoàn công tác", StepKind.VISIT, wait_days=5, acts=Role.LEADER, told=(ABOVE,)),
)


@pytest.fixture
def house(app):
    """huyen-a1's ladder since Wednesday 1/3; cs-a11 has nothing of 30."""
    with app.app_context():
        with everything():
            hold("cs-a11", quota=30)
            ladder("huyen-a1", *STEPS)
        yield app


def steps() -> list[tuple[str, dt.date, str]]:
    return [(one.step, one.due, one.state) for one in rows(Escalation)]


def daily(since: dt.date, until: dt.date) -> None:
    """A run on every morning, also on days off."""
    day = since
    while day <= until:
        run(at(day))
        day += DAY


def verb(name: str, *given, moment: dt.datetime, **said) -> None:
    """Let somebody do something with the newest step."""
    with everything() as session:
        number = session.scalar(sa.select(sa.func.max(Escalation.id)))
        getattr(session.get_one(Escalation, number), name)(*given, by=1, at=moment, **said)


def titles(code: str) -> list[str]:
    name = codes()
    return [notice.title for notice in rows(Notice) if name[notice.unit_id] == code]


def test_the_first_step_goes_out_by_itself_and_the_next_waits_for_a_person(house):
    daily(LAID.date(), dt.date(2023, 3, 31))
    assert steps() == [
        ("Nhắc nhở", LAID.date(), "done"),
        ("Gọi điện", dt.date(2023, 3, 8), "due"),
    ]
    assert titles("cs-a11") == ["Nhắc nhở: tiến độ Giai đoạn 2"]
    assert titles("huyen-a1") == ["Đôn đốc: 1 đơn vị đến bước tiếp theo"] * 2
    first, second = rows(Escalation)
    assert first.next_on == second.due
    assert (second.quota, second.count, second.expected) == (30, 0, 17)


def test_it_is_climbed_to_its_end_and_the_unit_above_is_told(house):
    daily(LAID.date(), dt.date(2023, 3, 8))
    verb("do", moment=at(dt.date(2023, 3, 10)))
    daily(dt.date(2023, 3, 9), dt.date(2023, 3, 20))
    verb("skip", "Đơn vị đang sáp nhập", moment=at(dt.date(2023, 3, 21)))
    daily(dt.date(2023, 3, 21), dt.date(2023, 4, 30))
    assert steps() == [
        ("Nhắc nhở", LAID.date(), "done"),
        ("Gọi điện", dt.date(2023, 3, 8), "done"),
        ("Công văn", dt.date(2023, 3, 20), "skipped"),
        ("Đoàn công tác", dt.date(2023, 3, 27), "due"),  # the 26th is a Sunday
    ]
    assert titles("tinh-a") == ["LĐLĐ huyện Đông Sơn đôn đốc 1 đơn vị"]
    assert all(not one.tells_above for one in rows(Escalation))


def test_an_answer_and_a_promise_put_the_next_step_off(house):
    daily(LAID.date(), dt.date(2023, 3, 8))
    with everything():
        Call.log(
            Unit.by_code("huyen-a1"),
            Unit.by_code("cs-a11"),
            Outcome.PROMISED,
            promise_count=10,
            promise_by=dt.date(2023, 4, 3),
            by=1,
            at=at(dt.date(2023, 3, 9)),
        )
    daily(dt.date(2023, 3, 9), dt.date(2023, 4, 10))
    assert steps()[1:] == [
        ("Gọi điện", dt.date(2023, 3, 8), "done"),
        ("Công văn", dt.date(2023, 4, 4), "due"),
    ]
    verb("do", moment=at(dt.date(2023, 4, 10)))
    verb("answer", "Đã họp Ban Chấp hành", moment=at(dt.date(2023, 4, 12)))
    daily(dt.date(2023, 4, 11), dt.date(2023, 4, 20))
    assert steps()[-1] == ("Đoàn công tác", dt.date(2023, 4, 17), "due")


def test_a_pause_ends_on_its_day(house):
    daily(LAID.date(), dt.date(2023, 3, 8))
    verb("pause", "Chờ Đại hội", dt.date(2023, 3, 15), moment=at(dt.date(2023, 3, 9)))
    daily(dt.date(2023, 3, 9), dt.date(2023, 3, 14))
    assert steps()[-1][2] == "paused"
    run(at(dt.date(2023, 3, 15)))
    assert steps()[-1][2] == "due"


def test_who_catches_up_is_left_alone_and_begins_anew_when_it_falls_behind(house):
    daily(LAID.date(), dt.date(2023, 3, 8))
    with everything():
        hold("cs-a11", submitted=19)
    daily(dt.date(2023, 3, 9), dt.date(2023, 4, 12))
    (time,) = rows(Behind)
    assert time.until == dt.date(2023, 3, 9)
    assert [state for _step, _due, state in steps()] == ["done", "settled"]
    daily(dt.date(2023, 4, 13), dt.date(2023, 4, 30))
    first, second = rows(Behind)
    assert (first.id, second.until) == (time.id, None)
    assert second.since == dt.date(2023, 4, 13)
    assert steps()[2:] == [("Nhắc nhở", second.since, "done")]


def test_after_days_asleep_it_is_as_if_it_had_been_awake(house):
    run(at(LAID.date()))
    run(at(dt.date(2023, 3, 13)))
    (_first, second) = steps()
    assert second == ("Gọi điện", dt.date(2023, 3, 8), "due")


def test_how_far_behind_counts_at_each_step(app):
    with app.app_context():
        with everything():
            hold("cs-a11", quota=100, submitted=53)
            ladder(
                "huyen-a1",
                Rung("Nhắc nhở", StepKind.REMIND, 5, Measure.POINTS, for_days=4),
                Rung("Gọi điện", StepKind.CALL, 9, Measure.COUNT, for_days=2, wait_days=1),
            )
        daily(LAID.date(), dt.date(2023, 4, 7))
        reminded, called = steps()
    # The line is at 58 from 8/3 (281 of 487 days), and at 62 from 27/3; 12/3 is a Sunday.
    assert reminded == ("Nhắc nhở", dt.date(2023, 3, 13), "done")
    assert called == ("Gọi điện", dt.date(2023, 3, 29), "due")


def test_quiet_units_are_not_spoken_to(house):
    run(at(dt.date(2023, 3, 4)))  # a Saturday
    run(at(MONDAY, "06:00"))
    assert steps() == []
    run(at(MONDAY))
    assert [step for step, _due, _state in steps()] == ["Nhắc nhở"]


def test_the_nearest_ladder_that_is_on_holds(app):
    with app.app_context():
        with everything():
            hold("cs-a11", quota=30)
            hold("cs-a21", quota=30)
            ladder("tld", Rung("Của trên", StepKind.DISPATCH))
            ladder("huyen-a1", Rung("Của huyện", StepKind.DISPATCH))
            rests = Ladder.of(Unit.by_code("tld"))[0]
            assert not rests.is_on, "the starter's ladder rests"
        run(at(LAID.date()))
        name = codes()
        found = {(name[one.about_unit_id], one.step) for one in rows(Escalation)}
    assert found == {("cs-a11", "Của huyện"), ("cs-a21", "Của trên")}


def test_switched_on_again_it_asks_whether_the_time_still_lasts(house):
    daily(LAID.date(), dt.date(2023, 3, 8))
    moment = at(dt.date(2023, 3, 20), "07:45")
    with everything():
        (mine,) = Ladder.of(Unit.by_code("huyen-a1"))
        mine.switch_off(by=None, at=moment)
        mine.switch_on(by=None, at=moment)
    run(at(dt.date(2023, 3, 20)))
    (time,) = rows(Behind)
    assert time.until is None, "it was behind all the time"
    assert len(steps()) == 2


def test_a_unit_that_has_left_is_let_go(house):
    daily(LAID.date(), dt.date(2023, 3, 8))
    with everything():
        moved = Unit.by_code("cs-a11")
        moved.move(Unit.by_code("huyen-b1"), by=None, at=at(dt.date(2023, 3, 9)))
    run(at(dt.date(2023, 3, 10)))
    (time,) = rows(Behind)
    assert time.until == dt.date(2023, 3, 10)
    assert steps()[-1][2] == "settled"
