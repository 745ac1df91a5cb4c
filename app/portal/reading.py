"""The portal's statistics as somebody saved them: rows under headings in any order."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import sheets
from app.initiatives import State
from app.sheets import Cell, Sheet
from app.vietnamese import BadDate, fold, nfc, parse_day, repair_font, squeeze
from app.web.errors import Refused

LONGEST = 300
LONGEST_HEADING = 120
# The first that matches wins; all look at the heading without marks.
COLUMNS = {
    "status": r"trang thai|tinh trang|ket qua (duyet|xet)",
    "code": r"^ma\b(?!.*don vi)",
    "day": r"ngay (nhap|dang ky|gui|nop|tao)",
    "title": r"ten (cua )?(sang kien|giai phap|de tai)|^(sang kien|giai phap)$",
    "name": r"ho (va )?ten|tac gia|nguoi (nop|dang ky|gui)",
    "unit": r"don vi|cong doan|cdcs|noi lam viec|co quan|doanh nghiep",
}
VALID, INVALID, PENDING = "valid", "invalid", "pending"
STATUSES = {
    VALID: {"hop le", "da duyet", "duyet", "dat", "cong nhan"},
    INVALID: {"khong hop le", "khong duyet", "tu choi", "khong dat", "bi tu choi", "loai"},
    PENDING: {
        *("cho duyet", "dang cho duyet", "cho xet duyet", "chua duyet", "dang xem xet"),
        *("cho xac nhan", "dang xet", "moi", "yeu cau bo sung", "cho bo sung"),
    },
}
STATUS_WORDS = {VALID: _l("Hợp lệ"), INVALID: _l("Không hợp lệ"), PENDING: _l("Chờ duyệt")}
OURS = {
    State.VALID: VALID,
    State.INVALID: INVALID,
    State.SUBMITTED: PENDING,
    State.ENDORSED: PENDING,
    State.RETURNED: PENDING,
}


class NotReadable(Refused):
    """The file is no list of initiatives; says why."""

    status = 422


@dataclass(frozen=True)
class There:
    """A row of the portal's list. `status` is valid, invalid or pending, None if not known."""

    row: int
    code: str = ""
    name: str = ""
    title: str = ""
    unit: str = ""
    said: str = ""
    day: str = ""

    @property
    def status(self) -> str | None:
        words = fold(self.said)
        return next((status for status, known in STATUSES.items() if words in known), None)

    @property
    def entered_on(self) -> dt.date | None:
        try:
            return parse_day(self.day[:10]) if self.day else None
        except BadDate:
            return None


def read(data: bytes) -> list[There]:
    """The rows of the first sheet that holds such a list; raises `NotReadable`."""
    try:
        book = sheets.read(data)
    except sheets.SheetRefused as refused:
        raise NotReadable(refused.message) from refused
    for sheet in book.sheets:
        header = None if sheet.hidden else _header(sheet)
        if header is not None:
            rows = list(_rows(sheet, *header))
            if rows:
                return rows
            raise NotReadable(_("Tệp chưa có dòng nào dưới dòng tiêu đề."))
    raise NotReadable(
        _("Không thấy dòng tiêu đề có cột tên sáng kiến cùng cột họ tên hoặc cột mã.")
    )


def _header(sheet: Sheet) -> tuple[int, dict[str, str]] | None:
    """(its last row, field → column letter); merged cells make a header of several rows."""
    for index, row in enumerate(sheet.rows):
        last = max([row.number, *_merged_until(sheet, row.number)])
        headings: dict[str, str] = {}
        for under in sheet.rows[index : index + 1 + last - row.number]:
            if under.number <= last:
                headings |= {letter: _words(cell) for letter, cell in under.cells.items()}
        columns = _columns(headings)
        if not row.hidden and "title" in columns and {"name", "code"} & columns.keys():
            return last, columns
    return None


def _columns(headings: dict[str, str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for letter, heading in headings.items():
        words = fold(heading)
        if not words or len(words) > LONGEST_HEADING:
            continue
        field = next((name for name, like in COLUMNS.items() if re.search(like, words)), None)
        if field:
            columns.setdefault(field, letter)
    return columns


def _merged_until(sheet: Sheet, row: int) -> Iterator[int]:
    for cells in sheet.merged:
        if found := re.fullmatch(rf"[A-Z]+{row}:[A-Z]+([0-9]+)", cells):
            yield min(int(found[1]), row + 2)  # more is a title's decoration


def _rows(sheet: Sheet, last: int, columns: dict[str, str]) -> Iterator[There]:
    for row in sheet.rows:
        if row.number <= last or row.hidden:
            continue
        said = {
            field: _words(row.cells[letter])[:LONGEST]
            for field, letter in columns.items()
            if letter in row.cells
        }
        if said.get("title") and (said.get("name") or said.get("code")):
            code = re.sub(r"\s", "", said.pop("code", "")).upper()
            status, day = said.pop("status", ""), said.pop("day", "")
            yield There(row.number, code, said=status, day=day, **said)


def _words(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if cell.kind == "date":
        year, month, day = text[:10].split("-")
        text = f"{day}/{month}/{year}"
    return squeeze(repair_font(nfc(text))[0])
