"""A long table as .xlsx, row after row, without holding its cells: 20,000 rows and more."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.sheets.export import BOX, FONT, tab_name
from app.sheets.long_table import BOXED, Table, Value, told


class Streamed(Table):
    """A table that becomes a file within one request."""

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

    def to_bytes(self) -> bytes:
        """The finished .xlsx file."""
        self._sheet.print_title_rows = self.repeated
        target = io.BytesIO()
        self._book.save(target)
        return target.getvalue()

    def _append(self, values: Sequence[Value], look: str) -> None:
        self._sheet.append([self._cell(value, look) for value in values])

    def _cell(self, value: Value, look: str) -> Cell | None:
        value, quoted = told(value)
        if value is None and look not in BOXED:
            return None
        cell = self._styled(look, quoted)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
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
                wrap_text=look in BOXED,
            )
            if look in BOXED:
                known.border = BOX
            # Without it the text becomes a formula as soon as someone edits the cell.
            known.quotePrefix = quoted
        cell = WriteOnlyCell(self._sheet)
        cell._style = known._style
        return cell
