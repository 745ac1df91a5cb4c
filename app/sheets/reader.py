"""Reading a spreadsheet in a process of its own, so that a hostile file harms nobody."""

import json
import subprocess
import sys
from pathlib import Path

from app.sheets.archive import check
from app.sheets.book import Book, book_of
from app.sheets.refusals import SheetRefused

WALL_SECONDS = 20

_CHILD = Path(__file__).with_name("child.py")


def read(data: bytes) -> Book:
    """The book in `data` (an .xlsx file's bytes); raises `SheetRefused`.

    At most 20,000 rows and 100 columns with content per sheet and 200,000 cells in all; styled
    blank cells do not count. Rows without content are absent.
    """
    check(data)
    try:
        # By path and isolated (-I): importing app would start the whole house in the child.
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SheetRefused("too_large") from None
    if done.returncode != 0:
        # Killed by a limit, the child has nothing left to say.
        raise SheetRefused("too_large" if done.returncode < 0 else "unreadable")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise SheetRefused(answer["refused"])
    return book_of(answer)
