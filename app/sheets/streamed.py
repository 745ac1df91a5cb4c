"""A long table as .xlsx, row after row, without holding its cells: 20,000 rows and more."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.sheets.export import BOX, FONT, FORMULA_STARTS, clean_text, tab_name

Value = str | int | float | None
_MOST_WHOLE = 10**15
"""A spreadsheet keeps fifteen digits of a number; longer ones are written as text."""


class Streamed:
    """One worksheet on A4, landscape; rows are written in their order, each once."""

    def __init__(self, title: str, widths: Sequence[float], *, merged: Sequence[str] = ()) -> None:
        """`widths`: of the columns from A on, in characters; `merged`: ranges such as "A3:F3"."""
        self._book = Workbook(write_only=True)
        sheet = self._book.create_sheet(tab_name(title) or "Sheet1")
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.center.text = "&P/&N"
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for cells in merged:
            sheet.merged_cells.add(cells)
        self._sheet = sheet
        self._styles: dict[tuple[str, bool], Cell] = {}
        self.number = 0
        """Of the row written last."""

    def blank(self, count: int = 1) -> None:
        """So many rows without anything."""
        for _row in range(count):
            self._append([])

    def line(self, *values: Value, bold: bool = False, italic: bool = False) -> None:
        """A row outside the table, without borders and not wrapped."""
        look = "bold" if bold else "italic" if italic else "line"
        self._append([self._cell(value, look) for value in values])

    def title(self, text: str) -> None:
        """A centred line; it is for whoever made the sheet to merge its cells."""
        self._append([self._cell(text, "title")])

    def heading(self, values: Sequence[Value], *, repeat: bool = True) -> None:
        """A row of the table's header; the last one that is repeated prints on each page."""
        self._append([self._cell(value, "heading") for value in values])
        if repeat:
            first = str(self._sheet.print_title_rows or self.number).replace("$", "")
            self._sheet.print_title_rows = f"{first.partition(':')[0]}:{self.number}"

    def row(self, values: Sequence[Value]) -> None:
        """A row of the table: text stays text, numbers can be added up, None is blank."""
        self._append([self._cell(value, "row") for value in values])

    def to_bytes(self) -> bytes:
        """The finished .xlsx file."""
        target = io.BytesIO()
        self._book.save(target)
        return target.getvalue()

    def _append(self, cells: list[Cell | None]) -> None:
        self._sheet.append(cells)
        self.number += 1

    def _cell(self, value: Value, look: str) -> Cell | None:
        if isinstance(value, int) and abs(value) >= _MOST_WHOLE:
            value = str(value)
        if isinstance(value, str):
            text = clean_text(value)
            cell = self._styled(look, text.startswith(FORMULA_STARTS))
            cell.value = text or None
            cell.data_type = "s" if text else "n"
            return cell
        if value is None and look != "row" and look != "heading":
            return None
        cell = self._styled(look, False)
        cell.value = value
        return cell

    def _styled(self, look: str, quoted: bool) -> Cell:
        """A new cell of a look; cells of one look share one style."""
        known = self._styles.get((look, quoted))
        if known is None:
            known = self._styles[look, quoted] = WriteOnlyCell(self._sheet)
            bold = look in ("bold", "title", "heading")
            known.font = Font(name=FONT, size=12, bold=bold, italic=look == "italic")
            centred = look in ("title", "heading")
            known.alignment = Alignment(
                horizontal="center" if centred else "left",
                vertical="center",
                wrap_text=look in ("row", "heading"),
            )
            if look in ("row", "heading"):
                known.border = BOX
            # Without it the text becomes a formula as soon as someone edits the cell.
            known.quotePrefix = quoted
        cell = WriteOnlyCell(self._sheet)
        cell._style = known._style
        return cell
