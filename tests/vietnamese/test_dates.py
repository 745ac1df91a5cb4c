from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vietnamese import (
    BadDate,
    Dated,
    applied_entry,
    day_text,
    dispatch_day_text,
    moment_text,
    parse_day,
    read_applied,
    read_birth,
)

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@settings(deadline=None)
@given(DAYS)
def test_a_day_is_read_as_it_was_written(day):
    assert parse_day(day_text(day)) == day
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.day}-{day.month}-{day.year}") == day
    assert read_applied(day_text(day)) == Dated(day, "day")
    assert read_birth(f"{day.day}.{day.month}.{day.year}") == (day, None)


@settings(deadline=None)
@given(DAYS, st.sampled_from(["day", "month", "quarter", "season", "school_year", "year"]))
def test_a_period_ends_after_it_begins(day, precision):
    assert Dated(day, precision).until >= day


def test_moments_are_told_in_vietnam():
    assert moment_text(datetime(2022, 5, 20, 10, 0, tzinfo=UTC)) == "17:00 ngày 20/05/2022"
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2022, 5, 20))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2023, 3, 6), "ngày 06 tháng 3 năm 2023"),
        (date(2023, 2, 10), "ngày 10 tháng 02 năm 2023"),
        (date(2022, 12, 31), "ngày 31 tháng 12 năm 2022"),
    ],
)
def test_days_of_dispatches(day, text):
    assert dispatch_day_text(day) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31/9/2023", "không có ngày 31/9/2023 (tháng 9 chỉ có 30 ngày)"),
        ("29/02/2023", "không có ngày 29/02/2023 (tháng 2 năm 2023 chỉ có 28 ngày)"),
        ("1/13/2023", "không có tháng 13 trong “1/13/2023”"),
        ("2023-00-01", "không có tháng 0 trong “01/00/2023”"),
        ("1/1/1023", "năm 1023 trong “1/1/1023” không hợp lý"),
        (
            "mai",
            "không hiểu ngày “mai”, xin ghi dạng ngày/tháng/năm, ví dụ 05/11/2022",
        ),
        ("", "chưa ghi ngày"),
    ],
)
def test_refusals_say_why(text, said):
    with pytest.raises(BadDate) as refusal:
        parse_day(text)
    assert str(refusal.value) == said


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [
        ("15.9.2022", date(2022, 9, 15), "day"),
        ("01-7-2022", date(2022, 7, 1), "day"),
        ("15.9.2022 - nay", date(2022, 9, 15), "day"),
        ("Từ ngày 01/7/2022", date(2022, 7, 1), "day"),
        ("từ ngày 01/7/2022 đến ngày 30/9/2022", date(2022, 7, 1), "day"),
        ("ngày 15 tháng 9 năm 2022", date(2022, 9, 15), "day"),
        ("15/9/22", date(2022, 9, 15), "day"),
        ("2022-09-15", date(2022, 9, 15), "day"),
        ("tháng 8/2022", date(2022, 8, 1), "month"),
        ("Tháng 08 năm 2022", date(2022, 8, 1), "month"),
        ("từ tháng 6 đến tháng 9/2022", date(2022, 6, 1), "month"),
        ("từ tháng 8/2022 đến 15/9/2022", date(2022, 8, 1), "month"),
        ("T3/2023", date(2023, 3, 1), "month"),
        ("11/2022", date(2022, 11, 1), "month"),
        (8.2022, date(2022, 8, 1), "month"),
        ("quý IV/2022", date(2022, 10, 1), "quarter"),
        ("Quý 2 năm 2022", date(2022, 4, 1), "quarter"),
        ("năm học 2022-2023", date(2022, 9, 1), "school_year"),
        ("vụ Đông Xuân 2022-2023", date(2022, 11, 1), "season"),
        ("Vụ Đông – Xuân 2022 – 2023", date(2022, 11, 1), "season"),
        ("vụ Đông Xuân 2023", date(2022, 11, 1), "season"),
        ("vụ Hè Thu 2022", date(2022, 5, 1), "season"),
        ("vụ Thu Đông 2022", date(2022, 8, 1), "season"),
        ("vụ mùa 2022", date(2022, 6, 1), "season"),
        ("năm 2022", date(2022, 1, 1), "year"),
        (2022, date(2022, 1, 1), "year"),
        (44927, date(2023, 1, 1), "day"),
        (44927.0, date(2023, 1, 1), "day"),
        (date(2022, 9, 15), date(2022, 9, 15), "day"),
        (datetime(2022, 9, 15, 8, 0, tzinfo=UTC), date(2022, 9, 15), "day"),
    ],
)
def test_periods_of_lists(value, day, precision):
    assert read_applied(value) == Dated(day, precision)


@pytest.mark.parametrize("value", ["31/9/2023", "13/2022", "đang áp dụng", "", None, True, "8/22"])
def test_no_period(value):
    with pytest.raises(BadDate):
        read_applied(value)


@pytest.mark.parametrize(
    ("value", "birth"),
    [
        ("05/11/1992", (date(1992, 11, 5), None)),
        ("sinh ngày 5 tháng 11 năm 1992", (date(1992, 11, 5), None)),
        ("12/03/88", (date(1988, 3, 12), None)),
        ("1985", (None, 1985)),
        (1985, (None, 1985)),
        ("Năm sinh: 1985", (None, 1985)),
        ("5/1985", (None, 1985)),
        (32213, (date(1988, 3, 11), None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_births(value, birth):
    assert read_birth(value) == birth


@settings(deadline=None)
@given(st.text() | st.integers() | st.floats())
def test_anything_is_a_date_or_refused(value):
    for read in (read_applied, read_birth):
        with suppress(BadDate):
            read(value)


@settings(deadline=None)
@given(st.integers(20_000, 79_999))
def test_serials_count_days(serial):
    day = read_applied(serial).day
    assert day - timedelta(days=serial) == date(1899, 12, 30)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("Quí IV/2022", date(2022, 10, 1), "quarter"),
        ("quý III-IV/2022", date(2022, 7, 1), "quarter"),
        ("Quý III, IV năm 2022", date(2022, 7, 1), "quarter"),
        ("Tháng 9, 10/2022", date(2022, 9, 1), "month"),
        ("tháng 8 2022", date(2022, 8, 1), "month"),
        ("15 tháng 9, 2022", date(2022, 9, 15), "day"),
        ("NH 2022-2023", date(2022, 9, 1), "school_year"),
        ("Học kỳ I 2022-2023", date(2022, 9, 1), "school_year"),
    ],
)
def test_more_ways_of_lists(text, day, precision):
    assert read_applied(text) == Dated(day, precision)


FIRST_MONTHS = {
    "month": range(1, 13),
    "quarter": (1, 4, 7, 10),
    "season": (2, 5, 6, 8, 10, 11),
    "school_year": (9,),
    "year": (1,),
}


@settings(deadline=None)
@given(st.integers(1950, 2090), st.sampled_from(list(FIRST_MONTHS)), st.data())
def test_a_period_is_read_as_a_list_writes_it(year, precision, data):
    day = date(year, data.draw(st.sampled_from(FIRST_MONTHS[precision])), 1)
    assert read_applied(applied_entry(day, precision)) == Dated(day, precision)


def test_a_day_with_an_hour_is_a_birthday():
    assert read_birth("1988-03-12T07:00:00") == (date(1988, 3, 12), None)
