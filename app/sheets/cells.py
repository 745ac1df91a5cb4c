"""One worksheet in one pass: rows with content as they come, hidden rows, merged ranges."""

import datetime as dt
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from app.sheets.plain_xml import stream
from app.sheets.workbook import Workbook, plain_text
from app.uploads.inside.refused import Refused

MAX_ROWS = 25_000
"""A list of 20,000 has lines above and below it, too."""
MAX_COLUMNS = 100
MAX_CELLS = 300_000
"""20,000 rows of 12 columns and as much again for other sheets."""
MAX_MERGED = 50_000
COUNTED = 200_000
"""Rows; who has more is told this number."""

Emit = Callable[[list[Any]], None]
_ADDRESS = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_FIRST_DAY = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001


class Cells:
    """The reader of one worksheet; `left` is how many cells there may be.

    Calls `emit([number, hidden, [[address, value, kind], …]])` for each row with content; a
    formula's cell is followed by what it came to, if the file says so.
    """

    def __init__(self, book: Workbook, emit: Emit, left: int) -> None:
        self.book, self.emit, self.left = book, emit, left
        self.merged: list[str] = []
        self.count = 0
        self.row = self.column = self.beyond = 0
        self._hidden = False
        self._found: list[list[Any]] = []
        self._cell: dict[str, str] = {}
        self._said: dict[str, list[str]] = {}
        self._now: list[str] | None = None
        self._reading_aid = 0

    def read(self, data: bytes) -> None:
        stream(data, self._start, self._end, self._text)
        if self.beyond:
            raise Refused("too_many_rows", self.beyond)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell = attributes
            self._said = {}
        elif name == "v" or name == "f" or name == "t":
            if self._reading_aid:
                return
            self._now = self._said.setdefault(name, [])
        elif name == "row":
            said = attributes.get("r")
            self.row = int(said) if said else self.row + 1
            self.column = 0
            self._hidden = attributes.get("hidden") in ("1", "true")
        elif name == "rPh":
            self._reading_aid += 1
        elif name == "mergeCell" and (cells := attributes.get("ref")):
            self.merged.append(cells)
            if len(self.merged) > MAX_MERGED:
                raise Refused("too_large")

    def _text(self, said: str) -> None:
        if self._now is not None:
            self._now.append(said)

    def _end(self, name: str) -> None:
        if name == "c":
            self._keep()
        elif name == "v" or name == "f" or name == "t":
            self._now = None
        elif name == "row":
            if self._found:
                self.emit([self.row, self._hidden, self._found])
                self._found = []
        elif name == "rPh":
            self._reading_aid -= 1

    def _keep(self) -> None:
        address = self._cell.get("r")
        if address is None:
            self.column += 1
            address = f"{letters(self.column)}{self.row}"
        else:
            letter, row = _split(address)
            self.column = index_of(letter)
            if row != self.row:  # a row may leave its own number out
                self.row = row
        if not self._said:
            return
        plain = self._plain()
        if plain is None:
            return
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
            self._too_far()
            return
        self.count += 1
        if self.count > self.left:
            raise Refused("too_large")
        self._found.append([address, *plain])

    def _too_far(self) -> None:
        """Count on, to say how many rows there are."""
        if self.column > MAX_COLUMNS or self.row > COUNTED:
            raise Refused("too_many_rows", self.row)
        self.beyond = max(self.beyond, self.row)

    def _plain(self) -> tuple[Any, ...] | None:
        """(value, kind) of the cell that is over; None when there is nothing in it."""
        said, type_ = self._said, self._cell.get("t", "n")
        if "f" in said:
            text = "=" + "".join(said["f"]).removeprefix("=")
            return text, "formula", _shown_by("".join(said.get("v", ())), type_)
        value = "".join(said.get("v", ()))
        if type_ == "s":
            text = self.book.texts[int(value)] if value else ""
            return (text, "text") if text else None
        if type_ == "inlineStr":
            value = "".join(said.get("t", ()))
        if not value:
            return None
        if type_ == "n":
            return _number(value, self._cell.get("s", "0") in self.book.dates, self.book.since_1904)
        if type_ == "b":
            return value == "1" or value == "true", "bool"
        if type_ == "e":
            return value, "error"
        if type_ == "d":
            return _shown(dt.datetime.fromisoformat(value)), "date"
        return plain_text(value), "text"


def _shown_by(said: str, type_: str) -> Any:
    """What a formula came to: a number, else the text that stands there; None when unknown."""
    if type_ != "n" or not said:
        return plain_text(said) if said else None
    value = float(said)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _number(said: str, is_date: bool, since_1904: bool) -> tuple[Any, str]:
    value: int | float = int(said) if said.isdigit() and len(said) < 16 else float(said)
    if not math.isfinite(value):
        return "#NUM!", "error"
    if is_date:
        return _day(value, since_1904)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value, "number"


def _day(serial: float, since_1904: bool) -> tuple[str, str]:
    """A day in ISO form; midnight is how a day without a time is kept. A bare time is text."""
    day, part = divmod(serial, 1)
    time = dt.timedelta(milliseconds=round(part * 86_400_000))
    if 0 <= serial < 1 and time.days == 0:
        return (_FIRST_DAY[False] + time).time().isoformat(), "text"
    try:
        # The first leap day of these spreadsheets, 29/2/1900, was none.
        early = 0 < serial < 60 and not since_1904
        return _shown(_FIRST_DAY[since_1904] + dt.timedelta(days=day + early) + time), "date"
    except OverflowError:
        return "#VALUE!", "error"


def _shown(moment: dt.datetime) -> str:
    return (moment.date() if moment.time() == dt.time() else moment).isoformat()


def _split(address: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise Refused("unreadable")
    return found[1], int(found[2])


@lru_cache(maxsize=1_000)
def index_of(letter: str) -> int:
    """3 for "C"."""
    index = 0
    for sign in letter:
        index = index * 26 + ord(sign) - 64
    return index


@lru_cache(maxsize=1_000)
def letters(index: int) -> str:
    """ "C" for 3."""
    found = ""
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
