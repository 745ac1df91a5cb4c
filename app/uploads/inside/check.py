"""The child process for uploads: a file on standard input, its verdict on standard output.

One line of JSON, `{"kind": …}` or `{"refused": code}`, then the file as it is to be kept.
"""

import json
import sys

from app.uploads.inside import image, pdf, word
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import OLE, OLE_ENCRYPTED

HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
HEAD = 1_024


def main() -> None:
    """Answer once; whatever goes wrong is an answer too."""
    data, kept = sys.stdin.buffer.read(), b""
    try:
        kind, kept = judge(data)
        answer = {"kind": kind}
    except Refused as refusal:
        answer = {"refused": refusal.code}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_large"}
    except Exception:
        answer = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + kept)


def judge(data: bytes) -> tuple[str, bytes]:
    """What a file is by its content, and what of it is kept."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return image.remake(data)
    if data.startswith(b"%PDF-"):
        pdf.check(data)
        return "pdf", data
    if data.startswith(b"PK\x03\x04"):
        if b"%PDF-" in data[:HEAD]:
            raise Refused("two_kinds")
        word.check(data)
        return "docx", data
    if data.startswith(OLE):
        raise Refused("protected" if OLE_ENCRYPTED in data else "old_word")
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise Refused("heic")
    raise Refused("unknown")


if __name__ == "__main__":
    main()
