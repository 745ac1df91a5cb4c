"""Reading a spreadsheet in a process of its own, so that a hostile file harms nobody."""

import io
import json
from pathlib import Path

from app.sheets.book import Book, Sheet, row_of
from app.sheets.refusals import SheetRefused
from app.uploads import runner

MAX_BYTES = 10 * 2**20

_CHILD = Path(__file__).with_name("child.py")


def read(data: bytes) -> Book:
    """The book in `data` (an .xlsx file's bytes); raises `SheetRefused`.

    At most 25,000 rows and 100 columns with content per sheet and 300,000 cells in all; styled
    blank cells do not count. Rows without content are absent.
    """
    return read_by(_CHILD, data)


def read_by(child: Path, data: bytes) -> Book:
    """The book that a child's script makes of `data`; .docx comes in by another script."""
    if not data:
        raise SheetRefused("empty")
    if len(data) > MAX_BYTES:
        raise SheetRefused("too_large")
    done = runner.run(child, data)
    if done.code:
        # Killed by a limit, the child has nothing left to say.
        raise SheetRefused("too_large" if done.killed else "unreadable")
    return _book(done.output)


def _book(output: bytes) -> Book:
    """Line by line: of a long list there is never more than the list and one row of its JSON."""
    sheets, rows = [], []
    for line in io.BytesIO(output):
        said = json.loads(line)
        if isinstance(said, list):
            rows.append(row_of(*said))
        elif "refused" in said:
            raise SheetRefused(said["refused"], said.get("rows"))
        else:
            sheets.append(Sheet(said["name"], said["hidden"], rows, said["merged"]))
            rows = []
    return Book(sheets)
