"""The child process that looks into a kept file for a page of ours: pixels or plain lines.

One line of JSON comes in (`{"kind": …, "page": n}`) and then the file; one line of JSON goes out
(`{"kind": "png"|"jpeg"|"text", "pages": n}` or `{"refused": code}`) and then what is shown.
"""

import io
import json
import math
import sys

from app.uploads.inside import image, parts
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import Archive

MOST_PAGES = 3
SIDE = 1_200
"""The longer side of a shown page, in points of the screen."""

MOST_LINES, MOST_SIGNS = 60, 4_000


def main() -> None:
    """Answer once; whatever goes wrong is an answer too."""
    asked, _line, data = sys.stdin.buffer.read().partition(b"\n")
    shown = b""
    try:
        wanted = json.loads(asked)
        answer, shown = SHOW[wanted["kind"]](data, wanted["page"])
    except Refused as refusal:
        answer = {"refused": refusal.code}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_large"}
    except Exception:
        answer = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + shown)


def picture(data: bytes, page: int) -> tuple[dict, bytes]:
    """The picture, smaller."""
    image.MAX_SIDE = SIDE
    kind, content = image.remake(data)
    return {"kind": kind, "pages": 1}, content


def pdf(data: bytes, page: int) -> tuple[dict, bytes]:
    """A page of a PDF as a picture, drawn with nothing but pixels; 0 counts the pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = min(len(document), MOST_PAGES)
    if not page:
        return {"kind": "png", "pages": pages}, b""
    if page > pages:
        raise Refused("damaged")
    sheet = document[page - 1]
    longer = max(sheet.get_size())
    if not (math.isfinite(longer) and longer > 0):
        raise Refused("damaged")
    drawn = sheet.render(scale=min(SIDE / longer, 2), may_draw_forms=False).to_pil()
    target = io.BytesIO()
    drawn.convert("RGB").save(target, "PNG")
    return {"kind": "png", "pages": pages}, target.getvalue()


def word(data: bytes, page: int) -> tuple[dict, bytes]:
    """The first lines of a Word file's text."""
    lines: list[str] = [""]
    inside = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name == "t"
        if name in ("p", "br", "tr"):
            lines.append("")
        elif name == "tab":
            lines[-1] += " "

    def text(said: str) -> None:
        if inside and len(lines) < 10 * MOST_LINES and len(lines[-1]) < MOST_SIGNS:
            lines[-1] += said

    parts.walk(Archive(data).read("word/document.xml"), start, text)
    kept = [line.strip() for line in lines if line.strip()][:MOST_LINES]
    return {"kind": "text", "pages": 1}, "\n".join(kept)[:MOST_SIGNS].encode()


SHOW = {"jpeg": picture, "png": picture, "pdf": pdf, "docx": word}

if __name__ == "__main__":
    main()
