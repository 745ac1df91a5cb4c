"""A list's file, read before anything is asked of the database."""

import hashlib
import re
from dataclasses import dataclass

from flask_babel import gettext as _

from app import sheets
from app.intake.reading import ListRefused, PaperList, read_list
from app.vietnamese import count_text, nfc, squeeze

MOST_ROWS = 20000
"""Initiatives are counted one by one in one transaction; more would keep others waiting."""
_LONGEST_NAME = 120


@dataclass(frozen=True)
class ListFile:
    """A file that holds a list. `sha256` is of its bytes: the same file is known again by it."""

    filename: str
    sha256: str
    paper: PaperList

    @classmethod
    def read(cls, data: bytes, filename: str, columns=None) -> "ListFile":
        """Find the list in a file.

        :raises ListRefused: there is none; the message says why, for the person who sent it
        """
        try:
            paper = read_list(sheets.read(data))
        except sheets.SheetRefused as refused:
            raise ListRefused(refused.code, refused.message) from refused
        if not paper.rows:
            raise ListRefused(
                "no_rows", _("Danh sách chưa có dòng sáng kiến nào dưới dòng tiêu đề.")
            )
        if len(paper.rows) > MOST_ROWS:
            count, most = count_text(len(paper.rows)), count_text(MOST_ROWS)
            raise ListRefused(
                "too_many_rows",
                _(
                    "Danh sách có %(count)s dòng, mỗi lần nhận tối đa %(most)s dòng. "
                    "Xin chia thành nhiều tệp.",
                    count=count,
                    most=most,
                ),
            )
        return cls(tidy(filename), hashlib.sha256(data).hexdigest(), paper)


def tidy(filename: str) -> str:
    """The name without folders, as one short line."""
    return squeeze(nfc(re.split(r"[/\\]", filename)[-1]))[-_LONGEST_NAME:]
