"""The one gate for .xlsx: in through a child process with limits, out without formulas."""

from app.sheets.book import Book, Cell, Kind, Row, Sheet
from app.sheets.export import Export
from app.sheets.growing import Growing, TableFull
from app.sheets.reader import read
from app.sheets.refusals import SheetRefused
from app.sheets.streamed import Streamed
from app.sheets.table import MOST_ROWS, Table

__all__ = [
    "MOST_ROWS",
    "Book",
    "Cell",
    "Export",
    "Growing",
    "Kind",
    "Row",
    "Sheet",
    "SheetRefused",
    "Streamed",
    "Table",
    "TableFull",
    "read",
]
