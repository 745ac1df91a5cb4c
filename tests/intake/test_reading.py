from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.fields import FIELDS
from app.intake.groups import group_of
from app.intake.headers import columns_of
from app.intake.meanings import fields_of
from app.intake.persons import split_person
from app.intake.reading import ListRefused, read_list
from app.sheets import Book, Cell, Row, Sheet, read

SAMPLES = Path(__file__).parent / "samples"
HEADER = ["STT", "Họ và tên", "Đối tượng", "Tên sáng kiến", "Thời gian áp dụng", "Tóm tắt nội dung"]
ROW = [1, "Nguyễn Văn Hải", 2, "Đồ gá hàn", "01/7/2022", "Giảm hai thao tác"]


def book_of(*lines: list, hidden: tuple = (), merged: tuple = (), **sheet) -> Book:
    rows = [
        Row(
            number,
            number in hidden,
            {
                letter: Cell(f"{letter}{number}", v, "text" if isinstance(v, str) else "number")
                for letter, v in zip("ABCDEFGHIJ", line, strict=False)
                if v is not None
            },
        )
        for number, line in enumerate(lines, 1)
        if line
    ]
    return Book([Sheet(sheet.get("name", "Sheet1"), sheet.get("away", False), rows, list(merged))])


@pytest.mark.parametrize(
    ("file", "header_row", "unit", "rows"),
    [
        ("danh-sach-cdcs.xlsx", 7, "Công ty TNHH May An Bình", range(8, 20)),
        ("danh-sach-loi.xlsx", 8, "Cty CP Cơ khí Hòa Phát Tài", [*range(9, 25), 26, 27]),
    ],
)
def test_the_samples(file, header_row, unit, rows):
    paper = read_list(read((SAMPLES / file).read_bytes()))
    assert (paper.header_row, paper.unit_line) == (header_row, unit)
    assert [row.number for row in paper.rows] == list(rows)
    assert paper.columns["phone"] == paper.columns["full_name"] == "B"
    assert paper.rows[0].cells["phone"] is paper.rows[0].cells["full_name"]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Họ và tên; số điện thoại; ngày tháng năm sinh", ("full_name", "phone", "birth_date")),
        ("HỌ TÊN TÁC GIẢ SÁNG KIẾN", ("full_name",)),
        ("SĐT", ("phone",)),
        ("Năm sinh", ("birth_date",)),
        ("Số CMND/CCCD", ("id_number",)),
        ("Đối tượng (1-5)", ("target_group",)),
        ("Tên sáng kiến, giải pháp", ("title",)),
        ("Sáng kiến", ("title",)),
        ("Ghi rõ thời gian áp dụng", ("applied_on",)),
        ("Ngày áp dụng sáng kiến", ("applied_on",)),
        ("Tóm tắt nội dung sáng kiến", ("summary",)),
        ("Giá trị làm lợi (đồng)", ("benefit_claimed",)),
        ("Quyết định công nhận sáng kiến", ("recognition",)),
        ("TT", ("number",)),
        ("Đơn vị", ("unit",)),
        ("sáng kiến " * 40, ()),
    ],
)
def test_headings_by_meaning(heading, fields):
    assert fields_of(heading) == fields


def test_separate_columns_under_a_header_of_two_rows():
    paper = read_list(
        book_of(
            ["CĐCS:", "Trường THCS Lê Lợi"],
            ["TT", "Tác giả", None, None, "Đối tượng", "Tên sáng kiến", "Tóm tắt"],
            [None, "Họ và tên", "Điện thoại", "Năm sinh"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            [1, "Lê An", "0901234567", 1985, 4, "Bộ học liệu", "Hai mươi mô hình"],
            merged=("A2:A3", "B2:D2", "E2:E3", "F2:F3", "G2:G3"),
        )
    )
    assert paper.unit_line == "Trường THCS Lê Lợi"
    assert paper.header_row == 2
    assert [paper.columns[f] for f in ("full_name", "phone", "birth_date")] == ["B", "C", "D"]
    assert [row.number for row in paper.rows] == [5]
    assert paper.remarks == ["Danh sách không có cột thời gian áp dụng."]


def test_where_a_list_ends_and_what_is_passed_over():
    paper = read_list(
        book_of(
            HEADER,
            ["I. Phân xưởng cắt"],
            ROW,
            [],
            [2],
            [None, "Tổ may 1"],
            [3, *ROW[1:]],
            [None, "Tổng cộng: 2"],
            [None, None, None, None, "Gò Vấp, ngày 5 tháng 3 năm 2023"],
            [4, *ROW[1:]],
            hidden=(7,),
        )
    )
    assert [(row.number, row.hidden) for row in paper.rows] == [(3, False), (7, True)]
    assert "Dòng 6 chỉ có “Tổ may 1” nên đã bỏ qua." in paper.remarks
    assert "Dòng 7 đang ẩn trong tệp nên không đọc." in paper.remarks


@pytest.mark.parametrize(
    "end",
    ["Ghi chú:", "TM. BAN CHẤP HÀNH CDCS", "T/M BCH", "Người lập biểu", "XÁC NHẬN CỦA ĐƠN VỊ"],
)
def test_signatures_and_notes_end_a_list(end):
    assert len(read_list(book_of(HEADER, ROW, [None, None, None, None, end], ROW)).rows) == 1


def test_an_author_whose_name_starts_like_a_signature_is_none():
    chair = [2, "Chu Tích Nhân", 2, "Cải tiến", "01/7/2022", "Giảm"]
    assert len(read_list(book_of(HEADER, chair[1:], [None, *chair[1:]])).rows) == 2


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("CDCS: Công ty A", "Công ty A"),
        ("CĐCS Công ty A", "Công ty A"),
        ("Công đoàn cơ sở: Công ty A…", "Công ty A"),
        ("Tên đơn vị: Công ty A", "Công ty A"),
        ("Đơn vị: ……", None),
        ("LIÊN ĐOÀN LAO ĐỘNG QUẬN GÒ VẤP", None),
    ],
)
def test_unit_lines(line, unit):
    assert read_list(book_of([line], HEADER, ROW)).unit_line == unit


