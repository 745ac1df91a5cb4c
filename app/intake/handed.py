"""What somebody handed in: a file, or a table pasted from one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.intake.listed import PaperList
from app.intake.paper import ListFile
from app.intake.states import AT_ONCE

FILE, PASTED = "file", "pasted"
LARGE = 256 * 2**10
"""Bytes; what is larger is read by the worker while somebody watches a bar, not a blank page."""
_ZIP = b"PK"


@dataclass(frozen=True)
class Handed:
    """The bytes as they came. `form` is "file" or "pasted"; the latter are UTF-8 text."""

    filename: str
    data: bytes
    form: str = FILE

    @cached_property
    def sha256(self) -> str:
        """What the same file is known again by."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_large(self) -> bool:
        """Whether it takes long to read; what is no list at all is told at once."""
        return len(self.data) > LARGE and self.data.startswith(_ZIP)

    @property
    def is_for_the_worker(self) -> bool:
        """Whether nobody should wait until it is staged.

        :raises ListRefused: there is no list in it
        """
        return self.is_large or len(self.paper.rows) > AT_ONCE

    @cached_property
    def paper(self) -> PaperList:
        """The list in it, as it understands itself.

        :raises ListRefused: there is none; the message says why, for the person who sent it
        """
        return self.read()

    def read(self, columns: Mapping[str, str] | None = None) -> PaperList:
        """The list in it; `columns` (field → letter) tell how somebody corrected the columns."""
        if self.form == PASTED:
            return ListFile.pasted(self.data.decode(), self.filename, columns).paper
        return ListFile.read(self.data, self.filename, columns).paper
