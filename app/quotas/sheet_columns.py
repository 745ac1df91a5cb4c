"""Which column of an allocation table means what, read from the words of its heading."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.sheets import Row, Sheet, headings, is_column_numbers, words
from app.vietnamese import BadDate, fold, parse_day

_NUMBER = re.compile(r"(?:stt|tt|so tt|so thu tu)\b")
_NAME = re.compile(r"(?:ten )?(?:cac )?(?:don vi|cdcs|cong doan|lien doan|khoi)\b|ten$")
_STAGE = re.compile(r"\b(?:giai doan|gd) ?[0-9ivx]{1,4}\b|\b(?:giai doan|dot) ?[0-9]*\b")
_TOTAL = re.compile(r"tong\b|chi tieu\b|so sang kien\b|ca chuong trinh\b|cong$")
_STAGES_COUNTED = re.compile(r"\b[0-9]{1,2} (?:giai doan|gd)\b")
_RANGE = re.compile(
    r"([0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4})\s*(?:-|–|—|đến(?: hết)?(?: ngày)?)\s*"
    r"([0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4})"
)
_LONGEST = 200
"""Characters; a longer cell is a text, not a heading."""


@dataclass(frozen=True)
class StageColumn:
    """A column of amounts. `name` is the stage as headed, its days are None when not written.

    :ivar wrong: why the days that are written are none, in words
    """

    letter: str
    address: str
    heading: str
    name: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    wrong: str | None = None


@dataclass(frozen=True)
class Header:
    """Rows `first` to `last`, and the letters of the columns; `unused` by letter and heading."""

    first: int
    last: int
    name: str
    number: str | None
    total: str | None
    stages: tuple[StageColumn, ...]
    unused: tuple[tuple[str, str], ...] = ()

    @property
    def amounts(self) -> list[str]:
        """The letters that hold numbers."""
        return [*filter(None, [self.total]), *(column.letter for column in self.stages)]


def find_header(sheet: Sheet) -> Header | None:
    """The heading of the table, of one row or of several with merged cells."""
    for index, row in enumerate(sheet.rows):
        if row.hidden:
            continue
        for depth in (1, 2, 3):
            rows = [r for r in sheet.rows[index : index + depth] if r.number < row.number + depth]
            if len(rows) < depth or (depth > 1 and not _goes_on(sheet, rows)):
                break
            header = _header(sheet, rows)
            if header and (header.stages or _below(sheet, sheet.rows[index + depth :], header)):
                after = sheet.rows[index + depth : index + depth + 1]
                deeper = depth < 3 and after and _goes_on(sheet, [*rows, *after])
                if not deeper:
                    return header
    return None


def _goes_on(sheet: Sheet, rows: list[Row]) -> bool:
    """Whether the last of these rows is still heading: below a name that ends above, no number."""
    last = rows[-1]
    if last.number != rows[0].number + len(rows) - 1 or is_column_numbers(last):
        return False
    spread = [h for h in headings(sheet, rows[:-1]) if _NAME.match(fold(h.text))]
    texts = [words(cell) for cell in last.cells.values()]
    return (
        bool(spread)
        and spread[0].letter not in last.cells
        and all(text and not text.replace(".", "").isdigit() for text in texts)
        and any(_STAGE.search(fold(text)) or _TOTAL.match(fold(text)) for text in texts)
    )


def _below(sheet: Sheet, rows: list[Row], header: Header) -> bool:
    """Whether a column without stages holds any number at all under it."""
    return any(
        header.total in row.cells and any(c.isdigit() for c in words(row.cells[header.total]))
        for row in rows
        if header.total
    )


def _header(sheet: Sheet, rows: list[Row]) -> Header | None:
    number = name = total = None
    stages: list[StageColumn] = []
    unused: list[tuple[str, str]] = []
    for found in headings(sheet, rows):
        letter, heading, key = found.letter, found.text, fold(found.text)
        if len(key) > _LONGEST:
            return None
        role = _role(key)
        if role == "number" and not number:
            number = letter
        elif role == "name" and not name:
            name = letter
        elif role == "stage":
            stages.append(_stage(letter, found.address, heading))
        elif role == "total" and not total:
            total = letter
        else:
            unused.append((letter, heading))
    if not name or not (stages or total):
        return None
    last = rows[-1].number
    return Header(rows[0].number, last, name, number, total, tuple(stages), tuple(unused))


def _role(key: str) -> str:
    if _NUMBER.match(key):
        return "number"
    if _STAGE.search(key) and not _STAGES_COUNTED.search(key):
        return "stage"
    if _TOTAL.match(key):
        return "total"
    return "name" if _NAME.match(key) else ""


def _stage(letter: str, address: str, heading: str) -> StageColumn:
    found, since, until, wrong = _RANGE.search(heading), None, None, None
    if found:
        try:
            since, until = parse_day(found[1]), parse_day(found[2])
        except BadDate as error:
            wrong = str(error)
    names = [match[0].strip() for match in _STAGE.finditer(fold(heading))]
    name = next((n for n in names if n[-1:].isdigit()), names[-1])
    return StageColumn(letter, address, heading, name, since, until, wrong)


def same_named(columns: Iterable[StageColumn]) -> list[list[StageColumn]]:
    """Columns of stages that are headed alike, two or more together."""
    by_name: dict[str, list[StageColumn]] = {}
    for column in columns:
        by_name.setdefault(column.name, []).append(column)
    return [group for group in by_name.values() if len(group) > 1]
