"""A list goes back with its faults: the rows to put right, and what is wrong with each."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from flask_babel import force_locale
from flask_babel import gettext as _

from app.intake.fields import NUMBER
from app.intake.headers import cell_words
from app.intake.listed import PaperList
from app.intake.meanings import fields_of
from app.intake.paper import book_of_file, book_of_text, is_word
from app.sheets import Book, Cell, Row, Sheet, Streamed
from app.sheets.cells import index_of, letters
from app.vietnamese import day_text, fold
from app.words import Document

_ZIP = b"PK\x03\x04"
_FAULT_WIDTH = 44
_WIDTHS = {NUMBER: 6, "target_group": 10, "summary": 42, "title": 26, "full_name": 26}
_OTHER_WIDTH = 15
_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")

Line = dict[int, str | int | float]
"""Column (from 1) → what stands there."""


def returned_file(
    data: bytes | str, filename: str, paper: PaperList, faults: Mapping[int, str]
) -> tuple[str, bytes]:
    """(name, content): the list's own kind of file with what stands above its table, its header,
    and only the rows in `faults` (row → words) as they stood, the words behind them.

    A pasted table comes as .xlsx. Formulas are left out, for what they showed is not known. Put
    right, it is a list like any other: the column "Lỗi" is passed over.
    """
    pasted = isinstance(data, str) or not data.startswith(_ZIP)
    if pasted:
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        book = book_of_text(text)
    else:
        book = book_of_file(data)  # type: ignore[arg-type]
    word = not pasted and is_word(data)  # type: ignore[arg-type]
    # Whoever asks, the file is in the language in which it is read again.
    with force_locale("vi"):
        back = _Back(_sheet(book, paper), paper, faults)
        content = back.word() if word else back.sheet_file()
        mark = _("- cần sửa")
        stem = PurePath(filename).stem.removesuffix(mark).strip()[:100] or _("Danh sách")
        name = f"{stem} {mark}.{'docx' if word else 'xlsx'}"
    return name, content


def _sheet(book: Book, paper: PaperList) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == paper.sheet and not sheet.hidden)


class _Back:
    """What goes back of a sheet: lines above the header, the header, rows with their faults."""

    def __init__(self, sheet: Sheet, paper: PaperList, faults: Mapping[int, str]) -> None:
        self.sheet, self.paper, self.faults = sheet, paper, faults
        # What an earlier file of ours said of its faults is not said again.
        self.old = {a for a, said in paper.headings.items() if fold(said) == fold(_("Lỗi"))}
        known = [index_of(letter) for letter in paper.headings if letter not in self.old]
        self.fault_column = max(known, default=1) + 1
        first_row = min((row.number for row in paper.rows), default=paper.header_row + 1)
        rows = sheet.rows
        self.above = [row for row in rows if row.number < paper.header_row]
        self.header = [row for row in rows if paper.header_row <= row.number < first_row]
        self.header_height = self._height()

    def sheet_file(self) -> bytes:
        book = Streamed(self.sheet.name or _("Danh sách"), self._widths(), merged=self._merged())
        for row in self.above:
            book.blank(row.number - book.number - 1)
            book.line(*_filled(self._line(row), self.fault_column))
        book.blank(self.paper.header_row - book.number - 1)
        for row in self.header:
            book.blank(row.number - book.number - 1)
            if row.number < self.paper.header_row + self.header_height:
                book.heading(_filled(self._heading(row), self.fault_column))
            else:
                book.row(_filled(self._line(row), self.fault_column))
        for line in self._rows():
            book.row(_filled(line, self.fault_column))
        return book.to_bytes()

    def word(self) -> bytes:
        document = Document()
        for row in self.above:
            document.line("    ".join(map(_shown, self._line(row).values())))
        table = document.table(self._widths())
        for row in self.header:
            if row.number < self.paper.header_row + self.header_height:
                table.heading(self._texts(self._heading(row)))
            else:
                table.row(self._texts(self._line(row)))
        for line in self._rows():
            table.row(self._texts(line))
        first = self.paper.header_row
        numbers = {row.number: at for at, row in enumerate(self.header)}
        for left, top, right, bottom in self._ranges():
            if first <= top and top in numbers and bottom in numbers:
                table.merge(numbers[top], left - 1, numbers[bottom], right - 1)
        return document.to_bytes()

    # --- lines ---

    def _heading(self, row: Row) -> Line:
        more = {self.fault_column: _("Lỗi")} if row.number == self.paper.header_row else {}
        return self._line(row) | more

    def _rows(self) -> Iterator[Line]:
        """The rows with faults, each group of them under the heading that names their unit."""
        own = {row.number: row for row in self.sheet.rows}
        said_under: int | None = None
        for row in self.paper.rows:
            if row.number not in self.faults:
                continue
            unit = row.cells.get("unit")
            above = _row_of(unit) if unit and "unit" not in self.paper.columns else None
            if above and above != said_under and above in own:
                said_under = above
                yield self._line(own[above])
            line = self._line(own[row.number]) if row.number in own else {}
            for field, letter in self.paper.columns.items():
                # A cell that was merged with those above it speaks in its own row now.
                if (cell := row.cells.get(field)) and field != "benefit_claimed":
                    line.setdefault(index_of(letter), _value(cell))
            yield line | {self.fault_column: self.faults[row.number]}

    def _line(self, row: Row) -> Line:
        return {
            column: value
            for letter, cell in row.cells.items()
            if (column := index_of(letter)) < self.fault_column and letter not in self.old
            if (value := _value(cell)) != ""
        }

    def _texts(self, line: Line) -> list[str]:
        return [_shown(line.get(column, "")) for column in range(1, self.fault_column + 1)]

    # --- looks ---

    def _height(self) -> int:
        """Rows of the header itself; a line of column numbers may follow."""
        height = 0
        for row in self.header:
            texts = [cell_words(cell) for cell in row.cells.values()]
            if not any(re.search("[^0-9() ]", text) for text in texts):
                break
            height = row.number - self.paper.header_row + 1
        return max(1, height)

    def _widths(self) -> list[float]:
        widths = []
        for column in range(1, self.fault_column):
            named = fields_of(self.paper.headings.get(letters(column), ""))
            fields = [f for f, a in self.paper.columns.items() if a == letters(column)]
            said = next(iter([*fields, *named]), "")
            widths.append(float(_WIDTHS.get(said, _OTHER_WIDTH)))
        return [*widths, float(_FAULT_WIDTH)]

    def _merged(self) -> list[str]:
        return [
            f"{letters(left)}{top}:{letters(right)}{bottom}"
            for left, top, right, bottom in self._ranges()
        ]

    def _ranges(self) -> Iterator[tuple[int, int, int, int]]:
        """Merged cells above the rows: (left, top, right, bottom)."""
        last = max([row.number for row in self.header], default=0)
        taken: set[tuple[int, int]] = set()
        for cells in self.sheet.merged:
            found = _RANGE.fullmatch(cells)
            if not found or int(found[4]) > last or int(found[4]) - int(found[2]) > 20:
                continue
            left, right = index_of(found[1]), index_of(found[3])
            top, bottom = int(found[2]), int(found[4])
            places = {(c, r) for c in range(left, right + 1) for r in range(top, bottom + 1)}
            if left <= right < self.fault_column and top <= bottom and not places & taken:
                taken |= places
                yield left, top, right, bottom


def _value(cell: Cell) -> str | int | float:
    if cell.kind in ("formula", "error"):
        return ""
    if cell.kind == "date":
        return day_text(dt.datetime.fromisoformat(str(cell.value)).date())
    return str(cell.value) if cell.kind == "bool" else cell.value


def _shown(value: str | int | float) -> str:
    return str(value)


def _filled(line: Line, last: int) -> list[str | int | float | None]:
    return [line.get(column) for column in range(1, last + 1)]


def _row_of(cell: Cell) -> int | None:
    found = re.search("-?[0-9]+$", cell.address)
    return int(found[0]) if found else None
