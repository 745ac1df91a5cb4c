"""Working days against a walk from day to day, and from minute to minute."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clock import HANOI
from app.workdays import COUNTRY, DAY, Workdays

MINUTE = dt.timedelta(minutes=1)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TET = dt.date(2023, 1, 22)
AROUND = [TET, dt.date(2022, 12, 31), dt.date(2024, 5, 4), dt.date(2023, 4, 30)]
days = st.builds(
    lambda middle, off: middle + dt.timedelta(days=off),
    st.sampled_from(AROUND),
    st.integers(-20, 20),
)
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
moments = st.builds(lambda day, time: dt.datetime.combine(day, time, HANOI), days, times)
own = st.frozensets(days, max_size=8)
workdays = st.builds(Workdays, own, own) | st.builds(Workdays, own, own, times, times)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ((2023, 1, 20), "29 Tết"),
        ((2023, 1, 22), "Tết Nguyên Đán"),
        ((2023, 1, 26), "Mùng năm Tết Nguyên Đán"),
        ((2023, 1, 2), "Tết Dương lịch (nghỉ bù)"),
        ((2023, 5, 3), "Ngày Chiến thắng (nghỉ bù)"),
        ((2024, 4, 29), "Ngày nghỉ (thay cho ngày 04/05/2024)"),
        ((2023, 9, 1), "Quốc khánh"),
    ],
)
def test_the_country_is_off(day, name):
    assert COUNTRY.holiday_name(dt.date(*day)) == name
    assert not COUNTRY.is_working(dt.date(*day))


def test_a_saturday_is_worked_for_a_monday_off():
    assert COUNTRY.is_working(dt.date(2024, 5, 4))
    assert COUNTRY.is_made_up(dt.date(2024, 5, 4))
    assert not COUNTRY.is_working(dt.date(2024, 5, 11))
    assert COUNTRY.is_working(dt.date(2014, 12, 27))  # for a day of the year after


def test_go_vap_has_fifty_nine_days_of_work_left():
    assert COUNTRY.between(dt.date(2023, 3, 6), dt.date(2023, 5, 31)) == 59


def test_the_library_says_nothing_of_far_years_and_weeks_still_have_ends():
    assert (
        COUNTRY.is_working(dt.date(1850, 9, 2)) and COUNTRY.holiday_name(TET.replace(1850)) is None
    )
    assert not COUNTRY.is_working(dt.date(2150, 9, 5))


@PATIENT
@given(workdays, days)
def test_the_nearest_working_day_before(work, day):
    found = work.on_or_before(day)
    assert work.is_working(found) and found <= day
    assert not any(work.is_working(found + DAY * n) for n in range(1, (day - found).days + 1))


@PATIENT
@given(workdays, days, days)
def test_working_days_between_are_those_one_walks_over(work, since, until):
    walked = [since + DAY * n for n in range(1, (until - since).days + 1)]
    assert work.between(since, until) == sum(map(work.is_working, walked))


@PATIENT
@given(workdays, days, days, days)
def test_working_days_between_add_up(work, one, two, three):
    first, middle, last = sorted((one, two, three))
    whole = work.between(first, last)
    assert whole == work.between(first, middle) + work.between(middle, last)


@PATIENT
@given(own, own, days)
def test_own_days_hold_over_the_countrys(off, on, day):
    work = Workdays(off, on)
    assert work.is_working(day) is (day in on or (day not in off and COUNTRY.is_working(day)))


@PATIENT
@given(workdays, moments)
def test_quiet_is_a_day_off_or_inside_the_hours(work, at):
    start, end, now = work.quiet_from, work.quiet_until, at.time()
    inside = start <= now < end if start <= end else now >= start or now < end
    assert work.is_quiet(at) is (inside or not work.is_working(at.date()))


@PATIENT
@given(workdays, moments)
def test_the_next_moment_is_the_first_that_is_not_quiet(work, at):
    found = work.next_moment(at)
    walked = at
    while work.is_quiet(walked):
        walked += MINUTE
    assert found == walked and not work.is_quiet(found)


@PATIENT
@given(workdays, moments)
def test_a_moment_means_the_same_in_any_zone(work, at):
    assert work.next_moment(at.astimezone(dt.UTC)) == work.next_moment(at)
    assert work.is_quiet(at.astimezone(dt.UTC)) == work.is_quiet(at)


def test_the_last_second_before_the_quiet_hours():
    at = dt.datetime(2023, 3, 6, 17, 59, 59, 999_999, HANOI)
    assert COUNTRY.next_moment(at) == at
    assert COUNTRY.next_moment(at + dt.timedelta(microseconds=1)) == dt.datetime(
        2023, 3, 7, 7, 30, tzinfo=HANOI
    )


def test_the_evening_before_tet_waits_until_after_it():
    at = dt.datetime(2023, 1, 19, 18, 0, tzinfo=HANOI)
    assert COUNTRY.next_moment(at) == dt.datetime(2023, 1, 27, 7, 30, tzinfo=HANOI)
