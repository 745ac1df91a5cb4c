"""Where a list's header stands, and which of its columns means what."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.intake.fields import NUMBER
from app.intake.meanings import fields_of, under
from app.sheets import Cell, Row, Sheet
from app.vietnamese import fold, nfc, repair_font, squeeze

TALLEST = 3
_PART = re.compile(r"so|ngay( ky| cap)?|(tu|den) ngay|co quan|hinh thuc|(noi|cap) \w+|\(.*\)")
"""What stands under a group and says little by itself."""
_LOOKED_AT = 300
"""Rows; what begins further down is no list on paper."""
_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


@dataclass(frozen=True)
class Header:
    """`columns`: field → letter; `headings`: letter → what is said there, a group's name first.

    `lines` are its rows' words, by which it is known again on the next page.
    """

    first: int
    last: int
    columns: dict[str, str]
    headings: dict[str, str]
    lines: tuple[tuple[tuple[str, str], ...], ...]

    def repeats(self, row: Row) -> bool:
        """Whether a row is a row of this header once more."""
        return len(row.cells) > 1 and _line(row) in self.lines


def columns_of(headings: Mapping[str, str]) -> dict[str, str]:
    """Field → column letter, from column letter → heading; the first column of a field counts."""
    return _first_of((fields_of(heading), letter) for letter, heading in headings.items())


def is_header(columns: Mapping[str, str]) -> bool:
    """Whether these columns can hold a list: names, titles and something besides."""
    return {"full_name", "title"} <= columns.keys() and len(set(columns.values())) > 2


def find_header(sheet: Sheet, *, anyhow: bool = False) -> Header | None:
    """The first header of the sheet: one row, or several by merged cells or under groups.

    :param anyhow: somebody has said what the columns mean; the first row of three texts will do
    """
    return _Search(sheet).find(anyhow)


def cell_words(cell: Cell) -> str:
    """A cell's value as one clean line, old fonts converted."""
    return squeeze(repair_font(nfc(str(cell.value)))[0])


class _Search:
    """The look for a header; merged cells are taken apart once."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = sheet.rows[:_LOOKED_AT]
        self.merged: dict[int, list[tuple[str, str, int]]] = {}
        for cells in sheet.merged:
            if found := _RANGE.fullmatch(cells):
                place = found[1], found[3], int(found[4])
                self.merged.setdefault(int(found[2]), []).append(place)

    def find(self, anyhow: bool) -> Header | None:
        likely = [i for i, row in enumerate(self.rows) if not row.hidden and len(row.cells) > 1]
        for index in likely:
            number = self.rows[index].number
            # More rows are a title's decoration, not a header.
            ends = [min(end, number + TALLEST - 1) for _a, _z, end in self.merged.get(number, ())]
            if header := self._header(index, max([number, *ends])):
                return header
        for index in likely:
            if header := self._header(index, self.rows[index].number + 1):
                return header
        if anyhow:
            for index in likely:
                if len(self.rows[index].cells) > 2:
                    return self._made(self.rows[index : index + 1], {})
        return None

    def _header(self, index: int, last: int) -> Header | None:
        rows = [row for row in self.rows[index : index + TALLEST] if row.number <= last]
        following = self.rows[index + len(rows) : index + len(rows) + 1]
        if len(rows) < TALLEST and following and _goes_on(following[0]):
            rows += following
        said = self._said(rows)
        columns = _first_of(
            (under(group, heading) if group else fields_of(heading), letter)
            for letter, (group, heading) in said.items()
        )
        return self._made(rows, columns) if is_header(columns) else None

    def _made(self, rows: list[Row], columns: dict[str, str]) -> Header:
        said = self._said(rows).items()
        headings = {letter: ": ".join(filter(None, texts)) for letter, texts in said}
        lines = tuple(_line(row) for row in rows)
        return Header(rows[0].number, rows[-1].number, columns, headings, lines)

    def _said(self, rows: list[Row]) -> dict[str, tuple[str, str]]:
        """Letter → (group, heading); a heading without a group has "" before it."""
        said: dict[str, tuple[str, str]] = {}
        for row in rows:
            words = {letter: cell_words(cell) for letter, cell in row.cells.items()}
            above = dict(said)
            for letter, text in (words | self._spread(row, words)).items():
                # Groups without merged cells stand over their first column only.
                over = above.get(letter) or (above[_left_of(letter, above)] if above else ())
                said[letter] = (": ".join(filter(None, over)), text)
        return dict(sorted(said.items(), key=lambda item: (len(item[0]), item[0])))

    def _spread(self, row: Row, words: Mapping[str, str]) -> dict[str, str]:
        """A group's name over each of its columns but the first, by the row's merged cells."""
        return {
            letter: words[first]
            for first, last, _end in self.merged.get(row.number, ())
            if first in words and first != last
            for letter in _letters(first, last)
            if letter != first and letter not in words
        }


def _goes_on(row: Row) -> bool:
    """Whether a row under a header is nothing but headings: groups without merged cells."""
    texts = [cell_words(cell) for cell in row.cells.values()]
    known = [set(fields_of(text)) - {NUMBER} or _PART.fullmatch(fold(text)) for text in texts]
    return len(texts) > 1 and all(known) and all(len(text) < 60 for text in texts)


def _left_of(letter: str, said: Mapping[str, object]) -> str:
    """The nearest column at the left of `letter` that says something, or the first of all."""
    left = [other for other in said if _number(other) < _number(letter)]
    return max(left, key=_number, default=next(iter(said)))


def _letters(first: str, last: str) -> Iterator[str]:
    """The letters of a header's few columns."""
    numbers = range(_number(first), min(_number(last), 100) + 1)
    for n in numbers:
        yield (chr(64 + (n - 1) // 26) if n > 26 else "") + chr(65 + (n - 1) % 26)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _line(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((letter, fold(str(cell.value)[:300])) for letter, cell in row.cells.items())


def _first_of(found: Iterable[tuple[tuple[str, ...], str]]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for fields, letter in found:
        for field in fields:
            columns.setdefault(field, letter)
    return columns
