import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from app.sheets import Cell, Row, SheetRefused, read
from app.sheets import reader as gate

NOON = datetime(2022, 7, 1, 12)  # noqa: DTZ001


def workbook(*rows: list) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def remade(data: bytes, change: dict[str, bytes]) -> bytes:
    """The same zip with some parts put in another's place or beside it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()} | change
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(SheetRefused) as refused:
        read(data)
    assert refused.value.message.endswith(".")
    return refused.value.code


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def with_cells(cells: str) -> bytes:
    return remade(saved(workbook(["x"])), {"xl/worksheets/sheet1.xml": sheet_xml(cells)})


def test_each_kind_of_cell():
    book = workbook(["Họ tên", 2, 2.5, True, date(2022, 7, 1), NOON, time(8), "=1+1"])
    book.active["I1"] = ArrayFormula("I1", "=SUM(B1:C1)")
    book.active["J1"] = "#N/A"
    book.active["K1"] = 3.0
    cells = read(saved(book)).sheets[0].rows[0].cells
    assert [(c.value, c.kind) for c in cells.values()] == [
        ("Họ tên", "text"),
        (2, "number"),
        (2.5, "number"),
        (True, "bool"),
        ("2022-07-01", "date"),
        ("2022-07-01T12:00:00", "date"),
        ("08:00:00", "text"),
        ("=1+1", "formula"),
        ("=SUM(B1:C1)", "formula"),
        ("#N/A", "error"),
        (3, "number"),
    ]
    assert cells["A"] == Cell("A1", "Họ tên", "text")


def test_hidden_rows_hidden_sheets_merges_and_gaps():
    book = workbook(["a"], [None], ["b"])
    book.active.row_dimensions[3].hidden = True
    book.active.merge_cells("A5:C6")
    draft = book.create_sheet("Nháp")
    draft.sheet_state = "veryHidden"
    draft["B2"] = 1
    first, second = read(saved(book)).sheets
    assert [(row.number, row.hidden) for row in first.rows] == [(1, False), (3, True)]
    assert first.merged == ["A5:C6"]
    assert (second.name, second.hidden) == ("Nháp", True)
    assert second.rows == [Row(2, False, {"B": Cell("B2", 1, "number")})]


def test_styled_blank_cells_far_away_do_not_count():
    book = workbook(["a"])
    book.active.cell(30_000, 150).font = openpyxl.styles.Font(bold=True)
    assert len(read(saved(book)).sheets[0].rows) == 1


def test_cells_without_addresses():
    first = '<row><c t="str"><v>a</v></c><c><v>2</v></c></row>'
    rows = read(with_cells(first + "<row><c><v>3</v></c></row>")).sheets[0].rows
    assert [[c.address for c in row.cells.values()] for row in rows] == [["A1", "B1"], ["A2"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"STT,Ho ten\n1,A\n", "not_a_spreadsheet"),
        (b"PK\x03\x04 torn", "unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "old_format"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "protected",
        ),
        (b"x" * (10 * 2**20 + 1), "too_large"),
    ],
)
def test_what_is_no_spreadsheet(data, code):
    assert refusal(data) == code


def test_a_zip_of_something_else():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(target.getvalue()) == "not_a_spreadsheet"


def test_a_workbook_without_content():
    assert refusal(saved(openpyxl.Workbook())) == "empty"


def test_macros():
    assert refusal(remade(saved(workbook(["x"])), {"xl/vbaProject.bin": b"x"})) == "macros"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_broken_parts(part):
    assert refusal(remade(saved(workbook(["x"])), {part: b"<broken"})) == "unreadable"


@pytest.mark.parametrize("address", ["XFD1048576", "A25001", "CW1"])
def test_a_cell_far_away(address):
    book = workbook(["x"])
    book.active[address] = "x"
    assert refusal(saved(book)) == "too_many_rows"


def test_sixty_thousand_rows():
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_001))
    assert refusal(with_cells(cells)) == "too_many_rows"


def test_too_many_cells():
    row = "".join("<c><v>1</v></c>" for _ in range(100))
    assert refusal(with_cells(f"<row>{row}</row>" * 3_001)) == "too_large"


def test_a_file_that_claims_400_megabytes():
    zeros = bytes(2**20)
    target = io.BytesIO(saved(workbook(["x"])))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/image1.png", "w") as part,
    ):
        for _ in range(400):
            part.write(zeros)
    assert refusal(target.getvalue()) == "too_large"


def test_a_small_file_that_unpacks_a_thousandfold():
    filled = remade(saved(workbook(["x"])), {"xl/sharedStrings.xml": b" " * (20 * 2**20)})
    assert len(filled) < 100_000
    assert refusal(filled) == "too_large"


def test_entities_do_not_swell():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE b [<!ENTITY e0 "ha">{levels}]>'.encode() + sheet_xml(
        '<row r="1"><c r="A1" t="str"><v>&e9;</v></c></row>'
    )
    data = remade(saved(workbook(["x"])), {"xl/worksheets/sheet1.xml": bomb})
    assert refusal(data) in {"unreadable", "too_large"}


def test_a_child_that_hangs_or_dies(monkeypatch, tmp_path):
    data = saved(workbook(["x"]))
    child = tmp_path / "child.py"
    monkeypatch.setattr(gate, "_CHILD", child)
    child.write_text("import os; os.kill(os.getpid(), 9)")
    assert refusal(data) == "too_large"
    child.write_text("raise SystemExit(3)")
    assert refusal(data) == "unreadable"
