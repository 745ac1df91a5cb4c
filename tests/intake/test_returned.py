"""The file with the faults: what goes back, and that it comes in again once it is mended."""

import datetime as dt
import io

import docx
import openpyxl
import pytest

from app.intake.judging import judge
from app.intake.paper import ListFile
from app.intake.returned import returned_file
from tests.intake.lists import HEADER, SAMPLES, sample
from tests.intake.test_judging import GROUPS, WINDOW
from tests.intake.test_paper import PASTED, WORD


def faults_of(paper, verdicts=("error",)) -> dict[int, str]:
    return {r.row: r.note for r in judge(paper, WINDOW, GROUPS) if r.verdict in verdicts}


def judged(data: bytes, name: str = "x") -> list:
    return judge(ListFile.read(data, name).paper, WINDOW, GROUPS)


def workbook(*rows: tuple, merged: tuple = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_only_the_rows_with_faults_go_back_as_they_stood():
    data = sample("danh-sach-loi")
    paper = ListFile.read(data, "danh-sach-loi.xlsx").paper
    faults = faults_of(paper)
    name, content = returned_file(data, "danh-sach-loi.xlsx", paper, faults)
    assert name == "danh-sach-loi - cần sửa.xlsx"
    again = ListFile.read(content, name).paper
    assert (again.header_row, again.unit_line) == (paper.header_row, paper.unit_line)
    assert (again.columns, again.headings["G"]) == (paper.columns, "Lỗi")
    before = [row for row in judge(paper, WINDOW, GROUPS) if row.row in faults]
    after = judge(again, WINDOW, GROUPS)
    # A formula is left out: what it showed nobody knows.
    assert [(r.verdict, r.field, r.values) for r in after] == [
        (r.verdict, r.field, r.values) for r in before
    ]
    old = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    new = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = dict(zip((row.number for row in again.rows), faults, strict=True))
    for here, there in rows.items():
        assert new.cell(here, 7).value == faults[there]
        for column in (1, 2, 3, 5, 6):
            assert new.cell(here, column).value == old.cell(there, column).value
    assert "=" not in {str(cell.value)[:1] for row in new.iter_rows() for cell in row}


def test_once_mended_it_is_a_list_like_any_other():
    data = sample("danh-sach-loi")
    paper = ListFile.read(data, "x.xlsx").paper
    bad = next(r for r in judge(paper, WINDOW, GROUPS) if "31/9/2023" in r.note)
    name, content = returned_file(data, "x.xlsx", paper, {bad.row: bad.note})
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book.worksheets[0].cell(paper.header_row + 1, 5)
    assert cell.value == "31/9/2023"
    cell.value = "30/9/2023"
    target = io.BytesIO()
    book.save(target)
    (row,) = judged(target.getvalue(), name)
    assert (row.verdict, row.values["applied_on"]) == ("ok", "2023-09-30")


def test_going_back_twice_keeps_one_column_of_faults():
    data = sample("danh-sach-loi")
    paper = ListFile.read(data, "x.xlsx").paper
    name, content = returned_file(data, "x.xlsx", paper, faults_of(paper))
    paper = ListFile.read(content, name).paper
    again, content = returned_file(content, name, paper, {paper.rows[0].number: "mới"})
    assert again == name
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    row = paper.header_row
    assert [c.value for c in sheet[row]].count("Lỗi") == 1
    assert sheet.cell(row + 1, 7).value == "mới"


def test_a_word_list_goes_back_as_word():
    paper = ListFile.read(WORD, "ds.docx").paper
    name, content = returned_file(WORD, "ds.docx", paper, {3: "Ô E3: sai", 5: "Ô B5: sai"})
    assert name == "ds - cần sửa.docx"
    texts = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert "CDCS: Công ty TNHH May An Bình" in texts
    before = [r for r in judge(paper, WINDOW, GROUPS) if r.row in (3, 5)]
    assert [(r.verdict, r.values) for r in judged(content)] == [
        (r.verdict, r.values) for r in before
    ]
    table = docx.Document(io.BytesIO(content)).tables[0]
    assert [row.cells[6].text for row in table.rows] == ["Lỗi", "Ô E3: sai", "Ô B5: sai"]


@pytest.mark.parametrize("data", [PASTED, PASTED.encode()])
def test_a_pasted_list_goes_back_as_a_spreadsheet(data):
    paper = ListFile.pasted(PASTED, "Bảng dán").paper
    name, content = returned_file(data, "Bảng dán", paper, {3: "sai"})
    assert name.endswith(".xlsx")
    assert [r.values for r in judged(content)] == [r.values for r in judge(paper, WINDOW, GROUPS)]


def test_text_stays_text_and_dates_are_readable():
    day = dt.date(2022, 7, 1)
    data = workbook(HEADER, (1, "Lê An; 0901234567; 1985", 2, "Máy", day, "007"))
    paper = ListFile.read(data, "x.xlsx").paper
    _name, content = returned_file(data, "x.xlsx", paper, {2: "=HYPERLINK(1)"})
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet["E2"].value == "01/07/2022"
    assert (sheet["G2"].value, sheet["G2"].data_type) == ("=HYPERLINK(1)", "s")
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("007", "s")
    (again,) = judged(content)
    assert again.values["applied_on"] == "2022-07-01"


def test_units_of_headings_and_merged_cells_go_along():
    data = workbook(
        (*HEADER[:1], "Tác giả", None, *HEADER[2:]),
        (None, "Họ và tên", "Năm sinh"),
        ("Trường A",),
        (1, "Lê An", 1985, 2, "Máy", "7/2022", "x"),
        ("Trường B",),
        (2, "Trần Bình", 1986, 9, "Máy cắt", "7/2022", "x"),
        (3, None, None, 9, "Máy may", "7/2022", "x"),
        merged=("A1:A2", "B1:C1", "D1:D2", "E1:E2", "F1:F2", "G1:G2", "B6:B7", "C6:C7"),
    )
    paper = ListFile.read(data, "x.xlsx").paper
    faults = faults_of(paper)
    assert list(faults) == [6, 7]
    _name, content = returned_file(data, "x.xlsx", paper, faults)
    again = judged(content)
    assert [(r.values["unit"], r.values["full_name"]) for r in again] == [
        ("Trường B", "Trần Bình")
    ] * 2
    assert [r.values for r in again] == [
        r.values for r in judge(paper, WINDOW, GROUPS) if r.row in faults
    ]


def test_every_sample_goes_back_whole():
    for file in sorted(SAMPLES.glob("danh-sach-*.*x")):
        paper = ListFile.read(file.read_bytes(), file.name).paper
        shown = [row for row in judge(paper, WINDOW, GROUPS) if row.verdict != "skipped"]
        faults = {row.row: "?" for row in shown}
        name, content = returned_file(file.read_bytes(), file.name, paper, faults)
        assert len(judged(content, name)) == len(shown)
