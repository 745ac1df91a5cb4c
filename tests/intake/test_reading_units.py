"""Lists of many units, of several pages, under headings of several rows."""

import pytest

from app.intake.meanings import fields_of, under
from app.intake.persons import split_person
from app.intake.reading import read_list
from tests.intake.test_reading import HEADER, ROW, book_of


def units(paper) -> list[str | None]:
    return [row.cells["unit"].value if "unit" in row.cells else None for row in paper.rows]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Đơn vị công tác", ("unit",)),
        ("TRUONG", ("unit",)),
        ("CĐCS", ("unit",)),
        ("Nơi công tác", ("unit",)),
        ("Đơn vị công nhận", ("recognition_issuer",)),
        ("Cơ quan ban hành quyết định", ("recognition_issuer",)),
        ("Đơn vị tính", ()),
        ("Đơn vị áp dụng", ()),
        ("Chức vụ, đơn vị công tác", ()),
        (
            "Họ và tên; số điện thoại; ngày sinh; đơn vị",
            ("full_name", "phone", "birth_date", "unit"),
        ),
        ("Số quyết định", ("recognition_number",)),
        ("Ngày công nhận", ("recognised_on",)),
        ("Số, ngày quyết định công nhận", ("recognition",)),
        ("Thời gian áp dụng (từ ngày công nhận)", ("applied_on",)),
        ("Ngày cấp", ()),
        ("Lỗi", ()),
        ("Ghi chú", ()),
        ("Mã tra cứu", ()),
    ],
)
def test_headings_that_look_alike(heading, fields):
    assert fields_of(heading) == fields


@pytest.mark.parametrize(
    ("group", "heading", "fields"),
    [
        ("Công nhận", "Hình thức", ("recognition",)),
        ("Công nhận", "Số", ("recognition_number",)),
        ("Quyết định công nhận", "Ngày", ("recognised_on",)),
        ("Quyết định công nhận", "Cơ quan", ("recognition_issuer",)),
        ("Thông tin tác giả", "Đơn vị", ("unit",)),
        ("Thông tin tác giả", "Năm sinh", ("birth_date",)),
        ("CCCD", "Số", ("id_number",)),
        ("CCCD", "Ngày cấp", ()),
    ],
)
def test_headings_under_a_group(group, heading, fields):
    assert under(group, heading) == fields


WIDE = ["TT", "Thông tin tác giả", None, None, "Tên sáng kiến", "Công nhận", None, None]
NARROW = [None, "Họ tên", "SĐT", "Đơn vị", None, "Số", "Ngày", "Cơ quan"]
WIDE_ROW = [1, "Lê An", "0901234567", "Trường A", "Bộ học liệu", "12/QĐ", "5/1/2023", "Phòng GD"]


@pytest.mark.parametrize("merged", [("A1:A2", "B1:D1", "E1:E2", "F1:H1"), ()])
def test_groups_of_columns_with_merged_cells_and_without(merged):
    paper = read_list(book_of(WIDE, NARROW, WIDE_ROW, merged=merged))
    assert paper.columns["full_name"] == "B"
    assert (paper.columns["phone"], paper.columns["unit"]) == ("C", "D")
    assert [row.number for row in paper.rows] == [3]
    assert paper.headings["C"].endswith("SĐT")
    of = ("recognition_number", "recognised_on", "recognition_issuer")
    assert [paper.columns[f] for f in of] == ["F", "G", "H"]
    assert paper.headings["G"] == "Công nhận: Ngày"


def test_headings_between_the_rows_name_units():
    paper = read_list(
        book_of(
            HEADER,
            ["I. Khối tiểu học"],
            ["1. Trường Tiểu học Lê Lợi"],
            ROW,
            ["I", "CĐCS: Công ty May"],
            ROW,
            ["Tổ may 1"],
            ROW,
            ["II. Khối mầm non"],
            ROW,
            [5, None, None, "Trường học thân thiện"],
            ROW,
            merged=("A2:F2", "A3:F3"),
        )
    )
    school, company = "Trường Tiểu học Lê Lợi", "Công ty May"
    assert units(paper) == [school, company, company, None, None]
    assert paper.rows[0].cells["unit"].address == "A3"
    assert "Dòng 3 chỉ có “1. Trường Tiểu học Lê Lợi” nên đã bỏ qua." in paper.remarks


