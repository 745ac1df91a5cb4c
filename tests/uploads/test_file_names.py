"""How a file is called: the sender's words, and nothing that can act."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.uploads.names import disposition, safe_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Ảnh cữ gá.JPG", "Ảnh cữ gá.jpg"),
        ("Bản vẽ số 2.v3.jpeg", "Bản vẽ số 2.v3.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Hoa\\anh.jpg", "anh.jpg"),
        ("a\0b\r\nc.jpg", "a b c.jpg"),
        ("anh\u202egpj.exe", "anhgpj.exe.jpg"),
        ("\u200f\u2066\ufeffanh.png", "anh.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("lpt1.tar.png", "_lpt1.tar.jpg"),
        ("COM¹", "_COM¹.jpg"),
        ("nul", "_nul.jpg"),
        ('a"b<c>|d?*%.jpg', "a b c d.jpg"),
        ("...", "tep.jpg"),
        ("", "tep.jpg"),
        (" . jpg ", "tep.jpg"),
        ("a\ud800b.jpg", "a b.jpg"),
        ("Sa\u0301ng kie\u0302\u0301n.jpg", "Sáng kiến.jpg"),
        ("x" * 5_000, "x" * 100 + ".jpg"),
    ],
)
def test_a_name_is_shown_without_what_could_act(given_name, shown):
    assert safe_name(given_name, "jpeg") == shown


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one(given_name):
    name = safe_name(given_name, "pdf")
    assert name.endswith(".pdf") and 5 <= len(name) <= 110
    assert not set('/\\<>:"|?*\0\r\n') & set(name)
    assert not name.startswith((".", " "))
    assert not any(unicodedata.category(letter).startswith("C") for letter in name)
    header = disposition(name)
    assert header.isascii() and header.isprintable()
    assert header.startswith('attachment; filename="') and header.count('"') == 2


def test_the_name_goes_out_both_ways():
    assert disposition("Đề án cữ gá.pdf") == (
        'attachment; filename="De an cu ga.pdf"; '
        "filename*=UTF-8''%C4%90%E1%BB%81%20%C3%A1n%20c%E1%BB%AF%20g%C3%A1.pdf"
    )
