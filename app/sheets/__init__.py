"""The one gate for .xlsx and .csv: in through a child process with limits, out without formulas."""

from app.sheets.book import Book, Cell, Kind, Row, Sheet
from app.sheets.export import Export
from app.sheets.plain import csv_of
from app.sheets.reader import read
from app.sheets.refusals import SheetRefused
from app.sheets.streamed import Streamed

__all__ = [
    "Book",
    "Cell",
    "Export",
    "Kind",
    "Row",
    "Sheet",
    "SheetRefused",
    "Streamed",
    "csv_of",
    "read",
]
