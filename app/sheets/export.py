"""Building .xlsx files that print well and in which no text can turn into a formula."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

FONT = "Times New Roman"
_THIN = Side(style="thin")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TAB_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
FORMULA_STARTS = tuple("=+-@\t\r")
LONGEST = 32_767
"""Characters a cell can hold (Excel's limit)."""


def tab_name(title: str) -> str:
    """The title as a tab can bear it."""
    return _NOT_IN_TAB_NAMES.sub(" ", title).strip(" '")[:31]


def clean_text(text: str) -> str:
    """The text without signs that a file cannot hold, as long as a cell may be."""
    return _NOT_IN_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST]


class Export:
    """Worksheets on A4, landscape as a rule. Rows and columns count from 1, on the last page."""

    def __init__(self, title: str, *, portrait: bool = False) -> None:
        """`title` names the tab (31 characters at most, signs Excel refuses are dropped)."""
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self.page(title, portrait=portrait)

    def page(self, title: str, *, portrait: bool = False) -> None:
        """Begin another worksheet; all that follows is written there."""
        name = tab_name(title)
        number = len(self._book.worksheets) + 1
        self._sheet = self._book.create_sheet(name or f"Trang {number}")
        page = self._sheet.page_setup
        page.paperSize, page.orientation = 9, "portrait" if portrait else "landscape"
        page.fitToWidth, page.fitToHeight = 1, 0
        self._sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self._sheet.oddFooter.center.text = "&P/&N"

    def text(
        self,
        row: int,
        column: int,
        value: str | None,
        *,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        border: bool = False,
    ) -> None:
        """A text cell, wrapped; "=1+1" and "+84…" stay the text they are."""
        cell = self._cell(row, column, bold, italic, align, border)
        clean = clean_text(value or "")
        if clean:
            cell.value = clean
            cell.data_type = "s"
            # Without it the text becomes a formula as soon as someone edits the cell.
            cell.quotePrefix = clean.startswith(FORMULA_STARTS)

    def number(
        self,
        row: int,
        column: int,
        value: int | float | Decimal | None,
        *,
        form: str = "#,##0",
        bold: bool = False,
        border: bool = False,
    ) -> None:
        """A number that can be added up; None leaves the cell blank, for absent is not zero."""
        cell = self._cell(row, column, bold, False, "right", border)
        cell.value = value
        cell.number_format = form

    def heading(self, row: int, values: Sequence[str], *, column: int = 1) -> None:
        """One bold, centred, bordered row; all rows up to the last heading print on each page."""
        for offset, value in enumerate(values):
            self.text(row, column + offset, value, bold=True, align="center", border=True)
        first = str(self._sheet.print_title_rows or row).replace("$", "").partition(":")[0]
        self._sheet.print_title_rows = f"{first}:{row}"

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Join a range into the cell at its upper left."""
        self._sheet.merge_cells(
            start_row=first_row,
            start_column=first_column,
            end_row=last_row,
            end_column=last_column,
        )

    def widths(self, widths: Sequence[float]) -> None:
        """Column widths from column A on, in characters."""
        for column, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = width

    def to_bytes(self) -> bytes:
        """The finished .xlsx file."""
        target = io.BytesIO()
        self._book.save(target)
        return target.getvalue()

    def _cell(
        self, row: int, column: int, bold: bool, italic: bool, align: str, border: bool
    ) -> Cell:
        cell = self._sheet.cell(row, column)
        cell.font = Font(name=FONT, size=12, bold=bold, italic=italic)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        if border:
            cell.border = BOX
        return cell
