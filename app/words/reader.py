"""Reading a Word document's tables in a process of their own."""

from pathlib import Path

from app.sheets import Book, SheetRefused
from app.sheets.reader import read_by
from app.uploads import FileRefused

_CHILD = Path(__file__).with_name("child.py")


def read(data: bytes) -> Book:
    """One sheet with the document's paragraphs (in column A) and table rows; `SheetRefused`.

    Rows are counted as somebody counts who looks at the table: row 1 is the first row of the
    first table of three columns or more (two columns are a letterhead). Each further table row
    and each line of a paragraph counts one; what stands above counts backwards: 0, -1, …
    Columns are lettered from the left: "E12" is the fifth column's cell in the twelfth row.
    """
    try:
        return read_by(_CHILD, data)
    except SheetRefused as refused:
        if refused.code in SheetRefused.known():
            raise
        # What the gate of uploads says of Word files, it says here in the same words.
        raise SheetRefused(refused.code, words=FileRefused(refused.code).message) from refused
