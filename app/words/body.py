"""A document's paragraphs and tables as they follow each other; in the child process."""

from dataclasses import dataclass, field

from app.sheets.plain_xml import stream
from app.uploads.inside.refused import Refused

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 25_000, 100, 300_000
OFF = ("0", "false", "off")
UNSEEN = {"Fallback", "del", "moveFrom", "rPr", "pPr", "sectPr", "tblPr", "tblGrid"}
"""Elements whose text is not what the page shows (or, for properties, that have none)."""


@dataclass
class Cell:
    """A cell of a table: `span` columns wide; `below` continues the cell above it."""

    span: int = 1
    below: bool = False
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()


@dataclass
class Line:
    """A row of a table; `before` columns are left out at its beginning."""

    cells: list[Cell] = field(default_factory=list)
    before: int = 0
    hidden: bool = False
    deleted: bool = False


@dataclass
class Block:
    """A line of a paragraph (`text`) or a table (`lines`)."""

    text: str = ""
    lines: list[Line] | None = None


class Body:
    """The reader. A table within a cell is read as the cell's text, line by line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._tables = 0  # within each other
        self._table: list[Line] = []
        self._rows = self._cells = 0
        self._line: Line | None = None
        self._pieces: list[str] = []  # of the paragraph outside tables
        self._above: list[str] = []  # elements that are open
        self._unseen = 0
        self._vanished = False

    def read(self, data: bytes) -> None:
        stream(data, self._start, self._end, self._text)

    # --- elements ---

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        value = next((v for k, v in attributes.items() if k.endswith("val")), "")
        if name in UNSEEN:
            self._property_of_row(name)
            self._unseen += 1
        elif name == "tbl":
            self._tables += 1
            if self._tables == 1:
                self._table = []
                self.blocks.append(Block(lines=self._table))
        elif name == "tr" and self._tables == 1:
            self._begin_row()
        elif name == "tc" and self._tables == 1 and self._line is not None:
            self._begin_cell(self._line)
        elif name == "r":
            self._vanished = False
        elif name == "vanish":
            self._vanished = value not in OFF
        elif name in ("br", "cr"):
            self._add("\n")
        elif name == "tab" and not self._unseen:
            self._add(" ")
        elif name in ("noBreakHyphen", "softHyphen"):
            self._add("-" if name == "noBreakHyphen" else "")
        elif self._tables == 1 and self._line is not None:
            self._describe(name, value, self._line)
        self._above.append(name)

    def _end(self, name: str) -> None:
        self._above.pop()
        if name in UNSEEN:
            self._unseen -= 1
        elif name == "p":
            self._end_paragraph()
        elif name == "tbl":
            self._tables -= 1
        elif name == "tr" and self._tables == 1:
            self._line = None

    def _text(self, said: str) -> None:
        if self._above and self._above[-1] == "t":
            self._add(said)

    # --- steps ---

    def _begin_row(self) -> None:
        self._rows += 1
        if self._rows > MAX_ROWS:
            raise Refused("too_many_rows", self._rows)
        self._line = Line()
        self._table.append(self._line)

    def _begin_cell(self, line: Line) -> None:
        self._cells += 1
        if len(line.cells) >= MAX_COLUMNS:
            raise Refused("too_many_rows", self._rows)
        if self._cells > MAX_CELLS:
            raise Refused("too_large")
        line.cells.append(Cell())

    def _describe(self, name: str, value: str, line: Line) -> None:
        """Properties of the row or the cell that is open."""
        if name == "gridBefore":
            line.before = _count(value)
        elif name == "hidden" and "trPr" in self._above:
            line.hidden = value not in OFF
        elif name == "gridSpan" and line.cells:
            line.cells[-1].span = max(1, _count(value))
        elif name == "vMerge" and line.cells:
            line.cells[-1].below = value != "restart"

    def _property_of_row(self, name: str) -> None:
        """A row that was deleted with changes tracked still stands in the file."""
        if name == "del" and self._line is not None and self._above[-1:] == ["trPr"]:
            self._line.deleted = True

    def _end_paragraph(self) -> None:
        if self._tables:
            self._add("\n")
        else:
            texts = [text.strip() for text in "".join(self._pieces).split("\n")]
            self._pieces = []
            self.blocks += [Block(text=text) for text in texts if text]
            if len(self.blocks) > MAX_ROWS:
                raise Refused("too_many_rows", len(self.blocks))

    def _add(self, text: str) -> None:
        if self._unseen or self._vanished:
            return
        if not self._tables:
            self._pieces.append(text)
        elif self._line is not None and self._line.cells:
            self._line.cells[-1].pieces.append(text)


def _count(value: str) -> int:
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() else 0
