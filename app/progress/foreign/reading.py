"""Reading a summary as it comes: its rows, which of them are sums, and of which rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from flask_babel import gettext as _

from app.progress.foreign.columns import Column, Header, Role, find_header
from app.progress.foreign.figures import Figure, figure, percentage
from app.sheets import Book, Row, Sheet, is_column_numbers, words
from app.vietnamese import fold, nfc

MOST_ROWS = 2_000
MOST_COLUMNS = 40
NAME_LENGTH = 200

_TOTAL = re.compile(r"(?:tong (?:cong|so)|tong|cong)\b[ :.]*(?:\(.*\)|toan .*|chung|cac don vi)?")
_SUM_OF_SOME = re.compile(r"(?:tổng cộng|tổng số|cộng)\b(?! h(?:oà|òa)\b)")
_WORK = re.compile("công")
_OTHER = re.compile(r"(?:cac )?don vi khac\b.*|khac")
_ORDINAL = re.compile(r"\(?([0-9]{1,4}(?:\.[0-9]{1,4}){0,4}|[IVX]{1,5}|[A-H])[.)/-]*")
_ROMAN = re.compile(r"[IVX]{1,5}")


class RowKind(StrEnum):
    UNIT = "unit"
    OTHER = "other"  # "Đơn vị khác"
    SUBTOTAL = "subtotal"  # of some of the rows
    TOTAL = "total"


class NoTable(ValueError):
    """No summary was found; the message says what one needs."""


@dataclass(frozen=True)
class ForeignRow:
    """A row; figures by column letter. A subtotal sums the rows whose numbers are `of`."""

    number: int
    ordinal: str
    name: str
    address: str
    kind: RowKind
    figures: Mapping[str, Figure] = field(default_factory=dict)
    of: tuple[int, ...] = ()

    @property
    def is_part(self) -> bool:
        """Whether the total counts it."""
        return self.kind in (RowKind.UNIT, RowKind.OTHER)


@dataclass(frozen=True)
class Foreign:
    """A summary by its own words. `others` are sheets that have tables, too, and are not read."""

    sheet: Sheet
    header: Header
    rows: tuple[ForeignRow, ...]
    total: ForeignRow | None
    others: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.header.columns

    @property
    def parts(self) -> list[ForeignRow]:
        return [row for row in self.rows if row.is_part]

    @property
    def title(self) -> str:
        above = [row for row in self.sheet.rows if row.number < self.header.first]
        return " ".join(words(cell) for row in above for cell in row.cells.values())[:300]


def read_foreign(book: Book) -> Foreign:
    """The summary on the first visible sheet that has one; raises `NoTable`."""
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    known = [(sheet, header) for sheet in shown if (header := _header(sheet))]
    if not known:
        raise NoTable(
            _(
                "Không thấy dòng tiêu đề của bảng tổng hợp. Bảng cần cột “Tên đơn vị” và các cột số"
                " liệu, ví dụ “Chỉ tiêu”, “Hợp lệ”, “Không hợp lệ”, “Cộng”."
            )
        )
    return _foreign(*known[0], others=tuple(sheet.name for sheet, _header in known[1:]))


def _foreign(sheet: Sheet, header: Header, others: tuple[str, ...]) -> Foreign:
    rows = _rows(sheet, header)
    if not any(row.is_part and row.figures for row in rows):
        raise NoTable(_("Dưới dòng tiêu đề của bảng không có dòng nào ghi số liệu."))
    totals = [index for index, row in enumerate(rows) if row.kind is RowKind.TOTAL]
    total = rows[totals[-1]] if totals else None
    if totals and totals[-1]:
        rows = rows[: totals[-1]]  # what follows is signed, or is no part of the sum
    kept = [_as_subtotal(row, ()) if row.kind is RowKind.TOTAL else row for row in rows]
    kept = [row for row in kept if total is None or row.number != total.number]
    return Foreign(sheet, header, tuple(_with_parts(kept)), total, others)


def _header(sheet: Sheet) -> Header | None:
    """The heading with the columns that hold numbers, not words; None if there are none."""
    header = find_header(sheet)
    if header is None:
        return None
    kept = [column for column in header.columns if _is_numbers(sheet, header, column)]
    if not any(column.is_whole for column in kept):
        return None
    if len(kept) > MOST_COLUMNS:
        raise NoTable(_("Bảng quá rộng, tối đa %(most)s cột số liệu.", most=MOST_COLUMNS))
    return replace(header, columns=tuple(kept))


def _is_numbers(sheet: Sheet, header: Header, column: Column) -> bool:
    """Whether a column counts something. A heading that says so is believed, unless every cell
    holds words; one that says little ("Sáng kiến") needs numbers in most of them."""
    if column.role is Role.WORDS:
        return False
    below = [row.cells.get(column.letter) for row in sheet.rows if row.number > header.last]
    found = [one for cell in below if (one := figure(cell, whole=False))]
    numbers = sum(one.number is not None or one.unknown for one in found)
    if column.role in (Role.OTHER, Role.REGISTERED):
        return bool(found) and numbers * 3 >= len(found) * 2
    return column.role is Role.RATE or bool(numbers) or not found


def _rows(sheet: Sheet, header: Header) -> list[ForeignRow]:
    found: list[ForeignRow] = []
    for row in (r for r in sheet.rows if r.number > header.last):
        if row.hidden or (row.number == header.last + 1 and is_column_numbers(row)):
            continue
        line = _row(row, header)
        if line is None:
            continue
        found.append(line)
        if len(found) > MOST_ROWS:
            raise NoTable(_("Bảng quá dài, tối đa %(most)s dòng.", most=MOST_ROWS))
    return found


def _row(row: Row, header: Header) -> ForeignRow | None:
    """A row with figures; None for headings in between, notes and signatures."""
    name = words(row.cells.get(header.name))[:NAME_LENGTH]
    first = words(row.cells.get(header.number or ""))
    ordinal = _ORDINAL.fullmatch(first)
    if not name and not ordinal:
        name = first[:NAME_LENGTH]  # a merged "Tổng cộng" stands in the first column
    figures = {}
    for column in header.columns:
        cell = row.cells.get(column.letter)
        if column.role is Role.RATE:
            found = percentage(cell)
        else:
            found = figure(cell, whole=column.is_whole)
        if found:
            figures[column.letter] = found
    if not any(one.number is not None for one in figures.values()) and not (name and ordinal):
        return None
    kind = _kind(name)
    address = f"{header.name}{row.number}"
    return ForeignRow(row.number, ordinal[1] if ordinal else "", name, address, kind, figures)


def _kind(name: str) -> RowKind:
    key = fold(name)
    if _TOTAL.fullmatch(key) and not _is_company(name):
        return RowKind.TOTAL
    if _SUM_OF_SOME.match(nfc(name).casefold()):
        return RowKind.SUBTOTAL
    return RowKind.OTHER if _OTHER.fullmatch(key) else RowKind.UNIT


def _is_company(name: str) -> bool:
    return _WORK.search(nfc(name).casefold()) is not None


def _with_parts(rows: Sequence[ForeignRow]) -> list[ForeignRow]:
    """Tell sums of groups from the rows they are of: "I" over 1, 2, 3, "1" over 1.1, "Cộng I"."""
    depths = _depths(rows)
    of: dict[int, list[ForeignRow]] = {}
    since = 0
    for index, row in enumerate(rows):
        end = index + 1
        if row.kind is RowKind.SUBTOTAL:
            of[row.number] = list(rows[since:index])
            since = end
            continue
        while end < len(rows) and depths[end] > depths[index]:
            end += 1
        if end > index + 1:
            of[row.number] = list(rows[index + 1 : end])
    return [
        _as_subtotal(row, [one.number for one in of[row.number] if one.number not in of])
        if row.number in of
        else row
        for row in rows
    ]


def _as_subtotal(row: ForeignRow, of: Sequence[int]) -> ForeignRow:
    return replace(row, kind=RowKind.SUBTOTAL, of=tuple(of))


def _depths(rows: Sequence[ForeignRow]) -> list[int]:
    """How deep a row stands by its number; one without a number is as deep as the one before."""
    found: list[int] = []
    for row in rows:
        if not row.ordinal:
            found.append(found[-1] if found else 2)
        elif row.ordinal[0].isdigit():
            found.append(2 + row.ordinal.count("."))
        else:
            found.append(1 if _ROMAN.fullmatch(row.ordinal) else 0)
    return found
