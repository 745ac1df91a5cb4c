"""Which row and which column a cell of a document is; in the child process."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.sheets.cells import letters
from app.words.body import Block, Line

LETTERHEAD = 2
"""Columns: a table of no more above the list is a letterhead, one below it signatures."""


class Counting:
    """Rows as `app.words.reader.read` counts them; `merged` fills while `rows` runs."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.merged: list[str] = []
        self.number = 1 - self._above()

    def rows(self) -> Iterator[list[Any]]:
        """[number, hidden, [[address, text, "text"], …]] for each row with a text."""
        for block in self.blocks:
            if block.lines is None:
                yield [self.number, False, [[f"A{self.number}", block.text, "text"]]]
                self.number += 1
            else:
                yield from self._table(_kept(block.lines))

    def _above(self) -> int:
        """How many rows stand above the first table that can be a list."""
        count = 0
        for block in self.blocks:
            lines = [] if block.lines is None else _kept(block.lines)
            if any(len(line.cells) > LETTERHEAD for line in lines):
                return count
            count += 1 if block.lines is None else len(lines)
        return 0

    def _table(self, lines: list[Line]) -> Iterator[list[Any]]:
        grid = Grid(lines)
        open_above: dict[int, tuple[int, int]] = {}  # column → where a merged cell began, its end
        for line in lines:
            found = []
            for first, last, cell in grid.places(line):
                if cell.below and first in open_above:
                    open_above[first] = (open_above[first][0], self.number)
                    continue
                self._close(first, open_above)
                open_above[first] = (self.number, self.number)
                if last > first:
                    self._merge(first, self.number, last, self.number)
                if cell.text:
                    found.append([f"{letters(first)}{self.number}", cell.text, "text"])
            if found:
                yield [self.number, line.hidden, found]
            self.number += 1
        for column in list(open_above):
            self._close(column, open_above)

    def _close(self, column: int, open_above: dict[int, tuple[int, int]]) -> None:
        first, last = open_above.pop(column, (0, 0))
        if last > first:
            self._merge(column, first, column, last)

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        self.merged.append(f"{letters(left)}{top}:{letters(right)}{bottom}")


class Grid:
    """Columns as people see them.

    Word keeps every edge that was ever dragged as a column of its own: most rows of a table have
    the same number of cells, and those are its columns; others are put where they begin.
    """

    def __init__(self, lines: list[Line]) -> None:
        counts = Counter(len(line.cells) for line in lines)
        most = max(counts, key=lambda n: (counts[n], n), default=0)
        self._usual = most
        usual = next((line for line in lines if len(line.cells) == most), Line())
        self._starts = [start for start, _end in _spans(usual)]

    def places(self, line: Line) -> Iterator[tuple[int, int, Any]]:
        """(first column, last column, cell) of each cell; columns count from 1."""
        if len(line.cells) == self._usual:
            yield from ((n, n, cell) for n, cell in enumerate(line.cells, 1))
            return
        taken = 0
        for (start, end), cell in zip(_spans(line), line.cells, strict=True):
            first = max(taken + 1, bisect_right(self._starts, start))
            last = max(first, bisect_left(self._starts, end))
            taken = last
            yield first, last, cell


def _spans(line: Line) -> list[tuple[int, int]]:
    at, found = line.before, []
    for cell in line.cells:
        found.append((at, at + cell.span))
        at += cell.span
    return found


def _kept(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line.deleted]
