"""What the tests of tables share: Gia Lâm's sheet, and tables made up for a test."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.sheets import Book, Cell, Row, Sheet

GIA_LAM = Path(__file__).parent / "samples" / "phan-bo-gia-lam.xlsx"
HEADER = ("TT", "Tên đơn vị", "Tổng số", "Giai đoạn 1", "Giai đoạn 2")
LETTERS = "ABCDEFGHIJ"


def book(
    *rows: Sequence[Any], hidden: Sequence[int] = (), merged: Sequence[str] = (), sheet: str = "1"
) -> Book:
    """A workbook of these rows as the gate would hand it in; None is a blank cell."""
    made = []
    for number, values in enumerate(rows, 1):
        cells = {
            letter: _cell(f"{letter}{number}", value)
            for letter, value in zip(LETTERS, values, strict=False)
            if value is not None
        }
        if cells:
            made.append(Row(number, number in hidden, cells))
    return Book([Sheet(sheet, False, made, list(merged))])


def _cell(address: str, value: Any) -> Cell:
    if isinstance(value, str):
        return Cell(address, value, "formula" if value.startswith("=") else "text")
    return Cell(address, value, "number")


def xlsx(*rows: Sequence[Any]) -> bytes:
    """The same as a file."""
    made = Workbook()
    page = made.worksheets[0]
    for row in rows:
        page.append(list(row))
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()
