import io
import warnings
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.sheets import Export, read

TRICKS = ["=1+1", "+84903111222", "-1", "@SUM(A1)", "#N/A", '=HYPERLINK("http://x","y")', "TRUE"]


def opened(export: Export) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(export.to_bytes())).worksheets[0]


def values(export: Export) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.to_bytes()))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("text", TRICKS)
def test_text_never_becomes_a_formula(text):
    export = Export("Bảng")
    export.text(1, 1, text)
    cell = opened(export)["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert values(export) == [[text]]
    assert read(export.to_bytes()).sheets[0].rows[0].cells["A"].kind == "text"
    assert bool(cell.quotePrefix) == (text[0] in "=+-@")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_any_text_can_be_written(texts):
    export = Export("Bảng")
    for row, text in enumerate(texts, 1):
        export.text(row, 1, text)
    assert all(row[0].data_type in ("s", "n") for row in opened(export).iter_rows())


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_title_names_the_tab(title):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert 1 <= len(opened(Export(title)).title) <= 31


def test_numbers_are_numbers_and_absent_is_blank():
    export = Export("Bảng")
    export.number(1, 1, 1226)
    export.number(1, 2, Decimal("12.51"), form="0.00")
    export.number(1, 3, None)
    export.number(1, 4, 0)
    assert values(export) == [[1226, 12.51, "", 0]]
    assert opened(export)["A1"].number_format == "#,##0"


def test_the_sheet_is_ready_for_paper():
    export = Export("Tổng hợp: 2022/2023")
    export.text(1, 1, "BẢNG TỔNG HỢP", bold=True, align="center")
    export.merge(1, 1, 1, 3)
    export.heading(3, ["STT", "Tên đơn vị", "Cộng"])
    export.heading(4, ["(1)", "(2)", "(3)"])
    export.widths([6, 40, 12])
    sheet = opened(export)
    assert sheet.title == "Tổng hợp  2022 2023"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$4"
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.column_dimensions["B"].width == 40
    heading = sheet["B3"]
    assert heading.font.bold
    assert heading.border.top.style == "thin"
    assert heading.alignment.horizontal == "center"
