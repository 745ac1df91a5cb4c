"""A person is found in a text by the whole name and the numbers, and nobody else is touched."""

import sqlite3
import unicodedata

import pytest

from app.vietnamese import Mentions

HOA = Mentions(["Trần Thị Hoà"], ["0901234567", "079012345678"])


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Đã gọi Trần Thị Hòa chiều nay.", "Đã gọi … chiều nay."),
        ("TRẦN THỊ HOÀ ĐÃ NỘP", "… ĐÃ NỘP"),
        ("trần thị hoà, trần  thị\nhòa", "…, …"),
        (unicodedata.normalize("NFD", "Chị Trần Thị Hoà."), "Chị …."),
        ("danh_sach_tran_thi_hoa.xlsx", "danh_sach_….xlsx"),
        ("TranThiHoa-2.pdf", "…-2.pdf"),
        ("Trần Thị Hoà Công ty May 10", "… Công ty May 10"),
        ("Anh Lê Văn Bình, Trần Thị Hoà, Mai", "Anh Lê Văn Bình, …, Mai"),
        ("Trần\u200b Thị Hoà", "…"),
        ("Gọi 0901 234 567 hoặc +84 901.234.567", "Gọi … hoặc …"),
        ("(0901)234-567; 901234567; 0084901234567", "(…; …; …"),
        ("CCCD 079 012 345 678 cấp 2021", "CCCD … cấp 2021"),
        ("0901234567 079012345678", "… …"),
        ("sđt:0901234567.", "sđt:…."),
    ],
)
def test_the_person_is_taken_out(text, then):
    said = HOA.without(text, "…")
    assert said.replace("(…", "…").replace("(", "") == then.replace("(…", "…").replace("(", "")


@pytest.mark.parametrize(
    "text",
    [
        "Trần Thị Hoa",  # another tone is another name
        "Trần Thị Hoàng",
        "Trần Thị Hoà Mai đã nộp",
        "Nguyễn Trần Thị Hoà",
        "Thị Hoà",
        "Trần Thị",
        "Trần, Thị, Hoà",
        "Gọi 0901234568 hay 10901234567",
        "Số 12/QĐ-CT ngày 01/9/2022, 350.000.000 đồng",
        "",
    ],
)
def test_nobody_else_is_touched(text):
    assert HOA.without(text, "…") is text


def test_somebody_known_by_a_longer_name_stays():
    hoa = Mentions(["Trần Thị Hoa"], others=["Trần Thị Hoa Sen"])
    assert hoa.without("TRẦN THỊ HOA SEN, TRẦN THỊ HOA", "…") == "TRẦN THỊ HOA SEN, …"
    assert hoa.without("tran thi hoa sen", "…") == "tran thi hoa sen"


def test_a_name_of_one_word_counts_with_its_capital_and_alone():
    nga = Mentions(["Nga"])
    assert nga.without("Chị ấy là Nga, quê Nga Sơn, ngả nga", "…") == (
        "Chị ấy là …, quê Nga Sơn, ngả nga"
    )


def test_an_old_prefix_is_the_same_number():
    assert Mentions([], ["0701234567"]).without("Gọi 0120 1234567", "…") == "Gọi …"


def test_names_may_be_left_and_numbers_not():
    said = HOA.without("Trần Thị Hoà 0901234567", "…", names=False)
    assert said == "Trần Thị Hoà …"


@pytest.mark.parametrize(
    "text",
    [
        "TRẦN THỊ HOÀ",
        "danh_sach_tran_thi_hoa",
        unicodedata.normalize("NFD", "Trần Thị Hòa"),
        "+84 901.234.567",
        "079-012-345-678",
    ],
)
def test_what_a_database_looks_for_first_leaves_nothing_out(text):
    with sqlite3.connect(":memory:") as database:
        found = [
            database.execute("SELECT ? LIKE ?", (text, pattern)).fetchone()[0]
            for pattern in HOA.patterns
        ]
    database.close()
    assert any(found)


@pytest.mark.parametrize(
    ("name", "longer"),
    [
        ("Trần Thị Hòa Mai", True),
        ("Lê Trần Thị Hoà", True),
        ("TRẦN THỊ HÒA", False),
        ("Hoà", False),
    ],
)
def test_longer_names_are_known(name, longer):
    assert HOA.stand_in(name) is longer
