"""When a rule speaks, minute by minute against brute force: never in quiet time, none lost."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import HANOI
from app.deadlines.moments import MINUTE, Times, after, between, planned
from app.workdays import COUNTRY, DAY, Workdays

TET = dt.date(2023, 1, 10)  # the holidays are from 20/1 to 26/1
days = st.integers(0, 60).map(lambda n: TET + DAY * n)
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@st.composite
def calendars(draw: st.DrawFn) -> Workdays:
    off, on = draw(st.frozensets(days, max_size=9)), draw(st.frozensets(days, max_size=4))
    own = draw(st.none() | st.tuples(times, times))
    since, until = own or (dt.time(18), dt.time(7, 30))
    return Workdays(off, on, since, until)


def by_minutes(
    day: dt.date, time: dt.time, deadline: dt.datetime, workdays: Workdays
) -> dt.datetime:
    """The moment of a day that is named: step by step, asking only whether it is quiet."""
    while not workdays.is_working(day):
        day -= DAY
    moment = wanted = dt.datetime.combine(day, time, HANOI)
    while workdays.is_quiet(moment):
        moment += MINUTE
    if moment > deadline:
        moment = wanted
        while workdays.is_quiet(moment):
            moment -= MINUTE
    return moment


@settings(max_examples=150, deadline=None)
@given(
    st.sets(st.sampled_from([0, 1, 2, 3, 7, 14, 30]), max_size=4),
    st.none() | st.integers(0, 6),
    times,
    days,
    times,
    calendars(),
)
def test_every_day_that_a_rule_names_has_its_moment(offsets, weekday, time, last, end, workdays):
    rule = Times(tuple(offsets), weekday, time)
    first, deadline = TET - DAY * 5, dt.datetime.combine(last, end, HANOI)
    expected = {}
    for day in (first + DAY * n for n in range((last - first).days + 1)):
        named = (last - day).days in offsets or day.weekday() == weekday
        if named and dt.datetime.combine(day, time, HANOI) <= deadline:
            expected[day] = by_minutes(day, time, deadline, workdays)
    found = planned(rule, first, deadline, workdays)
    assert {due.day: due.at for due in found} == expected
    assert len(found) == len(expected)
    assert list(found) == sorted(found)
    assert all(due.at <= deadline and not workdays.is_quiet(due.at) for due in found)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (dt.date(2023, 1, 18), dt.date(2023, 1, 18)),
        (dt.date(2023, 1, 23), dt.date(2023, 1, 19)),  # Tết
        (dt.date(2023, 4, 29), dt.date(2023, 4, 28)),  # a Saturday
        (dt.date(2023, 5, 3), dt.date(2023, 4, 28)),  # two holidays, and a day given for each
    ],
)
def test_a_day_off_goes_before(day, moved):
    deadline = dt.datetime.combine(day + DAY * 7, dt.time(23, 59), HANOI)
    (due,) = planned(Times((7,), None, dt.time(8)), dt.date(2022, 6, 1), deadline, COUNTRY)
    assert (due.day, due.at.date()) == (day, moved)


def test_in_the_evening_it_waits_for_the_morning_unless_it_were_too_late():
    deadline = dt.datetime(2023, 3, 8, 23, 59, tzinfo=HANOI)
    evening = planned(Times((1, 0), None, dt.time(19)), dt.date(2022, 6, 1), deadline, COUNTRY)
    assert [due.at for due in evening] == [
        dt.datetime(2023, 3, 8, 7, 30, tzinfo=HANOI),
        dt.datetime(2023, 3, 8, 17, 59, tzinfo=HANOI),
    ]


def test_what_lies_between_two_moments():
    deadline = dt.datetime(2023, 3, 8, 23, 59, tzinfo=HANOI)
    dues = planned(Times((2, 1), None, dt.time(8)), dt.date(2022, 6, 1), deadline, COUNTRY)
    first, second = dues
    assert between(dues, first.at, second.at) == [second]
    assert between(dues, first.at - MINUTE, first.at) == [first]
    assert after(dues, first.at) == second
    assert after(dues, second.at) is None
