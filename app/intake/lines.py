"""The rows under a header: which are initiatives, which are headings, where the list ends."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from app.intake.headers import Header, cell_words, columns_of, is_header
from app.intake.listed import PaperRow
from app.intake.meanings import is_beside
from app.intake.persons import works_at
from app.sheets import Cell, Row, Sheet
from app.vietnamese import fold

_END = re.compile(
    r"ghi chu|tm\.? ?(ban|bch|btv)\b|t/m|nguoi (lap|tong hop)|chu tich|xac nhan|noi nhan"
    r"|danh sach nay|thu truong|.*\bngay .*\bthang .*\bnam\b"
)
_TOTAL = re.compile(r"tong (cong|so)|cong\b")
_FEW = 2
"""Cells; a line with more is an initiative, whatever it starts with."""
_COUNT = re.compile(r"\(?[0-9]{1,2}\)?")
_ENUMERATED = re.compile(
    r"\s*((?P<roman>[IVXLC]+)[.)/\s:–-]+|[0-9]{1,2}[.)/]\s*|[A-Za-zĐđ][.)]\s*|[-–+*•]\s*)"
)
_BLOCK = re.compile(r"(khoi|cum|nhom|linh vuc|phan)\b")
_UNIT_LINE = re.compile(
    r"(?:C[ĐD] ?CS|(?:tên )?(?:công đoàn cơ sở|công đoàn|đơn vị))\s*[:：]\s*(.+)", re.IGNORECASE
)
_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_MOST_SPREAD = 100_000
"""Cells that may take their text from a merged cell above; more is no list."""
_MOST_REMARKS = 100


class Remarks:
    """What was passed over, as sentences; a great many are counted."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._more = 0

    def say(self, text: str) -> None:
        if len(self._said) < _MOST_REMARKS:
            self._said.append(text)
        else:
            self._more += 1

    @property
    def said(self) -> list[str]:
        if not self._more:
            return self._said
        return [*self._said, _("Còn %(count)d lưu ý tương tự.", count=self._more)]


