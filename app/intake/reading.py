"""Finding the list in a book: whose it is, what its columns mean, what is missing."""

import re
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from app.intake.fields import FIELDS, field_name
from app.intake.headers import Header, cell_words, find_header
from app.intake.lines import Lines, hidden_row
from app.intake.listed import ListRefused, PaperList, PaperRow
from app.sheets import Book, Cell, Sheet
from app.vietnamese import fold, money_unit

__all__ = ["ListRefused", "PaperList", "PaperRow", "hidden_row", "read_list", "unit_named"]

_UNIT = re.compile(
    r"(?:C[ĐD] ?CS|(?:tên )?(?:công đoàn cơ sở|công đoàn|đơn vị))\s*[:：]\s*(.*)"
    r"|(?:C[ĐD] ?CS|công đoàn cơ sở)\s+(.+)",
    re.IGNORECASE,
)
_SUMS_IN = re.compile(r"(don vi tinh|dvt)\b")


def read_list(book: Book, columns: Mapping[str, str] | None = None) -> PaperList:
    """The list on the first visible sheet that has a header; raises `ListRefused`.

    :param columns: field → letter, as somebody who knows better says; "" for "not in this list"
    """
    unread = [
        _("Trang “%(name)s” đang ẩn nên không đọc.", name=sheet.name)
        for sheet in book.sheets
        if sheet.hidden
    ]
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    for anyhow in (False, True) if columns else (False,):
        for at, sheet in enumerate(shown, 1):
            if header := find_header(sheet, anyhow=anyhow):
                unread += [_beside(other) for other in shown[at:] if find_header(other)]
                return _list(sheet, header, unread, columns or {})
    raise ListRefused(
        "no_header",
        _(
            "Không tìm thấy dòng tiêu đề của danh sách. Xin giữ nguyên các cột của mẫu: "
            "STT, Họ và tên, Đối tượng, Tên sáng kiến, Thời gian áp dụng, Tóm tắt nội dung."
        ),
    )


def _beside(sheet: Sheet) -> str:
    return _(
        "Trang “%(name)s” cũng có danh sách nhưng chưa đọc: mỗi tệp chỉ nhận một trang. "
        "Xin tách trang ấy thành tệp riêng rồi nhập tiếp.",
        name=sheet.name,
    )


def unit_named(text: str) -> str | None:
    """The unit that a line such as "CĐCS: Công ty A" names; "" when it is left blank."""
    if not (found := _UNIT.fullmatch(text)):
        return None
    return (found[1] or found[2] or "").strip(" .…_")


def _list(sheet: Sheet, header: Header, unread: list[str], columns: Mapping[str, str]) -> PaperList:
    understood = {**header.columns, **columns}
    letters = {f: understood[f] for f in FIELDS if understood.get(f)}
    benefit = header.headings.get(letters.get("benefit_claimed", ""), "")
    lines = Lines(sheet, header, letters, money_unit(benefit) or _sums_in(sheet, header.first))
    lines.read()
    absent = [
        _("Danh sách không có cột %(what)s.", what=field_name(f))
        for f in ("phone", "birth_date", "target_group", "applied_on", "summary")
        if f not in letters
    ]
    remarks = [*unread, *absent, *lines.remarks.said]
    whose = _unit(sheet, header.first)
    return PaperList(sheet.name, header.first, whose, letters, lines.rows, remarks, header.headings)


def _unit(sheet: Sheet, header_row: int) -> str | None:
    for texts in _above(sheet, header_row):
        for index, text in enumerate(texts):
            if (named := unit_named(text)) is not None:
                return named or next(iter(texts[index + 1 :]), "").strip(" .…_") or None
    return None


def _sums_in(sheet: Sheet, header_row: int) -> str:
    """ "triệu" of a line "Đơn vị tính: triệu đồng" over the table."""
    said = (text for texts in _above(sheet, header_row) for text in texts)
    return next((money_unit(text) for text in said if _SUMS_IN.search(fold(text[:200]))), "")


def _above(sheet: Sheet, header_row: int) -> Iterator[list[str]]:
    """The texts over the table, row by row; a letterhead's cell may hold several lines."""
    for row in sheet.rows:
        if row.number >= header_row:
            return
        yield [text for cell in row.cells.values() for text in _lines(cell) if text]


def _lines(cell: Cell) -> list[str]:
    parts = str(cell.value)[:2_000].split("\n")
    return [cell_words(Cell(cell.address, part)) for part in parts]
