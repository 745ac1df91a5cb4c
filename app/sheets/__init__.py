"""The one gate for .xlsx: in through a child process with limits, out without formulas."""

from app.sheets.book import Book, Cell, Kind, Row, Sheet
from app.sheets.export import Export
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
    "BadAmount",
    "Book",
    "Cell",
    "Export",
    "Heading",
    "Kind",
    "Row",
    "Sheet",
    "SheetRefused",
    "Streamed",
    "amount",
    "headings",
    "is_blank",
    "is_column_numbers",
    "read",
    "words",
]
