"""What a spreadsheet holds once it is read: plain values, nothing that can act."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal["text", "number", "date", "formula", "bool", "error"]
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One non-blank cell. Dates are ISO strings, formulas their text, e.g. "=A1+1".

    :ivar shown: what a formula came to when the file was saved; None when nobody reckoned it
    """

    address: str
    value: Value
    kind: Kind = "text"
    shown: Value | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with at least one cell; `number` counts from 1, `cells` by column letter."""

    number: int
    hidden: bool = False
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One worksheet; `merged` holds ranges such as "A4:F4"."""

    name: str
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    @cached_property
    def spans(self) -> dict[str, str]:
        """The last cell of each merged range by its first: "A4" → "F4"."""
        return {first: last for first, _colon, last in (one.partition(":") for one in self.merged)}


@dataclass(frozen=True)
class Book:
    """A workbook's worksheets in their order."""

    sheets: list[Sheet]


def book_of(plain: dict) -> Book:
    """A book from plain data: `{"sheets": [{"name", "hidden", "merged", "rows": […]}]}`."""
    return Book(
        [
            Sheet(s["name"], s["hidden"], [row_of(*row) for row in s["rows"]], s["merged"])
            for s in plain["sheets"]
        ]
    )


def row_of(number: int, hidden: bool, cells: list[list]) -> Row:
    """A row from plain data: its cells are `[address, value, kind]`, formulas' with what
    they show."""
    return Row(number, hidden, {cell[0].rstrip("-0123456789"): Cell(*cell) for cell in cells})
