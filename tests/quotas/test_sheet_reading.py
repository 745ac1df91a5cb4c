"""A table by its own words: columns, lines, numbers, and each fault at its place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sheets
from app.quotas.sheet_lines import LineKind
from app.quotas.sheet_reading import NoTable, read_table
from app.quotas.sheet_words import Group, Rate
from app.sheets import Book
from app.vietnamese import count_text
from tests.quotas.tables import GIA_LAM, HEADER, book


def codes(reading):
    return [fault.code for fault in reading.faults]


def test_gia_lams_sheet():
    reading = read_table(sheets.read(GIA_LAM.read_bytes()))
    assert [fault.text for fault in reading.faults] == [
        "Các cột D5 và E5 cùng ghi “Giai đoạn 1”, xin xác nhận cột nào là giai đoạn nào.",
        "Dòng 16: số thứ tự 4.6 đã có ở dòng 15.",
        "Dòng 17: thiếu số thứ tự 4.7.",
    ]
    assert reading.header.first == reading.header.last == 5
    assert [str(column.since) for column in reading.columns] == ["2021-09-01", "2022-06-01"]
    assert [str(column.until) for column in reading.columns] == ["2022-05-31", "2023-09-30"]
    assert [line.kind.value for line in reading.lines] == [
        *("per-unit", "per-unit", "per-member", "heading", "per-unit"),
        *["named"] * 7,
    ]
    assert reading.lines[4].group == Group("doanh nghiep", 152)
    assert reading.lines[2].rate == Rate(1)
    assert reading.stated("4") == {"D": 992, "E": 792}
    assert reading.stated("1") is None
    assert reading.total is not None
    assert (reading.total.total, dict(reading.total.amounts)) == (5342, {"D": 2771, "E": 2571})


@pytest.mark.parametrize(
    ("written", "number"),
    [("1.200", 1200), ("1 200", 1200), ("1200", 1200), ("02", 2), (" 1.779 ", 1779), (7, 7)],
)
def test_what_is_a_number(written, number):
    reading = read_table(book(HEADER, ("1", "CĐCS A", None, written, 1)))
    assert reading.lines[0].amounts == {"D": number, "E": 1}
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1,5", "1,5"),
        ("-3", "-3"),
        ("x", "“x”"),
        (1.5, "1,5 là số lẻ"),
        (1.779, "1,779 là số lẻ"),
        (-3, "-3"),
        (True, ""),
    ],
)
def test_what_is_none_is_refused_at_its_cell_and_the_rest_is_kept(written, why):
    reading = read_table(book(HEADER, ("1", "CĐCS A", None, written, 1), ("2", "CĐCS B", 5, 3, 2)))
    (fault,) = [one for one in reading.faults if one.code == "bad-number"]
    assert fault.address == "D2" and fault.text.startswith("Ô D2: ") and why in fault.text
    assert [line.gives for line in reading.lines] == [False, True]
    assert reading.lines[1].amounts == {"D": 3, "E": 2}


def test_a_bad_total_leaves_its_stages():
    reading = read_table(book(HEADER, ("1", "CĐCS A", "=D2+E2", 1, 1)))
    assert reading.lines[0].gives and codes(reading) == ["bad-number"]
    assert "công thức" in reading.faults[0].text


def test_a_number_beyond_sense():
    reading = read_table(book(HEADER, ("1", "CĐCS A", None, "999.999.999.999", 1)))
    assert codes(reading) == ["bad-number"] and not reading.lines[0].gives


@pytest.mark.parametrize("blank", [None, "-", " – ", "…"])
def test_a_blank_cell_is_nothing(blank):
    reading = read_table(book(HEADER, ("1", "CĐCS A", 3, 3, blank)))
    assert reading.lines[0].amounts == {"D": 3} and codes(reading) == []


def test_columns_in_another_order_and_over_two_rows():
    reading = read_table(
        book(
            ("ỦY BAN ABC",),
            ("Tên đơn vị", "Chia ra", None, "Tổng số", "STT", "Ghi chú"),
            (None, "Giai đoạn II", "Giai đoạn I"),
            ("(1)", "(2)", "(3)", "(4)", "(5)"),
            ("CĐCS A", 2, 1, 3, "1"),
            merged=["B2:C2", "A2:A3", "D2:D3", "E2:E3"],
        )
    )
    header = reading.header
    assert (header.name, header.number, header.total, header.last) == ("A", "E", "D", 3)
    assert [(c.letter, c.name) for c in reading.columns] == [
        ("B", "giai doan ii"),
        ("C", "giai doan i"),
    ]
    assert len(reading.lines) == 1 and reading.lines[0].amounts == {"B": 2, "C": 1}
    assert codes(reading) == ["unused-column"]


def test_a_table_without_stages():
    reading = read_table(book(("TT", "Đơn vị", "Chỉ tiêu"), ("1", "CĐCS A", "12")))
    assert [column.letter for column in reading.columns] == ["C"]
    assert reading.lines[0].amounts == {"C": 12}


def test_an_impossible_day_in_a_heading():
    reading = read_table(
        book(("Tên đơn vị", "Giai đoạn 2 (từ 01/6/2022-31/9/2023)"), ("CĐCS A", 2))
    )
    assert [fault.text for fault in reading.faults] == [
        "Ô B1: không có ngày 31/9/2023 (tháng 9 chỉ có 30 ngày)."
    ]


def test_totals_against_stages_and_lines():
    reading = read_table(
        book(
            HEADER,
            ("1", "CĐCS A", 700, 400, 290),
            ("2", "20 CĐCS khối HCSN", 2, 1, 1),
            ("", "Tổng cộng", 741, 420, 311),
        )
    )
    assert [fault.text for fault in reading.faults] == [
        "Dòng 2: tổng 700 khác 400 + 290.",
        "Dòng 4: tổng 741 khác 420 + 311.",
        "Ô E4: bảng ghi 311, cộng các dòng được 310.",
        "Ô C4: bảng ghi 741, cộng các dòng được 730.",
    ]


def test_a_heading_that_carries_the_sum_of_its_lines():
    rows = [("4", "Khối doanh nghiệp", 31, 16, 15), ("4.1", "CĐ A", 20, 10, 10)]
    rows += [("4.2", "CĐ B", 10, 5, 5), (None, "Tổng cộng", 30, 15, 15)]
    reading = read_table(book(HEADER, *rows))
    assert reading.lines[0].kind is LineKind.SUBTOTAL
    assert [fault.address for fault in reading.faults] == ["D2", "C2"]


def test_numbers_begin_anew_under_a_lettered_heading():
    rows = [("I", "Khối A", None, None, None), ("1", "CĐ A", 2, 1, 1), ("2", "CĐ B", 2, 1, 1)]
    rows += [("II", "Khối B", None, None, None), ("1", "CĐ C", 2, 1, 1)]
    assert codes(read_table(book(HEADER, *rows))) == []


def test_excel_drops_the_last_nought_of_a_number():
    rows = [(4, "Khối", None, None, None)]
    rows += [(float(f"4.{n}"), f"CĐ {n}", 2, 1, 1) for n in range(1, 10)]
    reading = read_table(book(HEADER, *rows, (4.1, "CĐ 10", 2, 1, 1), (4.11, "CĐ 11", 2, 1, 1)))
    assert [line.number for line in reading.lines[-2:]] == ["4.10", "4.11"]
    assert codes(reading) == []


def test_hidden_rows_and_what_is_signed_below():
    reading = read_table(
        book(
            HEADER,
            ("1", "CĐCS A", 2, 1, 1),
            ("2", "CĐCS B", 2, 1, 1),
            ("Tổng cộng", None, 2, 1, 1),
            (None, "TM. BAN THƯỜNG VỤ", None, None, None),
            (None, "Nguyễn Văn A", 5, 5, 5),
            hidden=[3],
        )
    )
    assert [line.name for line in reading.lines] == ["CĐCS A"]
    assert codes(reading) == ["hidden-row"] and "Dòng 3" in reading.faults[0].text


def test_lines_that_cannot_be_taken_say_why():
    reading = read_table(
        book(HEADER, ("1", "CĐCS A", 5, None, None), ("2", "CĐCS B"), ("3", None, 2, 1, 1))
    )
    assert [fault.text for fault in reading.faults] == [
        "Dòng 4 có số nhưng không có tên đơn vị.",
        "Dòng 2 chỉ có tổng, chưa chia theo giai đoạn.",
        "Dòng 3 chưa ghi chỉ tiêu.",
    ]


def test_other_pages_with_tables_are_named_and_hidden_ones_are_not_read():
    table = (HEADER, ("1", "CĐCS A", 2, 1, 1))
    pages = [book(("Ghi chú",), sheet="Đầu"), book(*table, sheet="Một"), book(*table, sheet="Hai")]
    hidden = replace(book(*table, sheet="Ẩn").sheets[0], hidden=True)
    reading = read_table(Book([hidden, *(page.sheets[0] for page in pages)]))
    assert reading.sheet == "Một"
    assert [f.text for f in reading.faults] == ["Trang “Hai” cũng có bảng; chỉ đọc trang “Một”."]


@pytest.mark.parametrize(
    "rows",
    [
        [("Họ tên", "Điện thoại"), ("A", 1)],
        [("Tên đơn vị", "Ghi chú"), ("A", 1)],
        [("x" * 5000,)],
    ],
)
def test_what_holds_no_table(rows):
    with pytest.raises(NoTable, match="Tên đơn vị"):
        read_table(book(*rows))


def test_a_table_too_long():
    with pytest.raises(NoTable, match="quá dài"):
        read_table(book(HEADER, *[(str(n), f"CĐ {n}", 2, 1, 1) for n in range(1, 1100)]))


RATES = st.builds(
    Rate,
    st.integers(1, 9_999),
    st.integers(1, 999_999),
    st.none() | st.integers(0, 9_999),
    st.none() | st.integers(0, 9_999),
    st.just(()) | st.lists(st.integers(0, 999_999), min_size=2, max_size=6).map(tuple),
)


@given(RATES)
def test_a_rate_is_read_as_it_is_written(rate):
    assert Rate.read(rate.text(len(rate.weights) or 2)) == rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("01 SK/đoàn viên/ phân bố 02 giai đoạn", Rate(1)),
        ("Mỗi đoàn viên 01 sáng kiến", Rate(1)),
        ("1 sáng kiến/5 đoàn viên, tối thiểu 2, tối đa 50", Rate(1, 5, 2, 50)),
        ("0 SK/đoàn viên", None),
        ("1 SK/0 đoàn viên", None),
        ("02", None),
    ],
)
def test_rates(text, rate):
    assert Rate.read(text) == rate


def test_rates_in_the_stages_own_columns():
    rows = [("1", "Khối trường học", None, "1 SK/đoàn viên", "2 SK/đoàn viên")]
    (line,) = read_table(book(HEADER, *rows)).lines
    assert line.kind is LineKind.MEMBERS and line.rate == Rate(3, weights=(1, 2))


@given(
    st.lists(
        st.tuples(st.integers(0, 9_999_999), st.integers(0, 9_999_999)), min_size=1, max_size=30
    )
)
def test_sums_that_are_right_are_never_a_fault(amounts):
    rows = [
        (str(n), f"CĐ {n}", count_text(a + b), f"{a:02}", count_text(b))
        for n, (a, b) in enumerate(amounts, 1)
    ]
    first, second = (sum(column) for column in zip(*amounts, strict=True))
    if first + second > 10_000_000:
        first = second = None
    whole = None if first is None else first + second
    total = (None, "Tổng cộng", whole, first, second)
    reading = read_table(book(HEADER, *rows, total))
    assert set(codes(reading)) <= {"bad-number"}
    assert [dict(x.amounts) for x in reading.lines] == [{"D": a, "E": b} for a, b in amounts]


@given(
    st.lists(st.lists(st.none() | st.text(max_size=30) | st.integers() | st.floats(), max_size=6))
)
def test_no_table_breaks_the_reading(rows):
    try:
        reading = read_table(book(HEADER, *rows))
    except NoTable:
        return
    for line in reading.lines:
        assert all(0 <= n <= 10_000_000 for n in line.amounts.values())
