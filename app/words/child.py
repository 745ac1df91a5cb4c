"""The child process: a .docx on standard input, lines of JSON as `app/sheets/child.py` writes."""

import sys

from app.sheets.child import Lines
from app.uploads.inside import word
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import Archive
from app.words.body import Body
from app.words.counting import Counting


def main() -> None:
    """Answer once; whatever goes wrong is an answer too."""
    data = sys.stdin.buffer.read()
    lines = Lines()
    try:
        word.check(data)
        read(data, lines)
    except Refused as refusal:
        lines.say({"refused": refusal.code, "rows": refusal.count})
    except (MemoryError, RecursionError):
        lines.say({"refused": "too_large"})
    except Exception:
        lines.say({"refused": "damaged"})
    lines.close()


def read(data: bytes, lines: Lines) -> None:
    """The document as one sheet."""
    archive = Archive(data)
    if "word/document.xml" not in archive.names:
        raise Refused("unknown")
    body = Body()
    body.read(archive.read("word/document.xml"))
    counting = Counting(body.blocks)
    rows = list(counting.rows())
    if not rows:
        raise Refused("empty")
    for row in rows:
        lines.say(row)
    lines.say({"name": "Word", "hidden": False, "merged": counting.merged})


if __name__ == "__main__":
    main()
