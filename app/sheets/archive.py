"""The look at a file's envelope before anything in it is parsed."""

import io
import zipfile

from app.sheets.refusals import SheetRefused

MAX_BYTES = 10 * 2**20
MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 200
RATIO_MATTERS_FROM = 10 * 2**20
"""Small parts of repeated XML pack well; only big ones are bombs. All sizes in bytes."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check(data: bytes) -> None:
    """Raise `SheetRefused` unless `data` is a zip with a workbook, of sane size, without macros."""
    if not data:
        raise SheetRefused("empty")
    if len(data) > MAX_BYTES:
        raise SheetRefused("too_large")
    if data.startswith(_OLE):
        raise SheetRefused("protected" if _ENCRYPTED in data else "old_format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        damaged = data.startswith(b"PK\x03\x04")
        raise SheetRefused("unreadable" if damaged else "not_a_spreadsheet") from None
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SheetRefused("macros")
    if "xl/workbook.xml" not in names:
        raise SheetRefused("not_a_spreadsheet")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    bomb = unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * packed
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bomb:
        raise SheetRefused("too_large")
