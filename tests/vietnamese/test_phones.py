from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vietnamese import BadPhone, Phone, mask_id_number, mask_phone, parse_phone

MOBILES = st.from_regex(r"\A0[35789][0-9]{8}\Z")


@settings(deadline=None)
@given(MOBILES)
def test_a_mobile_number_in_every_dress(number):
    bare = number[1:]
    for typed in (number, "+84" + bare, "84 " + bare, f"+84 ({number[0]}) {bare}", "0084" + bare):
        assert parse_phone(typed) == Phone(number)
    assert parse_phone(f"{number[:4]}.{number[4:7]} {number[7:]}") == Phone(number)
    assert parse_phone(bare) == Phone(number, "leading_zero")


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("01201234567", Phone("0701234567", "old_prefix")),
        ("1201234567", Phone("0701234567", "old_prefix")),
        ("+84 169 123 4567", Phone("0391234567", "old_prefix")),
        ("0199 1234567", Phone("0591234567", "old_prefix")),
        ("024 3822 1234", Phone("02438221234")),
        ("2438221234", Phone("02438221234", "leading_zero")),
        ("977284270", Phone("0977284270", "leading_zero")),
        ("841234567", Phone("0841234567", "leading_zero")),
    ],
)
def test_repairs_are_told(typed, phone):
    assert parse_phone(typed) == phone


@pytest.mark.parametrize(
    "typed", ["", "123", "không có", "0101234567", "09012345678", "٠٩٠١٢٣٤٥٦٧"]
)
def test_no_phone(typed):
    with pytest.raises(BadPhone, match="không phải số điện thoại"):
        parse_phone(typed)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_phone_or_refused(text):
    with suppress(BadPhone):
        assert parse_phone(text).number.startswith("0")


def test_masks_hide_the_middle():
    assert mask_phone("0901234567") == "09••••567"
    assert mask_phone("1234") == "••••"
    assert mask_id_number("079012345678") == "•••••••••678"
    assert mask_id_number("12") == "••"
