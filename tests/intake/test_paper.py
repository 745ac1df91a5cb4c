"""What is no list, what a list's file is called, and the ways a list comes in."""

import hashlib
import io

import docx
import openpyxl
import pytest

from app.intake.listed import ListRefused
from app.intake.paper import MOST_ROWS, ListFile
from tests.intake.lists import HEADER, SAMPLES, expected, paper, sample
from tests.intake.test_judging import GROUPS, WINDOW, judge
from tests.uploads import files

WORD = (SAMPLES / "danh-sach-cdcs.docx").read_bytes()
PASTED = (
    "CĐCS: May An Bình\r\n"
    "STT\tHọ và tên\tSĐT\tNăm sinh\tĐối tượng\tTên sáng kiến\tThời gian áp dụng\tTóm tắt\r\n"
    '1\t"Lê An\nTrần Bình"\t901234567\t1985\t2\t"Xanh" là sống\tQuý IV/2022'
    '\t"Dòng ""một""\nhai"\r\n'
)


def long_list(rows: int) -> bytes:
    """Written by hand, for it is long."""
    lines = [HEADER[:5]]
    lines += [("", f"Trần Văn {n}", "2", f"Sáng kiến {n}", "7/2022") for n in range(rows)]
    cells = "".join(
        "<row>" + "".join(f'<c t="str"><v>{text}</v></c>' for text in line) + "</row>"
        for line in lines
    )
    return files.sheet(cells.encode())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"khong phai bang tinh", "not_a_spreadsheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old_format"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"),
            "old_format",
        ),
        (paper("May An Bình", 0), "no_rows"),
        (b"PK\x03\x04 word/document.xml", "damaged"),
    ],
    ids=["empty", "words", "old sheet", "old word", "no rows", "torn"],
)
def test_no_list(data, code):
    with pytest.raises(ListRefused) as refused:
        ListFile.read(data, "ds.xlsx")
    assert refused.value.code == code
    assert refused.value.message


def test_an_old_word_file_is_called_so():
    data = bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le")
    with pytest.raises(ListRefused, match=r"\.doc\b"):
        ListFile.read(data, "ds.doc")


def test_as_many_rows_as_may_be_and_one_more():
    assert len(ListFile.read(long_list(MOST_ROWS), "ds.xlsx").paper.rows) == 20_000
    for rows in (MOST_ROWS + 1, 30_000):
        with pytest.raises(ListRefused, match=r"tối đa 20\.000 dòng") as refused:
            ListFile.read(long_list(rows), "ds.xlsx")
        assert refused.value.code == "too_many_rows"
        said = refused.value.message.split()[3]
        assert int(said.replace(".", "")) == pytest.approx(rows, abs=1)


def test_a_file_keeps_a_short_name():
    file = ListFile.read(paper("May"), "C:\\Tài liệu\\" + "a" * 200 + ".xlsx")
    assert len(file.filename) == 120
    assert file.filename.endswith("a.xlsx")


def test_a_word_list_says_what_the_spreadsheet_says():
    file = ListFile.read(WORD, "danh-sach.bin")
    assert file.sha256 == hashlib.sha256(WORD).hexdigest()
    assert (file.paper.header_row, file.paper.unit_line) == (1, "Công ty TNHH May An Bình")
    rows = judge(file.paper, WINDOW, GROUPS)
    wanted = expected("danh-sach-cdcs")["rows"][:8]
    assert [(row.verdict, row.values) for row in rows] == [
        (row["verdict"], row["values"]) for row in wanted
    ]
    assert [row.row for row in rows] == list(range(2, 10))


def test_a_cell_of_a_word_list_is_named_as_it_is_counted():
    document = docx.Document(io.BytesIO(WORD))
    document.tables[0].cell(3, 4).text = "31/9/2023"
    target = io.BytesIO()
    document.save(target)
    row = judge(ListFile.read(target.getvalue(), "ds.docx").paper, WINDOW, GROUPS)[2]
    assert row.note == "Ô E4: không có ngày 31/9/2023 (tháng 9 chỉ có 30 ngày)"


def test_a_word_list_over_several_tables():
    document = docx.Document(io.BytesIO(WORD))
    first = document.tables[0]
    second = document.add_table(rows=0, cols=6)
    for row in [first.rows[0], *first.rows[1:4]]:
        for cell, old in zip(second.add_row().cells, row.cells, strict=True):
            cell.text = old.text
    target = io.BytesIO()
    document.save(target)
    assert len(ListFile.read(target.getvalue(), "ds.docx").paper.rows) == 11


def test_a_pasted_table():
    file = ListFile.pasted(PASTED, "Bảng dán ngày 01/03/2023")
    assert file.sha256 == hashlib.sha256(PASTED.encode()).hexdigest()
    assert (file.paper.unit_line, file.paper.header_row) == ("May An Bình", 2)
    (row,) = judge(file.paper, WINDOW, GROUPS)
    assert row.row == 3
    assert row.values == {
        "full_name": "Lê An",
        "co_authors": ["Trần Bình"],
        "phone": "0901234567",
        "birth_year": 1985,
        "target_group": 2,
        "title": '"Xanh" là sống',
        "applied_on": "2022-10-01",
        "applied_precision": "quarter",
        "summary": 'Dòng "một"\nhai',
    }
    assert "Ô C3: mất số 0 ở đầu, đã hiểu là 0901234567" in [f.note for f in row.findings]


@pytest.mark.parametrize("text", ["", " \t\n", "không có\tbảng nào", "\t" * 500])
def test_a_paste_that_is_no_list(text):
    with pytest.raises(ListRefused) as refused:
        ListFile.pasted(text)
    assert refused.value.code in {"empty", "no_header", "too_many_rows"}


def test_a_spreadsheet_pasted_is_the_spreadsheet():
    lines = []
    for row in openpyxl.load_workbook(io.BytesIO(sample("danh-sach-cdcs"))).worksheets[0].values:
        lines.append("\t".join("" if value is None else str(value) for value in row))
    rows = judge(ListFile.pasted("\n".join(lines)).paper, WINDOW, GROUPS)
    assert [row.values for row in rows] == [
        row["values"] for row in expected("danh-sach-cdcs")["rows"]
    ]


def test_columns_put_right_by_hand():
    data = paper("May", [("Lê An; 0901234567; 1985", 2, "Gọn.", "7/2022", "Máy cắt")])
    file = ListFile.read(data, "ds.xlsx", {"title": "F", "summary": "D"})
    (row,) = judge(file.paper, WINDOW, GROUPS)
    assert (row.values["title"], row.values["summary"]) == ("Máy cắt", "Gọn.")
    assert file.paper.headings["F"] == "Tóm tắt nội dung sáng kiến"
