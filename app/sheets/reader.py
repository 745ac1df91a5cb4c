"""Reading a spreadsheet in a process of its own, so that a hostile file harms nobody."""

import json
from pathlib import Path

from app.sheets.book import Book, book_of
from app.sheets.refusals import SheetRefused
from app.uploads import runner

MAX_BYTES = 10 * 2**20

_CHILD = Path(__file__).with_name("child.py")


def read(data: bytes) -> Book:
    """The book in `data` (an .xlsx file's bytes); raises `SheetRefused`.

    At most 20,000 rows and 100 columns with content per sheet and 200,000 cells in all; styled
    blank cells do not count. Rows without content are absent.
    """
    if not data:
        raise SheetRefused("empty")
    if len(data) > MAX_BYTES:
        raise SheetRefused("too_large")
    done = runner.run(_CHILD, data)
    if done.code:
        # Killed by a limit, the child has nothing left to say.
        raise SheetRefused("too_large" if done.killed else "unreadable")
    answer = json.loads(done.output)
    if "refused" in answer:
        raise SheetRefused(answer["refused"])
    return book_of(answer)