def test_a_column_of_units_is_believed_and_headings_are_not():
    header = [*HEADER, "Đơn vị"]
    paper = read_list(book_of(header, ["Trường A"], [*ROW, "Trường B"], ROW))
    assert units(paper) == ["Trường B", None]


def test_pages_with_their_own_header_are_one_list():
    paper = read_list(
        book_of(
            ["CĐCS: Trường A"],
            HEADER,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            ROW,
            HEADER,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            ROW,
            [None, None, None, None, "TM. BAN CHẤP HÀNH"],
            ["CĐCS: Trường B"],
            HEADER,
            ROW,
            ["Người lập"],
            ROW,
        )
    )
    assert [row.number for row in paper.rows] == [4, 7, 11]
    assert (paper.unit_line, units(paper)) == ("Trường A", [None, None, "Trường B"])


def test_a_merged_cell_speaks_for_each_of_its_rows():
    second = [2, None, 2, "Máy cắt", None, "Nhanh"]
    paper = read_list(book_of(HEADER, ROW, second, merged=("B2:B3", "E2:E3", "A1:A1")))
    assert paper.rows[1].cells["full_name"].value == "Nguyễn Văn Hải"
    assert paper.rows[1].cells["applied_on"].address == "E2"


def test_sums_in_the_unit_of_their_column():
    header = [*HEADER, "Giá trị làm lợi (triệu đồng)"]
    rows = [[*ROW, 350], [*ROW, 1.125], [*ROW, "1.200"], [*ROW, "2 tỷ"], [*ROW, "nhiều"]]
    paper = read_list(book_of(header, *rows))
    said = [row.cells["benefit_claimed"].value for row in paper.rows]
    assert said == ["350 triệu", "1,125 triệu", "1.200 triệu", "2 tỷ", "nhiều"]


def test_the_unit_of_sums_over_the_table():
    header = [*HEADER, "Giá trị làm lợi"]
    paper = read_list(book_of(["Đơn vị tính: nghìn đồng"], header, [*ROW, 350]))
    assert paper.rows[0].cells["benefit_claimed"].value == "350 nghìn"


def test_somebody_who_knows_better_says_what_the_columns_are():
    book = book_of(["a", "b", "c", "d"], [1, "Lê An", "Máy cắt", "7/2022"])
    columns = {"full_name": "B", "title": "C", "applied_on": "D"}
    paper = read_list(book, columns)
    assert paper.columns == columns
    assert paper.headings == {"A": "a", "B": "b", "C": "c", "D": "d"}
    assert paper.rows[0].cells["title"].value == "Máy cắt"
    known = read_list(book_of(HEADER, ROW), {"summary": "D", "title": "F", "target_group": ""})
    assert (known.columns["summary"], known.columns["title"]) == ("D", "F")
    assert "target_group" not in known.columns
    assert known.headings["D"] == "Tên sáng kiến"


@pytest.mark.parametrize(
    ("text", "names", "unit"),
    [
        ("Trần A; 0901234567; 1985; Trường TH số 2", ["Trần A"], "Trường TH số 2"),
        ("Trần A\nCông ty May\n0901234567", ["Trần A"], "Công ty May"),
        ("Trần A, Lê B; 0901234567; Xưởng 1", ["Trần A", "Lê B"], ""),
        ("Trần A; 0901234567; Xưởng một", ["Trần A"], "Xưởng một"),
        ("Trần A", ["Trần A"], ""),
        ("Trần A, Lê B", ["Trần A", "Lê B"], ""),
        ("Trần A, Trường TH Lê Lợi", ["Trần A"], "Trường TH Lê Lợi"),
        ("Trần A (Bệnh viện Tây Sơn)", ["Trần A"], "Bệnh viện Tây Sơn"),
    ],
)
def test_a_place_of_work_in_a_combined_cell(text, names, unit):
    person = split_person(text, with_unit=True)
    assert (person.names, person.unit) == (names, unit)


def test_a_great_many_remarks_are_counted():
    paper = read_list(book_of(HEADER, *[ROW] * 150, hidden=tuple(range(2, 152))))
    assert len(paper.remarks) == 103
    assert paper.remarks[-1] == "Còn 50 lưu ý tương tự."
