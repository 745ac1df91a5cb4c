"""A long table as it is told to whoever writes it: lines, a heading, rows, each once."""

from collections.abc import Sequence

from app.sheets.export import FORMULA_STARTS, clean_text

Value = str | int | float | None
LOOKS = ("line", "bold", "italic", "title", "heading", "row")
BOXED = ("heading", "row")
_MOST_WHOLE = 10**15
"""A spreadsheet keeps fifteen digits of a number; longer ones are written as text."""
MOST_ROWS = 1_048_576
"""Rows of a worksheet (Excel's limit)."""


class Table:
    """One worksheet on A4, landscape; rows are written in their order."""

    number = 0
    """Of the row written last."""
    repeated: str | None = None
    """The rows that print on each page, e.g. "6:6"."""

    def blank(self, count: int = 1) -> None:
        """So many rows without anything."""
        for _row in range(count):
            self._put([], "line")

    def line(self, *values: Value, bold: bool = False, italic: bool = False) -> None:
        """A row outside the table, without borders and not wrapped."""
        self._put(values, "bold" if bold else "italic" if italic else "line")

    def title(self, text: str) -> None:
        """A centred line; it is for whoever made the sheet to merge its cells."""
        self._put([text], "title")

    def heading(self, values: Sequence[Value], *, repeat: bool = True) -> None:
        """A row of the table's header; the last one that is repeated prints on each page."""
        self._put(values, "heading")
        if repeat:
            first = (self.repeated or str(self.number)).partition(":")[0]
            self.repeated = f"{first}:{self.number}"

    def row(self, values: Sequence[Value]) -> None:
        """A row of the table: text stays text, numbers can be added up, None is blank."""
        self._put(values, "row")

    def _put(self, values: Sequence[Value], look: str) -> None:
        self.number += 1
        self._append(values, look)

    def _append(self, values: Sequence[Value], look: str) -> None:
        """Write the row `number`."""
        raise NotImplementedError


def told(value: Value) -> tuple[Value, bool]:
    """A value as a cell may hold it, and whether the text would become a formula on editing."""
    if isinstance(value, int) and abs(value) >= _MOST_WHOLE:
        value = str(value)
    if isinstance(value, str):
        value = clean_text(value) or None
    return value, isinstance(value, str) and value.startswith(FORMULA_STARTS)
