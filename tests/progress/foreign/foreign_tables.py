"""What the tests of foreign tables share: Ninh Bình's sheet, and tables made up for a test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.progress.foreign import Checked, check, read_foreign
from app.sheets import Book, Cell, Row, Sheet
from app.sheets.cells import letters

NINH_BINH = Path(__file__).parent / "samples" / "tong-hop-ninh-binh.xlsx"
HEADER = ("STT", "Tên đơn vị", "Chỉ tiêu", "Hợp lệ", "Không hợp lệ", "Cộng", "Tỷ lệ")
Rows = Sequence[Sequence[Any]]
UNITS = (
    ("LĐLĐ huyện An Bình", 450, 244, 5),
    ("LĐLĐ huyện Bảo Sơn", 380, 13, 0),
    ("LĐLĐ TP. Cầu Đá", 630, 78, 5),
    ("Công đoàn Viên chức tỉnh", 250, 71, 19),
)


def sheet(
    rows: Rows, *, name: str = "1", hidden: Sequence[int] = (), merged: Sequence[str] = ()
) -> Sheet:
    """A sheet of these rows as the gate would hand it in; None is a blank cell."""
    made = []
    for number, values in enumerate(rows, 1):
        cells = {
            letters(column): _cell(f"{letters(column)}{number}", value)
            for column, value in enumerate(values, 1)
            if value is not None
        }
        if cells:
            made.append(Row(number, number in hidden, cells))
    return Sheet(name, False, made, list(merged))


def _cell(address: str, value: Any) -> Cell:
    if isinstance(value, Cell):
        return Cell(address, value.value, value.kind, value.shown)
    return Cell(address, value, "text" if isinstance(value, str) else "number")


def formula(shown: Any, text: str = "=SUM(A1:A2)") -> Cell:
    """A cell that holds a formula, and what it came to."""
    return Cell("", text, "formula", shown)


def checked(*rows: Sequence[Any], **options: Any) -> Checked:
    return check(read_foreign(Book([sheet(rows, **options)])))


def found(result: Checked) -> list[tuple[str, str, Any, Any]]:
    """The errors as cell, kind, printed and computed."""
    return [(f.cell, f.kind.value, f.printed, f.computed) for f in result.errors]


def table(*units: tuple[str, int | None, int, int], rate: bool = True) -> list[list[Any]]:
    """A table without a fault under `HEADER`, with its total: name, quota, valid, invalid."""
    rows: list[list[Any]] = [list(HEADER)]
    for number, (name, quota, valid, invalid) in enumerate(units, 1):
        sums = [quota, valid, invalid, valid + invalid]
        rows.append([number, name, *sums, rate_of(valid, quota)])
    quotas = sum(quota or 0 for _name, quota, _valid, _invalid in units)
    valid, invalid = (sum(unit[at] for unit in units) for at in (2, 3))
    total = [None, "Tổng cộng", quotas, valid, invalid, valid + invalid, rate_of(valid, quotas)]
    rows.append(total)
    return rows if rate else [row[:-1] for row in rows]


def rate_of(count: int, quota: int | None) -> str:
    """By whole numbers alone, half up: not by the code under test."""
    if not quota:
        return "–"
    hundredths = (count * 20_000 + quota) // (2 * quota)
    return f"{hundredths // 100},{hundredths % 100:02}%"


def planted(*changes: tuple[str, Any]) -> list[list[Any]]:
    """The table of `UNITS` with other values in some cells: ("C6", 4700)."""
    rows = table(*UNITS)
    for cell, value in changes:
        rows[int(cell[1:]) - 1]["ABCDEFG".index(cell[0])] = value
    return rows
