import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vietnamese import fold, name_key, nfc, same_name, squeeze


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Đỗ  Thị Hương", "do thi huong"), ("ĐIỆN\u00a0BIÊN", "dien bien"), ("Ðà Nẵng", "da nang")],
)
def test_fold_takes_marks_away(text, plain):
    assert fold(text) == plain


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hoà", "Hòa"),
        ("THUỶ", "Thủy"),
        (" Trần Quang  Hoà ", "trần quang hòa"),
        ("Đỗ", unicodedata.normalize("NFD", "Đỗ")),
        ("khoẻ", "khỏe"),
    ],
)
def test_the_same_name_written_otherwise(a, b):
    assert same_name(a, b)


@pytest.mark.parametrize(("a", "b"), [("Hoa", "Hòa"), ("Hoá", "Hòa"), ("Đan", "Dan"), ("Ân", "An")])
def test_marks_make_another_name(a, b):
    assert not same_name(a, b)


def test_squeeze_drops_what_nobody_sees():
    assert squeeze("\ufeff Lê\u00a0\u200bVăn \t An\x00 ") == "Lê Văn An"


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert nfc(nfc(text)) == nfc(text)


@settings(deadline=None)
@given(st.text())
def test_composed_and_decomposed_text_compare_alike(text):
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(text)
