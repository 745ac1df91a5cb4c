"""A table written in steps is the table that is written at once."""

import io
import random
import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from app.sheets import Growing, Streamed, Table, TableFull, read, zipping

TRICKS = [
    *("=1+1", "+84903111222", "@SUM(A1)", "TRUE", "a\nb", " vào đầu", "cuối ", "\t", "x\r\ny"),
    *("<b>&amp;]]>", "_x000D_", "\x07chuông", "\ud800", "Đổi mới, sáng tạo", "", None, 0, -3),
    *(2.5, 10**14, 10**16, -(10**15)),
]
WIDTHS, MERGED = (5, 26, 30), ["A2:C2"]


def head(table: Table) -> None:
    table.line("Đơn vị: A", bold=True)
    table.title("DANH SÁCH")
    table.blank()
    table.heading(["STT", "Tên", None])
    table.heading(["", "=1", "x"])


def tail(table: Table) -> None:
    table.blank()
    table.line(None, "TM. BAN CHẤP HÀNH", bold=True)
    table.line("Ghi chú", italic=True)


def rows() -> list[list]:
    dice = random.Random(7)
    return [[number, dice.choice(TRICKS), dice.choice(TRICKS)] for number in range(200)]


def at_once() -> bytes:
    table = Streamed("Danh sách", WIDTHS, merged=MERGED)
    head(table)
    for row in rows():
        table.row(row)
    tail(table)
    return table.to_bytes()


def grown(each: int) -> bytes:
    """The same by somebody who begins anew after every so many rows."""
    made = {"title": "Danh sách", "widths": WIDTHS, "merged": MERGED}
    table = Growing(**made)
    head(table)
    data, done = table.take(), rows()
    while done:
        table = Growing(**made, state=table.state)
        for row in done[:each]:
            table.row(row)
        done = done[each:]
        data += table.take()
    table = Growing(**made, state=table.state)
    tail(table)
    return data + table.finish()


def cells(data: bytes) -> list[tuple]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [
        (
            c.coordinate,
            c.value,
            c.data_type,
            c.quotePrefix,
            *map(repr, (c.font, c.border)),
            repr(c.alignment),
        )
        for row in sheet.iter_rows()
        for c in row
    ]


@pytest.mark.parametrize("each", [1, 7, 200])
def test_steps_leave_no_trace(each):
    ours, theirs = grown(each), at_once()
    assert cells(ours) == cells(theirs)
    pages = [openpyxl.load_workbook(io.BytesIO(data)).worksheets[0] for data in (ours, theirs)]
    for said in ("print_title_rows", "merged_cells", "title"):
        assert str(getattr(pages[0], said)) == str(getattr(pages[1], said))
    widths = [{n: d.width for n, d in page.column_dimensions.items()} for page in pages]
    assert widths[0] == widths[1]


def test_every_reader_opens_it():
    data = grown(9)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    sheets = [
        CalamineWorkbook.from_filelike(io.BytesIO(one)).get_sheet_by_index(0).to_python()
        for one in (data, at_once())
    ]
    assert sheets[0] == sheets[1]
    books = [read(one).sheets[0] for one in (data, at_once())]
    assert [row.cells for row in books[0].rows] == [row.cells for row in books[1].rows]


def test_a_part_too_large_for_a_zip_is_refused(monkeypatch):
    monkeypatch.setattr(zipping, "LARGEST", 2**20 + 10_000)
    table = Growing("Danh sách", WIDTHS)
    table.row([1, "một", None])
    table.take()
    for number in range(100):
        table.row([number, "x" * 30_000, None])
    with pytest.raises(TableFull):
        table.take()
