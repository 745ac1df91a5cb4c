"""A table between its two pages: it travels in the form, signed, and is read anew each time."""

import json
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from app import sheets
from app.quotas.sheet_columns import find_header
from app.quotas.sheet_reading import NoTable, Reading, read_table
from app.sheets import Book, Sheet
from app.sheets.book import book_of
from app.units import Unit
from app.web.errors import Refused

MOST_SEALED = 1_000_000
"""Characters of a signed table: well below what a form may send (MAX_FORM_MEMORY_SIZE)."""

LONGEST = 400
"""Characters kept of a cell; names and headings are shorter."""


class NotReadable(Refused):
    """The file is no table that can be read; says why."""

    status = 422


@dataclass(frozen=True)
class Upload:
    """What was sent, and by which unit: no other unit's page takes it."""

    unit_id: int
    programme: str
    name: str
    book: Book

    @classmethod
    def take(cls, unit: Unit, programme: str, file: Any) -> "Upload":
        """The file through the gate of spreadsheets; raises `NotReadable`."""
        try:
            book = sheets.read(file.read())
            reading = read_table(book)
        except sheets.SheetRefused as refused:
            raise NotReadable(refused.message) from refused
        except NoTable as none:
            raise NotReadable(str(none)) from none
        name = str(file.filename or "").replace("\\", "/").rpartition("/")[2][:100]
        upload = cls(unit.id, programme, name, _only(book, reading))
        if len(upload.sealed) > MOST_SEALED:
            raise NotReadable(_("Bảng quá lớn, xin chỉ giữ lại phần phân bổ chỉ tiêu."))
        return upload

    @property
    def sealed(self) -> str:
        """The table, signed, for the form that goes on with it."""
        plain = [_plain(sheet) for sheet in self.book.sheets]
        return _sealer().dumps(
            json.dumps([self.unit_id, self.programme, self.name, plain], ensure_ascii=False)
        )

    @classmethod
    def unsealed(cls, unit: Unit, text: str) -> "Upload | None":
        """What `sealed` signed for this unit; None for anything else."""
        try:
            unit_id, programme, name, plain = json.loads(_sealer().loads(text))
        except BadSignature:
            return None
        book = book_of({"sheets": plain})
        return cls(unit_id, programme, name, book) if unit_id == unit.id else None

    def read(self) -> Reading:
        return read_table(self.book)


def _only(book: Book, reading: Reading) -> Book:
    """The sheet with the table as far as the table goes, and the headings of other tables."""
    sheet = next(one for one in book.sheets if one.name == reading.sheet and not one.hidden)
    last = max([reading.header.last, *(line.row for line in reading.lines)])
    last = max(last, reading.total.row if reading.total else 0)
    others = [one for one in book.sheets if one is not sheet and not one.hidden]
    ends = [(one, header.last) for one in others if (header := find_header(one))]
    return Book([_upto(one, end) for one, end in [(sheet, last), *ends]])


def _upto(sheet: Sheet, last: int) -> Sheet:
    rows = [row for row in sheet.rows if row.number <= last]
    return Sheet(sheet.name, False, rows, sheet.merged[:2_000])


def _plain(sheet: Sheet) -> dict[str, Any]:
    """For `book_of`."""
    rows = [
        [row.number, row.hidden, [[c.address, _short(c.value), c.kind] for c in row.cells.values()]]
        for row in sheet.rows
    ]
    return {"name": sheet.name, "hidden": False, "merged": sheet.merged, "rows": rows}


def _short(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="quota-sheet")