def test_a_list_on_another_page_is_not_lost_in_silence():
    notes, away = book_of(["Ghi", "chú", "gì đó"], name="Khác"), book_of(HEADER, away=True)
    first, second = book_of(HEADER, ROW, name="Tổ 1"), book_of(HEADER, ROW, name="Tổ 2")
    book = Book([one.sheets[0] for one in (notes, first, second, away)])
    for columns in (None, {"unit": ""}):
        paper = read_list(book, columns)
        assert paper.sheet == "Tổ 1"
        said = [remark for remark in paper.remarks if "Trang “Tổ" in remark]
        assert len(said) == 1
        assert said[0].startswith("Trang “Tổ 2” cũng có danh sách nhưng chưa đọc")


def test_old_fonts_in_headers():
    header = ["STT", "Hä vµ tªn", "§èi t\xadîng", "Tªn s¸ng kiÕn", "Thêi gian ¸p dông", "Tãm t¾t"]
    assert set(read_list(book_of(header, ROW)).columns) >= {"full_name", "title", "applied_on"}


@pytest.mark.parametrize(
    "book",
    [book_of(["Danh sách"], ["không có tiêu đề"]), book_of(HEADER, ROW, away=True), Book([])],
)
def test_no_header_is_refused(book):
    with pytest.raises(ListRefused, match="Không tìm thấy dòng tiêu đề") as refused:
        read_list(book)
    assert refused.value.code == "no_header"


@pytest.mark.parametrize(
    ("text", "names", "phone", "birth"),
    [
        ("Trần A; 0901234567; 1985", ["Trần A"], "0901234567", "1985"),
        ("Trần A, 0901234567, 05/06/1990", ["Trần A"], "0901234567", "05/06/1990"),
        ("Trần A và Lê B; 0901234567", ["Trần A", "Lê B"], "0901234567", ""),
        ("; 0901234567; 1985", [], "0901234567", "1985"),
        ("Trần A\n+84 901 234 567\n5.6.1990", ["Trần A"], "+84 901 234 567", "5.6.1990"),
        ("Trần A - 0901 234 567 - 05/06/1990", ["Trần A"], "0901 234 567", "05/06/1990"),
        ("Trần A (1985)", ["Trần A"], "", "1985"),
        ("Trần A; SĐT: 0901.234.567; sinh năm 1985", ["Trần A"], "0901.234.567", "1985"),
        ("Trần A", ["Trần A"], "", ""),
    ],
)
def test_combined_cells(text, names, phone, birth):
    person = split_person(text)
    assert (person.names, person.phone, person.birth_date) == (names, phone, birth)


def test_an_id_number_in_a_combined_cell():
    person = split_person("Trần A; 0901234567; 079012345678; 1985")
    assert (person.phone, person.id_number) == ("0901234567", "079012345678")


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text):
    split_person(text)
    assert set(fields_of(text)) <= {*FIELDS, "number"}
    assert group_of(text, {1: "Cán bộ công đoàn"}) in (1, None)
    columns_of({"A": text})


@settings(deadline=None)
@given(st.lists(st.lists(st.text() | st.integers() | st.none(), max_size=7), max_size=5))
def test_any_rows_under_a_header_are_read(lines):
    assert read_list(book_of(HEADER, *lines)).header_row == 1
