from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vietnamese import (
    BadNumber,
    count_text,
    decimal_text,
    money_short,
    money_text,
    money_unit,
    parse_count,
    parse_money,
    rate_text,
)


@settings(deadline=None)
@given(st.integers(0, 10**15 - 1))
def test_a_count_is_read_as_it_was_written(n):
    assert parse_count(count_text(n)) == n
    assert parse_count(str(n)) == n
    assert parse_count(count_text(n).replace(".", "\u00a0")) == n


@pytest.mark.parametrize(("text", "n"), [("02", 2), (" 1 226 ", 1226), ("1.226", 1226), ("0", 0)])
def test_counts_people_type(text, n):
    assert parse_count(text) == n


@pytest.mark.parametrize(
    "text", ["1,5", "-3", "x", "1.22", "", "1.2265", "1 226.000", "²", "١", "9" * 99]
)
def test_no_counts(text):
    with pytest.raises(BadNumber, match="không hiểu số"):
        parse_count(text)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1226, 9800, "12,51%"),
        (7, 6, "116,67%"),
        (1, 8000, "0,01%"),
        (1, 20000, "0,01%"),
        (123456, 100, "123.456,00%"),
        (5, 0, "–"),
        (5, None, "–"),
        (None, 5, "–"),
    ],
)
def test_rates(part, whole, text):
    assert rate_text(part, whole) == text


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [(27.65, 1, "27,7"), (Decimal("0.5"), 0, "1"), (1226.5, 2, "1.226,50"), (-0.01, 1, "0,0")],
)
def test_decimals_round_half_up(number, places, text):
    assert decimal_text(number, places) == text


@pytest.mark.parametrize(
    ("dong", "short"),
    [
        (350_000_000, "350 triệu"),
        (1_200_000_000, "1,2 tỷ"),
        (33_000 * 10**9, "33.000 tỷ đồng"),
        (999_960_000, "1 tỷ"),
        (1_250_000_000, "1,3 tỷ"),
        (500_000, "500.000 đồng"),
        (-2_500_000, "-2,5 triệu"),
    ],
)
def test_money_in_short(dong, short):
    assert money_short(dong) == short


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("350 triệu", 350_000_000),
        ("350tr", 350_000_000),
        ("1,2 tỷ đồng", 1_200_000_000),
        ("1.5 tỉ", 1_500_000_000),
        ("1.200 triệu", 1_200_000_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("350.000.000 VNĐ", 350_000_000),
        ("2.000.000đ", 2_000_000),
        ("350,000,000", 350_000_000),
        ("500 nghìn", 500_000),
        ("0", 0),
        ("khoảng 50 triệu", 50_000_000),
        ("trên 1 tỷ", 1_000_000_000),
    ],
)
def test_money_people_type(text, dong):
    assert parse_money(text) == dong


@pytest.mark.parametrize(
    "text", ["", "x", "-3", "1,5", "1,0000000001 tỷ", "nhiều tỷ", "350 triệu/tháng", "1" * 200]
)
def test_no_money(text):
    with pytest.raises(BadNumber, match="không hiểu số tiền"):
        parse_money(text)


@settings(deadline=None)
@given(st.integers(0, 10**15 - 1))
def test_money_is_read_as_it_was_written(dong):
    assert parse_money(money_text(dong)) == dong


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_number_or_refused(text):
    for read in (parse_count, parse_money):
        with suppress(BadNumber):
            assert read(text) >= 0


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Giá trị làm lợi (triệu đồng)", "triệu"),
        ("GIA TRI (TY DONG/NAM)", "tỷ"),
        ("ĐVT: ngàn đồng", "nghìn"),
        ("Giá trị làm lợi (đồng)", ""),
        ("Giá trị làm lợi (từ 100 triệu trở lên)", ""),
    ],
)
def test_the_unit_of_a_column(heading, unit):
    assert money_unit(heading) == unit