class Lines:
    """Reads the rows under `header`; `letters` are the columns, `money` the unit of sums there."""

    def __init__(
        self, sheet: Sheet, header: Header, letters: Mapping[str, str], money: str
    ) -> None:
        self.header, self.letters, self.money = header, dict(letters), money
        self.under = [row for row in sheet.rows if row.number > header.last and row.cells]
        self.merged = self._merged(sheet)
        # Remarks in a column of their own ("Ghi chú", "Lỗi") are no headings between the rows.
        self.ignored = {a for a, said in header.headings.items() if is_beside(said)}
        self.rows: list[PaperRow] = []
        self.remarks = Remarks()
        self._unit: Cell | None = None
        self._over = False  # after the signatures, perhaps before the next page's header
        self._repeated = False

    def read(self) -> None:
        for row in self.under:
            if self._is_header(row):
                self._over = False
            elif len(row.cells) <= _FEW and self._closes(row):
                self._over = True
            elif not self._over:
                self._read(row)

    # --- what a row is ---

    def _is_header(self, row: Row) -> bool:
        first = next(iter(row.cells.values()))
        if len(row.cells) < 3 or not isinstance(first.value, str) or first.value.isdigit():
            return False
        if self.header.repeats(row):
            return True
        words = fold(first.value[:100])
        if not words.startswith(("stt", "tt", "so tt", "so thu tu")):
            return False
        columns = columns_of({letter: cell_words(cell) for letter, cell in row.cells.items()})
        return is_header(columns)

    def _closes(self, row: Row) -> bool:
        """Whether signatures or notes begin here; beyond them only units are listened to."""
        texts = [cell_words(cell) for cell in row.cells.values()]
        if self._over:
            if found := next(filter(None, map(_UNIT_LINE.fullmatch, texts)), None):
                self._unit = Cell(next(iter(row.cells.values())).address, found[1].strip(" .…"))
            return True
        return _END.match(fold(next(iter(texts), ""))[:200]) is not None

    def _read(self, row: Row) -> None:
        cells = self._cells(row)
        if len({cell.address for cell in cells.values()}) > _FEW:
            title = cells.get("title")
            # A line of column numbers: "(1) (2) (3)".
            if title and _is_count(title) and all(map(_is_count, cells.values())):
                return
        elif self._passed_over(row, cells):
            return
        if row.hidden:
            self.remarks.say(hidden_row(row.number))
        if self._unit and "unit" not in self.letters:
            cells["unit"] = self._unit
        self.rows.append(PaperRow(row.number, cells, row.hidden))

    def _passed_over(self, row: Row, cells: dict[str, Cell]) -> bool:
        """Whether a row of one or two of our columns is none of the list's."""
        own = {cell.address: cell for cell in cells.values()}.values()
        counts = all(_is_count(cell) for cell in own)
        if len(own) > 1 and not counts:
            return False
        if any(cell.kind in ("formula", "error") for cell in own):
            return False
        texts = {letter: cell_words(cell) for letter, cell in row.cells.items()}
        texts = {
            letter: text
            for letter, text in texts.items()
            if text and letter not in self.ignored and not _COUNT.fullmatch(text)
        }
        letter, text = max(texts.items(), key=lambda item: len(item[1]), default=("", ""))
        total = len(row.cells) <= _FEW and _TOTAL.match(fold(next(iter(texts.values()), ""))[:200])
        if text and not total:
            self._heading(row, letter, text)
        return True

    def _heading(self, row: Row, letter: str, text: str) -> None:
        """A heading between the rows: whose the rows beneath are, perhaps."""
        self.remarks.say(
            _("Dòng %(row)d chỉ có “%(text)s” nên đã bỏ qua.", row=row.number, text=text[:60])
        )
        if letter in (self.letters.get("title"), self.letters.get("summary")):
            return
        numbered = _ENUMERATED.match(text)
        bare = text[numbered.end() :] if numbered else text
        named = _UNIT_LINE.fullmatch(bare)
        if named or works_at(bare):
            unit = named[1] if named else bare
            self._unit = Cell(row.cells[letter].address, unit.strip(" .…:"))
        elif (numbered and numbered["roman"]) or _BLOCK.match(fold(bare)):
            self._unit = None

    # --- cells ---

    def _cells(self, row: Row) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for field, letter in self.letters.items():
            cell = row.cells.get(letter) or self._above(row, letter)
            if cell is None or (cell.kind == "text" and not str(cell.value).strip()):
                continue
            cells[field] = cell
        if self.money and (sum_ := cells.get("benefit_claimed")):
            cells["benefit_claimed"] = _with_unit(sum_, self.money)
        return cells

    def _above(self, row: Row, letter: str) -> Cell | None:
        """A cell that is merged over several rows speaks for each of them."""
        top = self.merged.get((row.number, letter))
        return self._tops.get((top, letter)) if top else None

    def _merged(self, sheet: Sheet) -> dict[tuple[int, str], int]:
        """(row, letter) → the row its merged cell begins in, for our columns."""
        ours = set(self.letters.values())
        found: dict[tuple[int, str], int] = {}
        for cells in sheet.merged:
            place = _RANGE.fullmatch(cells)
            if not place or place[1] not in ours or place[2] == place[4]:
                continue
            top, bottom = int(place[2]), int(place[4])
            if top <= self.header.last or bottom - top + len(found) > _MOST_SPREAD:
                continue
            found |= {(number, place[1]): top for number in range(top + 1, bottom + 1)}
        tops = {(top, letter) for (_row, letter), top in found.items()}
        self._tops = {
            (row.number, letter): cell
            for row in (self.under if tops else ())
            for letter, cell in row.cells.items()
            if (row.number, letter) in tops
        }
        return found


def hidden_row(number: int) -> str:
    """The remark on a row that is hidden in the file."""
    return _("Dòng %(row)d đang ẩn trong tệp nên không đọc.", row=number)


def _is_count(cell: Cell) -> bool:
    return _COUNT.fullmatch(str(cell.value).strip()) is not None


def _with_unit(cell: Cell, unit: str) -> Cell:
    """A bare number under "(triệu đồng)", with the unit it is meant in."""
    if cell.kind == "number":
        return Cell(cell.address, f"{cell.value} {unit}".replace(".", ","))
    text = str(cell.value).strip()
    if cell.kind == "text" and re.fullmatch(r"[0-9][0-9., ]*", text):
        return Cell(cell.address, f"{text} {unit}")
    return cell
