"""Days that are written somewhere on a sheet and do not exist: 31/9/2023."""

import re
from collections.abc import Iterator

from app.sheets import Sheet, words
from app.vietnamese import BadDate, parse_day

_SHORT = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})\s?([/.-])\s?([0-9]{1,2})\s?\2\s?((?:19|20)[0-9]{2})(?![0-9/])"
)
_LONG = re.compile(
    r"(?<![0-9])([0-9]{1,2}) tháng ([0-9]{1,2}) năm ((?:19|20)[0-9]{2})(?![0-9])", re.IGNORECASE
)


def impossible_days(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Cell, what is written, and why it is no day."""
    for row in sheet.rows:
        for cell in row.cells.values():
            if cell.kind != "text" or row.hidden:
                continue
            for written, day in _days(words(cell)):
                try:
                    parse_day(day)
                except BadDate as error:
                    yield cell.address, written, str(error)


def _days(text: str) -> Iterator[tuple[str, str]]:
    """Days as written and in one form for all."""
    for found in _SHORT.finditer(text):
        yield found[0], f"{found[1]}/{found[3]}/{found[4]}"
    for found in _LONG.finditer(text):
        yield found[0], f"{found[1]}/{found[2]}/{found[3]}"
