"""A list's file, read before anything is asked of the database."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app import sheets, words
from app.intake.listed import ListRefused, PaperList
from app.intake.pasted import pasted_book
from app.intake.reading import read_list
from app.vietnamese import count_text, nfc, squeeze

MOST_ROWS = 20_000
"""More is no list of a unit but a database; the sheets' gate reads not much more either."""
_LONGEST_NAME = 120
_ZIP = b"PK\x03\x04"
_WORD = b"word/document.xml"
_OLD_WORD = "WordDocument".encode("utf-16-le")

Columns = Mapping[str, str] | None
"""Field → column letter, where somebody knows better than the header; "" for none."""


@dataclass(frozen=True)
class ListFile:
    """A file that holds a list. `sha256` is of its bytes: the same file is known again by it."""

    filename: str
    sha256: str
    paper: PaperList

    @classmethod
    def read(cls, data: bytes, filename: str, columns: Columns = None) -> "ListFile":
        """Find the list in a file, .xlsx or .docx by what it holds.

        :raises ListRefused: there is none; the message says why, for the person who sent it
        """
        return cls._of(book_of_file(data), data, filename, columns)

    @classmethod
    def pasted(cls, text: str, filename: str = "", columns: Columns = None) -> "ListFile":
        """Find the list in a table from the clipboard; `filename` is what it shall be called.

        :raises ListRefused: there is none
        """
        return cls._of(book_of_text(text), _bytes(text), filename, columns)

    @classmethod
    def _of(cls, book: sheets.Book, data: bytes, filename: str, columns: Columns) -> "ListFile":
        paper = read_list(book, columns)
        if not paper.rows:
            raise ListRefused(
                "no_rows", _("Danh sách chưa có dòng sáng kiến nào dưới dòng tiêu đề.")
            )
        if len(paper.rows) > MOST_ROWS:
            raise _too_many(len(paper.rows))
        return cls(tidy(filename), hashlib.sha256(data).hexdigest(), paper)


def book_of_file(data: bytes) -> sheets.Book:
    """What a list's file holds, through the gate of its kind; raises `ListRefused`."""
    try:
        return words.read(data) if is_word(data) else sheets.read(data)
    except sheets.SheetRefused as refused:
        raise _as_list(refused, data) from refused


def book_of_text(text: str) -> sheets.Book:
    """What a pasted table holds; raises `ListRefused`."""
    try:
        return pasted_book(text)
    except sheets.SheetRefused as refused:
        raise _as_list(refused, b"") from refused


def is_word(data: bytes) -> bool:
    """Whether a file is to go through the gate for .docx: names in a zip are never packed."""
    return data.startswith(_ZIP) and _WORD in data and b"xl/workbook.xml" not in data


def _as_list(refused: sheets.SheetRefused, data: bytes) -> ListRefused:
    if refused.code == "too_many_rows" and refused.count:
        return _too_many(refused.count)
    if refused.code == "old_format" and _OLD_WORD in data:
        return ListRefused(
            "old_format",
            _(
                "Đây là tệp Word đời cũ (.doc). Xin mở bằng Word, chọn “Lưu thành” (Save As) dạng "
                ".docx rồi gửi lại."
            ),
        )
    if refused.code == "not_a_spreadsheet":
        return ListRefused(
            refused.code,
            _(
                "Tệp này không phải bảng tính Excel (.xlsx) hay văn bản Word (.docx). "
                "Xin chọn đúng tệp danh sách."
            ),
        )
    return ListRefused(refused.code, refused.message)


def _too_many(count: int) -> ListRefused:
    return ListRefused(
        "too_many_rows",
        _(
            "Danh sách có %(count)s dòng, mỗi lần nhận tối đa %(most)s dòng. "
            "Xin chia thành nhiều tệp.",
            count=count_text(count),
            most=count_text(MOST_ROWS),
        ),
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def tidy(filename: str) -> str:
    """The name without folders, as one short line."""
    return squeeze(nfc(re.split(r"[/\\]", filename)[-1]))[-_LONGEST_NAME:]
