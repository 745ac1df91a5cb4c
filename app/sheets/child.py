"""The child process: a workbook on standard input, lines of JSON on standard output.

Its limits are set before it begins (`app/uploads/limited.py`). A row is a line
`[number, hidden, [[address, value, kind], …]]`; after a sheet's rows comes a line
`{"name", "hidden", "merged"}`. A last line `{"refused": code, "rows": n}` takes all of it back.
"""

import json
import sys

from app.sheets import archive as envelope
from app.sheets.cells import MAX_CELLS, Cells
from app.sheets.workbook import opened
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import Archive

MAX_ANSWER = 48 * 2**20
"""Characters: one long text may stand in many cells."""


def main() -> None:
    """Answer once; whatever goes wrong is an answer too."""
    data = sys.stdin.buffer.read()
    lines = Lines()
    try:
        envelope.check(data)
        read(data, lines)
    except Refused as refusal:
        code = envelope.DAMAGED.get(refusal.code, refusal.code)
        lines.say({"refused": code, "rows": refusal.count})
    except (MemoryError, RecursionError):
        lines.say({"refused": "too_large"})
    except Exception:
        lines.say({"refused": "unreadable"})
    lines.close()


class Lines:
    """The answer as it goes out."""

    def __init__(self) -> None:
        self._encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
        self.length = 0

    def say(self, what: object) -> None:
        line = self._encode(what) + "\n"
        self.length += len(line)
        if self.length > MAX_ANSWER and not (isinstance(what, dict) and "refused" in what):
            raise Refused("too_large")
        sys.stdout.buffer.write(line.encode("utf-8", "replace"))

    def close(self) -> None:
        sys.stdout.buffer.flush()


def read(data: bytes, lines: Lines) -> None:
    """The whole workbook, sheet by sheet."""
    archive = Archive(data)
    book = opened(archive)
    left = MAX_CELLS
    for sheet in book.sheets:
        cells = Cells(book, lines.say, left)
        cells.read(archive.read(sheet.part))
        left -= cells.count
        lines.say({"name": sheet.name, "hidden": sheet.hidden, "merged": cells.merged})
    if left == MAX_CELLS:
        raise Refused("empty")


if __name__ == "__main__":
    main()
