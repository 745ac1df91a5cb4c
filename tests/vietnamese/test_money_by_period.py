"""Benefit values as they are claimed: by the month, the quarter, the year; never in dollars."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vietnamese import BadNumber, money_unit, parse_benefit, parse_money, read_benefit


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("1,2 tỷ", 1_200_000_000),
        ("350tr/năm", 350_000_000),
        ("1,2 tỷ đồng/ năm", 1_200_000_000),
        ("120 triệu đồng mỗi năm", 120_000_000),
        ("50.000.000 đồng/1 năm", 50_000_000),
        ("12.500.000đ/tháng", 150_000_000),
        ("12,5 triệu đồng mỗi tháng", 150_000_000),
        ("khoảng 50 triệu/ tháng", 600_000_000),
        ("10 triệu hằng tháng", 120_000_000),
        ("30 triệu/quý", 120_000_000),
        ("30tr một quý", 120_000_000),
        ("120 triệu/6 tháng", 240_000_000),
        ("100 triệu/3 năm", 33_333_333),
        ("2 tỷ rưỡi", 2_500_000_000),
        ("1 tỷ 2", 1_200_000_000),
        ("1tr5", 1_500_000),
        ("350.000.000", 350_000_000),
    ],
)
def test_benefits_are_by_the_year(text, dong):
    assert parse_benefit(text) == dong


@pytest.mark.parametrize(
    "text", ["5.000 USD", "$5000", "5000$", "5.000 đô la", "3000 đô", "€300", "2 nghìn euro"]
)
def test_foreign_money_is_refused_with_what_to_do(text):
    with pytest.raises(BadNumber, match="quy ra đồng theo tỷ giá ngày công nhận"):
        parse_benefit(text)


@pytest.mark.parametrize("text", ["500.000đ/ngày", "2 triệu mỗi ca", "1tr/tuần", "9 triệu/vụ"])
def test_by_the_day_is_refused_with_what_to_do(text):
    with pytest.raises(BadNumber, match="xin tính ra tháng, quý hoặc năm"):
        parse_benefit(text)


@pytest.mark.parametrize("text", ["999.999.999 tỷ", "999.999 tỷ/tháng", "1.000.001 tỷ"])
def test_more_than_there_is_is_refused(text):
    with pytest.raises(BadNumber, match="quá lớn"):
        parse_benefit(text)


@pytest.mark.parametrize("text", ["", "/tháng", "mỗi tháng", "x/tháng", "9" * 79 + " tỷ/tháng"])
def test_no_benefit(text):
    with pytest.raises(BadNumber, match="không hiểu số tiền"):
        parse_benefit(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12.500.000đ/tháng", "Đã hiểu là 150.000.000 đồng một năm."),
        ("350tr", "Đã hiểu là 350.000.000 đồng."),
        ("350.000.000", ""),
        ("350 000 000 đồng", ""),
    ],
)
def test_it_says_back_what_it_understood(text, said):
    assert read_benefit(text).said_back == said


@settings(deadline=None)
@given(st.integers(0, 10**12), st.sampled_from([("tháng", 12), ("quý", 4), ("năm", 1)]))
def test_a_period_multiplies(dong, period):
    name, times = period
    assert parse_benefit(f"{dong}đ/{name}") == dong * times
    assert parse_money(str(dong)) == dong


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Giá trị làm lợi (triệu đồng/tháng)", "triệu/tháng"),
        ("Giá trị làm lợi (đồng/quý)", "đồng/quý"),
        ("Giá trị (tỷ đồng/năm)", "tỷ"),
    ],
)
def test_a_column_says_its_period(heading, unit):
    assert money_unit(heading) == unit
