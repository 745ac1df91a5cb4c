"""A very long table as .xlsx that grows in steps: whoever is killed goes on at the last one.

openpyxl makes all of the file but the rows (styles, page, the parts around the worksheet), so the
file looks as a `Streamed` one does; the rows are written here. openpyxl would write the worksheet
in clear to a temporary file, could not go on with it, and takes seven times as long.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from app.sheets import zipping
from app.sheets.long_table import BOXED, LOOKS, Table, Value, told
from app.sheets.streamed import Streamed

SHEET = "xl/worksheets/sheet1.xml"
LETTERS = [get_column_letter(column) for column in range(1, 101)]
IN_XML = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_SPLIT = re.compile(r"(?<=<sheetData>)|(?=</sheetData>)")
_STYLE = re.compile(r'<c r="A\d+" s="(\d+)"')


class TableFull(Exception):
    """The worksheet has become larger than a zip's part may be."""


class Growing(Table):
    """A table whose file comes piece by piece: `take` gives what was written since the last one.

    :param state: of an earlier one with the same title, widths and `merged`; goes on after it
    """

    def __init__(
        self,
        title: str,
        widths: Sequence[float],
        *,
        merged: Sequence[str] = (),
        state: Mapping[str, Any] | None = None,
    ) -> None:
        self._made = title, widths, merged
        before, rows, self._after = _SPLIT.split(self._frame()[SHEET].decode())
        looks = ((look, quoted) for look in LOOKS for quoted in (False, True))
        self._styles = dict(zip(looks, _STYLE.findall(rows), strict=True))
        self._pieces = [] if state else [before]
        self._crc, self._size, self._packed = 0, 0, 0
        if state:
            self.number, self.repeated = state["number"], state["repeated"]
            self._crc, self._size, self._packed = (state[n] for n in ("crc", "size", "packed"))

    @property
    def state(self) -> dict[str, Any]:
        """How far it is, after what was taken."""
        sums = {"crc": self._crc, "size": self._size, "packed": self._packed}
        return {"number": self.number, "repeated": self.repeated, **sums}

    def take(self) -> bytes:
        """The file's next bytes.

        :raises TableFull: there is no room for them
        """
        return self._begin() + self._next(zipping.pack_on)

    def finish(self) -> bytes:
        """The file's last bytes.

        :raises TableFull: there is no room for them
        """
        self._pieces.append(self._after)
        data = self._begin() + self._next(zipping.pack)
        sheet = self._sheet
        data += sheet.behind()
        at = len(sheet.local()) + sheet.packed + len(sheet.behind())
        parts, tail = [sheet], b""
        for name, content in self._frame().items():
            if name != SHEET:
                packed = zipping.pack(content)
                sums = (zlib.crc32(content), len(packed), len(content))
                parts.append(zipping.Part(name, at + len(tail), *sums))
                tail += parts[-1].local() + packed
        return data + tail + zipping.ended(parts, at + len(tail))

    @property
    def _sheet(self) -> zipping.Part:
        flags = zipping.UTF_8 | zipping.SAID_BEHIND
        return zipping.Part(SHEET, 0, self._crc, self._packed, self._size, flags)

    def _begin(self) -> bytes:
        return b"" if self._size else self._sheet.local()

    def _next(self, pack: Any) -> bytes:
        data = "".join(self._pieces).encode()
        self._pieces = []
        packed: bytes = pack(data)
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._packed += len(packed)
        if max(self._size, self._packed + 2**20) > zipping.LARGEST:
            raise TableFull()
        return packed

    def _append(self, values: Sequence[Value], look: str) -> None:
        cells = [self._cell(column, value, look) for column, value in enumerate(values)]
        self._pieces.append(f'<row r="{self.number}">{"".join(cells)}</row>')

    def _cell(self, column: int, value: Value, look: str) -> str:
        value, quoted = told(value)
        if value is None and look not in BOXED:
            return ""
        head = f'<c r="{LETTERS[column]}{self.number}" s="{self._styles[look, quoted]}"'
        if value is None:
            return f"{head}/>"
        if not isinstance(value, str):
            return f"{head}><v>{value}</v></c>"
        space = ' xml:space="preserve"' if value != value.strip() else ""
        for sign, written in IN_XML:  # four times as quick as one translation of such texts
            value = value.replace(sign, written)
        return f'{head} t="inlineStr"><is><t{space}>{value}</t></is></c>'

    def _frame(self) -> dict[str, bytes]:
        """The parts of a file of openpyxl's, with a cell of each look in its first column."""
        title, widths, merged = self._made
        book = Streamed(title, widths, merged=merged)
        book.repeated = self.repeated
        for look in LOOKS:
            for text in ("x", "=x"):
                book._append([text], look)
        with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
