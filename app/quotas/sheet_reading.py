"""Reading an allocation table as it comes: its columns, its lines, and what is wrong in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.quotas import sheet_faults as faults
from app.quotas.sheet_columns import Header, StageColumn, find_header
from app.quotas.sheet_faults import Fault
from app.quotas.sheet_lines import LineKind, SheetLine, read_line
from app.quotas.sheet_words import added
from app.sheets import Book, Sheet, is_column_numbers, words
from app.vietnamese import fold

MOST_LINES = 1_000
_END = re.compile(
    r"ghi chu|tm\.? ?(?:ban|bch|btv)\b|t/m|nguoi (?:lap|tong hop)|chu tich|noi nhan|thu truong"
    r"|.*\bngay .*\bthang .*\bnam\b"
)
_STEP = re.compile(r"(.*?)([0-9]+)")


class NoTable(ValueError):
    """No allocation table was found; the message says what one needs."""


@dataclass(frozen=True)
class Reading:
    """A table by its own words, before anybody asks which units are meant."""

    title: str
    sheet: str
    header: Header
    lines: tuple[SheetLine, ...]
    total: SheetLine | None
    faults: tuple[Fault, ...]

    @property
    def columns(self) -> tuple[StageColumn, ...]:
        """The columns of amounts; a table without stages has its one column here."""
        if self.header.stages or not self.header.total:
            return self.header.stages
        letter = self.header.total
        return (StageColumn(letter, f"{letter}{self.header.last}", ""),)

    @property
    def tops(self) -> dict[str, list[SheetLine]]:
        """The lines that give something, by the top number they stand under."""
        found: dict[str, list[SheetLine]] = {}
        top = ""
        for line in self.lines:
            plain = re.fullmatch(r"([0-9]{1,4})(?:\.[0-9.]+)?", line.number)
            top = plain[1] if plain else line.number or top
            if line.gives:
                found.setdefault(top, []).append(line)
        return found

    def stated(self, top: str) -> dict[str, int] | None:
        """What a top number gives by the table's own words; None when that takes the tree."""
        lines = self.tops.get(top, [])
        rows = [row for line in lines if (row := line.stated) is not None]
        return added(rows) if lines and len(rows) == len(lines) else None


def read_table(book: Book) -> Reading:
    """The table on the first visible sheet that has one; raises `NoTable`."""
    for sheet in book.sheets:
        if not sheet.hidden and (header := find_header(sheet)):
            others = [one for one in book.sheets if one is not sheet and not one.hidden]
            return _reading(sheet, header, [one.name for one in others if find_header(one)])
    raise NoTable(
        _(
            "Không thấy dòng tiêu đề của bảng phân bổ. Bảng cần cột “Tên đơn vị” và các cột chỉ"
            " tiêu, ví dụ “Tổng số”, “Giai đoạn 1”, “Giai đoạn 2”."
        )
    )


def _reading(sheet: Sheet, header: Header, others: list[str]) -> Reading:
    read = list(_lines(sheet, header))
    if len(read) > MOST_LINES:
        raise NoTable(_("Bảng quá dài, tối đa %(most)s dòng.", most=MOST_LINES))
    total = next((line for line in reversed(read) if line.kind is LineKind.TOTAL), None)
    lines = _with_headings([line for line in read if line.kind is not LineKind.TOTAL])
    found = [
        *(_other(name, sheet.name) for name in others),
        *faults.of_columns(header),
        *_hidden(sheet, header),
        *_spoilt([*lines, *([total] if total else [])]),
        *_nameless(lines),
        *_empty(lines),
        *faults.of_numbering(lines),
        *faults.of_totals(lines, total, header),
    ]
    return Reading(_title(sheet, header), sheet.name, header, tuple(lines), total, tuple(found))


def _lines(sheet: Sheet, header: Header) -> Iterator[SheetLine]:
    expected, seen = "", False
    for row in (r for r in sheet.rows if r.number > header.last):
        if row.hidden or (row.number == header.last + 1 and is_column_numbers(row)):
            continue
        line = read_line(row, header, expected)
        if line is None:
            continue
        if line.kind is LineKind.HEADING and _END.match(fold(line.name)):
            return
        yield line
        if line.kind is LineKind.TOTAL and seen:
            return  # what follows is signed, not given
        seen = seen or line.kind is not LineKind.TOTAL
        if step := _STEP.fullmatch(line.number):
            expected = f"{step[1]}{int(step[2]) + 1}"


def _with_headings(lines: list[SheetLine]) -> list[SheetLine]:
    """Headings that carry a sum are no lines of their own; headings of nothing give nothing."""
    dotted = {line.number.rpartition(".")[0] for line in lines if "." in line.number}
    out = []
    for index, line in enumerate(lines):
        kind = line.kind
        if line.number in dotted and kind in (LineKind.UNITS, LineKind.NAMED):
            kind = LineKind.SUBTOTAL
        elif not line.name and kind is not LineKind.HEADING:
            kind = LineKind.EMPTY
        elif kind is LineKind.HEADING and line.number and line.number not in dotted:
            after = lines[index + 1 : index + 2]
            plain = line.number.replace(".", "").isdigit()
            if not after or (plain and after[0].number.replace(".", "").isdigit()):
                kind = LineKind.EMPTY
        out.append(replace(line, kind=kind))
    return out


def _title(sheet: Sheet, header: Header) -> str:
    above = [words(c) for r in sheet.rows if r.number < header.first for c in r.cells.values()]
    return " ".join(filter(None, above))[:300]


def _other(name: str, read: str) -> Fault:
    text = _("Trang “%(name)s” cũng có bảng; chỉ đọc trang “%(read)s”.", name=name, read=read)
    return Fault("other-sheet", "", text)


def _hidden(sheet: Sheet, header: Header) -> Iterator[Fault]:
    for row in sheet.rows:
        if row.hidden and row.number > header.last:
            text = _("Dòng %(row)s đang ẩn trong tệp nên không đọc.", row=row.number)
            yield Fault("hidden-row", f"{header.name}{row.number}", text, row.number)


def _spoilt(lines: list[SheetLine]) -> Iterator[Fault]:
    for line in lines:
        for address, why in line.spoilt.items():
            text = _("Ô %(at)s: %(why)s.", at=address, why=why)
            yield Fault("bad-number", address, text, line.row)


def _nameless(lines: list[SheetLine]) -> Iterator[Fault]:
    for line in lines:
        if not line.name:
            text = _("Dòng %(row)s có số nhưng không có tên đơn vị.", row=line.row)
            yield Fault("no-name", line.address, text, line.row)


def _empty(lines: list[SheetLine]) -> Iterator[Fault]:
    for line in lines:
        if line.kind is LineKind.EMPTY and line.name and not line.spoilt:
            if line.total is not None:
                text = _("Dòng %(row)s chỉ có tổng, chưa chia theo giai đoạn.", row=line.row)
            else:
                text = _("Dòng %(row)s chưa ghi chỉ tiêu.", row=line.row)
            yield Fault("no-amount", line.address, text, line.row)
