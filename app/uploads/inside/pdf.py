"""A PDF that only shows pages: no script, no action, no file inside, no password.

It is not parsed but searched: every name may be written with "#4a" for "J", every stream may
hold objects. What a reader could find by its table is found by reading everything.
"""

import io
import re
import zipfile
import zlib

from app.uploads.inside.refused import Refused

HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
END = re.compile(rb"startxref\s+[0-9]+\s+%%EOF\s*\Z")
HTML = re.compile(rb"<(!doctype|html|script|svg|body|iframe)", re.IGNORECASE)
LOOK_BEHIND = 2_048
FIRST_LOOK = 64 * 2**10
MAX_OBJECTS = 16 * 2**20
"""Bytes that one stream of objects may hold unpacked; all together hold no more than four."""


def _name(word: str) -> bytes:
    """A pattern for a name in plain letters or "#hex" signs."""
    letters = (rf"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in word)
    return ("/" + "".join(letters) + r"(?![A-Za-z0-9_#.\-])").encode()


def _any(*words: str) -> re.Pattern[bytes]:
    return re.compile(b"|".join(_name(word) for word in words))


SCRIPT = _any("JavaScript", "Launch", "SubmitForm", "ImportData", "XFA", "RichMedia", "GoToE")
FILES = _any("EmbeddedFile", "EmbeddedFiles")
REFERENCE = rb"\s*(?:[(<]|[0-9]+\s+[0-9]+\s+R)"
SHORT = re.compile(rb"(?:" + _name("JS") + rb"|" + _name("AA") + rb")" + REFERENCE)
OPENING = re.compile(_name("OpenAction") + rb"(?!\s*\[)")
"""An action at opening. A bare page (`[3 0 R /Fit]`) is none, and LibreOffice always writes one."""
PASSWORD = _any("Encrypt")
OBJECTS = _any("ObjStm")
PACKED = _any("Filter")
SCRAMBLED = _any("DecodeParms", "DP", "ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "Crypt")
STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n?|\n)")
PAIRS = re.compile(rb"\s*(?:[0-9]+\s+[0-9]+\s+){1,}")


def check(data: bytes) -> None:
    """Raise `Refused` unless the file is a PDF of pages."""
    if not HEADER.match(data) or not END.search(data[-1_024:]):
        raise Refused("damaged")
    if zipfile.is_zipfile(io.BytesIO(data)) or HTML.search(data[:1_024]):
        raise Refused("two_kinds")
    if PASSWORD.search(data):
        raise Refused("protected")
    _search(data)
    left = 4 * MAX_OBJECTS
    for begin in STREAM.finditer(data):
        left -= _look_inside(data, begin)
        if left < 0:
            raise Refused("too_large")


def _search(said: bytes, short: bool = True) -> None:
    if FILES.search(said):
        raise Refused("pdf_files")
    if SCRIPT.search(said) or OPENING.search(said) or (short and SHORT.search(said)):
        raise Refused("pdf_script")


def _look_inside(data: bytes, begin: re.Match[bytes]) -> int:
    """Search one stream; how many bytes of objects it held."""
    before = data[max(0, begin.start() - LOOK_BEHIND) : begin.start()]
    dictionary = before[before.rfind(b"obj") + 3 :] if b"obj" in before else before
    holds_objects = bool(OBJECTS.search(dictionary))
    first = _unpacked(data, begin.end(), FIRST_LOOK)
    if holds_objects and SCRAMBLED.search(dictionary):
        raise Refused("unchecked")
    if first is None:
        if holds_objects and PACKED.search(dictionary):
            raise Refused("unchecked")
        return 0
    _search(first, short=False)
    if not (holds_objects or PAIRS.match(first)):
        return 0
    whole = _unpacked(data, begin.end(), MAX_OBJECTS + 1) or b""
    if len(whole) > MAX_OBJECTS:
        raise Refused("too_large")
    _search(whole)
    return len(whole)


def _unpacked(data: bytes, at: int, most: int) -> bytes | None:
    """The first `most` bytes of what is packed at a place; None where nothing is."""
    machine = zlib.decompressobj()
    made = bytearray()
    view = memoryview(data)
    try:
        while at < len(data) and len(made) < most and not machine.eof:
            made += machine.decompress(view[at : at + 16_384], most - len(made))
            at += 16_384 - len(machine.unconsumed_tail)
    except zlib.error:
        pass
    return bytes(made) or None
