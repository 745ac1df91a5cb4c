"""The one gate for .xlsx and .csv: in through a child process with limits, out without formulas."""

from app.sheets.book import Book, Cell, Kind, Row, Sheet
from app.sheets.export import Export
from app.sheets.growing import Growing, TableFull
from app.sheets.long_table import MOST_ROWS, Table
from app.sheets.plain import csv_of
from app.sheets.reader import read
from app.sheets.refusals import SheetRefused
from app.sheets.streamed import Streamed
from app.sheets.table import (
    BadAmount,
    Heading,
    amount,
    headings,
    is_blank,
    is_column_numbers,
    words,
)

__all__ = [
    "MOST_ROWS",
    "BadAmount",
    "Book",
    "Cell",
    "Export",
    "Growing",
    "Heading",
    "Kind",
    "Row",
    "Sheet",
    "SheetRefused",
    "Streamed",
    "Table",
    "TableFull",
    "amount",
    "csv_of",
    "headings",
    "is_blank",
    "is_column_numbers",
    "read",
    "words",
]
