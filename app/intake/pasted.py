"""A table as Excel, Word or a browser puts it on the clipboard: tabs between cells."""

import re
from collections.abc import Iterator

from app.sheets import Book, Cell, Row, Sheet, SheetRefused
from app.sheets.cells import MAX_COLUMNS, MAX_ROWS, letters
from app.vietnamese import visible

MOST_CHARACTERS = 10 * 2**20
# A cell with tabs or line breaks stands in quotation marks, its own marks doubled; a cell that
# only begins with one stands as it is.
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r?\n|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")
_WHOLE = re.compile(r"[1-9][0-9]{0,14}|0")


def pasted_book(text: str) -> Book:
    """The table as a book of one sheet; lines and columns are counted as they were pasted."""
    if len(text) > MOST_CHARACTERS:
        raise SheetRefused("too_large")
    text = text.encode("utf-8", "ignore").decode("utf-8")  # halves of signs are no text
    rows = []
    for number, line in enumerate(_lines(text.replace("\r\n", "\n").replace("\r", "\n")), 1):
        if number > MAX_ROWS or len(line) > MAX_COLUMNS:
            raise SheetRefused("too_many_rows", number)
        cells = {
            letters(column): _cell(f"{letters(column)}{number}", value)
            for column, value in enumerate(line, 1)
            if value.strip()
        }
        if cells:
            rows.append(Row(number, False, cells))
    if not rows:
        raise SheetRefused("empty")
    return Book([Sheet("", False, rows)])


def _lines(text: str) -> Iterator[list[str]]:
    at, line = 0, []
    while at <= len(text):
        quoted = _QUOTED.match(text, at) if text.startswith('"', at) else None
        if quoted and re.search('[\t\n]|""', quoted[1]):
            line.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            plain = _PLAIN.match(text, at)
            assert plain
            line.append(plain[0])
            at = plain.end()
        if text.startswith("\t", at):
            at += 1
            continue
        yield line
        line = []
        at += 1


def _cell(address: str, value: str) -> Cell:
    value = visible(value).strip()
    # A whole number may have lost its zero in the spreadsheet it comes from.
    return Cell(address, int(value), "number") if _WHOLE.fullmatch(value) else Cell(address, value)
