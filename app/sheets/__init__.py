"""The one gate for .xlsx: in through a child process with limits, out without formulas."""

from app.sheets.book import Book, Cell, Kind, Row, Sheet
from app.sheets.export import Export
from app.sheets.reader import read
from app.sheets.refusals import SheetRefused

__all__ = ["Book", "Cell", "Export", "Kind", "Row", "Sheet", "SheetRefused", "read"]
