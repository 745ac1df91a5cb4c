"""Our reader of workbooks and openpyxl see the same cells; what it alone can see, it sees."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheets import Cell, SheetRefused, Streamed, read
from app.sheets.workbook import is_date_format
from tests.uploads import files

MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2099, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda text: text[0] != "=" and text.strip()
)
VALUES = st.none() | st.integers(-(10**14), 10**14) | st.booleans() | TEXTS | MOMENTS
VALUES |= st.floats(-1e12, 1e12).map(lambda number: round(number, 4))


def plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8))
def test_the_same_cells_as_openpyxl(rows):
    book = openpyxl.Workbook()
    for row in [["x"], *rows]:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    seen = openpyxl.load_workbook(target).worksheets[0]
    theirs = {
        cell.coordinate: plain(cell.value)
        for row in seen.iter_rows()
        for cell in row
        if cell.value is not None
    }
    (sheet,) = read(target.getvalue()).sheets
    assert {c.address: c.value for row in sheet.rows for c in row.cells.values()} == theirs


def cell(inside: str) -> Cell:
    data = files.sheet(f"<row><c {inside}</c></row>".encode())
    return next(iter(read(data).sheets[0].rows[0].cells.values()))


@pytest.mark.parametrize(
    ("inside", "value", "kind"),
    [
        ("><v>NaN</v>", "#NUM!", "error"),
        ("><v>1e400</v>", "#NUM!", "error"),
        ("><v>-0</v>", 0, "number"),
        (
            't="inlineStr"><is><r><t>một </t></r><rPh><t>x</t></rPh><r><t>hai</t></r></is>',
            "một hai",
            "text",
        ),
        ('t="str"><v>a_x000A_b_xD800_</v>', "a\nb", "text"),
        ('t="b"><v>1</v>', True, "bool"),
        ('t="e"><v>#REF!</v>', "#REF!", "error"),
        ('t="d"><v>2022-07-01T00:00:00</v>', "2022-07-01", "date"),
        ('><f t="shared" si="0"/><v>3</v>', "=", "formula"),
    ],
)
def test_cells_as_other_programs_write_them(inside, value, kind):
    found = cell(inside)
    assert (found.value, found.kind) == (value, kind)


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("><f>A2+1</f><v>3</v>", 3),
        ("><f>A2/3</f><v>0.5422</v>", 0.5422),
        ('t="str"><f>A2&amp;"%"</f><v>54,22%</v>', "54,22%"),
        ('t="e"><f>A2/0</f><v>#DIV/0!</v>', "#DIV/0!"),
        ("><f>A2+1</f>", None),
        ("><f>A2+1</f><v>1e400</v>", None),
    ],
)
def test_what_a_formula_came_to_stands_beside_it(inside, shown):
    found = cell(inside)
    assert (found.kind, found.shown) == ("formula", shown)


@pytest.mark.parametrize("said", ["x", "٣x", "1_0.5x", "0x10"])
def test_a_number_that_is_none(said):
    with pytest.raises(SheetRefused) as refused:
        cell(f"><v>{said}</v>")
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("General", False),
        ("#,##0", False),
        ('#,##0 "đồng"', False),
        ("[Red]0.00", False),
        ("dd/mm/yyyy", True),
        ("[$-42A]d mmmm yyyy", True),
        ("[h]:mm", True),
        ("0;[Red]-0 d", False),
    ],
)
def test_formats_of_days(code, is_date):
    assert is_date_format(code) == is_date


def test_the_other_calendar():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2022, 7, 1)
    target = io.BytesIO()
    book.save(target)
    assert read(target.getvalue()).sheets[0].rows[0].cells["A"].value == "2022-07-01"


def test_too_many_rows_are_counted():
    rows = b"<row><c><v>1</v></c></row>" * 31_000
    with pytest.raises(SheetRefused) as refused:
        read(files.sheet(rows))
    assert (refused.value.code, refused.value.count) == ("too_many_rows", 31_000)
    assert "31.000" in refused.value.message


def test_a_long_table_is_written_row_by_row():
    table = Streamed("Danh sách", [5, 20], merged=["A1:B1"])
    table.title("DANH SÁCH")
    table.heading(["STT", "Tên"])
    for number in range(3):
        table.row([number, "=1+1"])
    table.row([None, 10**18])
    data = table.to_bytes()
    (sheet,) = read(data).sheets
    assert sheet.merged == ["A1:B1"]
    assert sheet.rows[2].cells == {"A": Cell("A3", 0, "number"), "B": Cell("B3", "=1+1")}
    assert sheet.rows[5].cells == {"B": Cell("B6", str(10**18))}
    seen = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert seen.print_title_rows == "$2:$2"
    assert seen["B3"].quotePrefix and seen["B3"].border.top.style == "thin"
