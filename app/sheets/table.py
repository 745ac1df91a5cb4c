"""What tables on sheets have in common: words and counts in cells, headings over several rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.sheets.book import Cell, Row, Sheet
from app.sheets.cells import index_of, letters
from app.vietnamese import BadNumber, count_text, fold, nfc, parse_count, repair_font, squeeze

MOST = 10_000_000
"""No cell counts more: beyond it a number is a slip of the hand."""

LONGEST = 400
"""Characters of a heading; what is longer is a text."""

_WIDEST = 50
"""Columns that a merged heading may cover."""

_BLANK = re.compile(r"[-–—.…\s]*")
_COLUMN_NUMBER = re.compile(
    r"\(?(?:[0-9]{1,2}|[a-z])\)?(?: ?= ?\(?[0-9]{1,2}\)?(?: ?[+/] ?\(?[0-9]{1,2}\)?)+)?"
)


class BadAmount(ValueError):
    """A cell that holds no count; its message says why, for the person who sent the table."""


@dataclass(frozen=True)
class Heading:
    """All that stands over a column, from the top down; `address` is that of the lowest."""

    letter: str
    texts: tuple[str, ...]
    address: str

    @property
    def text(self) -> str:
        return " ".join(self.texts)[:LONGEST]


def words(cell: Cell | None) -> str:
    """A cell's value as one clean line, old fonts converted."""
    return squeeze(repair_font(nfc(str(cell.value)))[0]) if cell else ""


def is_blank(cell: Cell | None) -> bool:
    """Whether there is nothing in a cell, or only a dash that says so."""
    return cell is None or (cell.kind == "text" and _BLANK.fullmatch(words(cell)) is not None)


def amount(cell: Cell | None) -> int | None:
    """The count in a cell, None when it is blank; raises `BadAmount`."""
    if cell is None or is_blank(cell):
        return None
    if cell.kind == "formula":
        raise BadAmount(_("ô chứa công thức, xin ghi thẳng con số"))
    if cell.kind not in ("text", "number"):
        raise BadAmount(_("“%(text)s” không phải là số", text=words(cell)[:40]))
    if isinstance(cell.value, float):  # "1.779" typed into an English Excel is no thousand any more
        shown = str(cell.value).replace(".", ",")[:40]
        raise BadAmount(_("%(number)s là số lẻ, xin ghi số nguyên, ví dụ 1226", number=shown))
    try:
        found = parse_count(words(cell))
    except BadNumber as error:
        raise BadAmount(str(error)) from error
    if found > MOST:
        raise BadAmount(_("số quá lớn, tối đa %(most)s", most=count_text(MOST)))
    return found


def headings(sheet: Sheet, rows: Sequence[Row]) -> list[Heading]:
    """The heading of each column in these rows; merged cells speak for all they cover."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        for letter, cell in row.cells.items():
            for covered in _covered(sheet, letter, row.number):
                found.setdefault(covered, []).append((words(cell), f"{covered}{row.number}"))
    order = sorted(found, key=index_of)
    return [Heading(x, tuple(text for text, _at in found[x]), found[x][-1][1]) for x in order]


def is_column_numbers(row: Row) -> bool:
    """A row such as "(1) (2) (3)" or "A B 1 2 3=1+2" under the heading."""
    texts = [fold(words(cell)) for cell in row.cells.values()]
    return len(texts) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)


def _covered(sheet: Sheet, letter: str, row: int) -> Iterator[str]:
    """The columns over which the cell's merged range reaches."""
    last = sheet.spans.get(f"{letter}{row}", "").rstrip("0123456789")
    if not last:
        yield letter
        return
    first = index_of(letter)
    for number in range(first, min(index_of(last), first + _WIDEST) + 1):
        yield letters(number)
