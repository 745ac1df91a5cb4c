"""The look at a file's envelope before anything in it is parsed; in the child process."""

from app.uploads.inside import parts
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import OLE, OLE_ENCRYPTED, Archive

DAMAGED = {"damaged": "unreadable"}


def check(data: bytes) -> None:
    """Raise `Refused` unless `data` is a zip with a workbook, of sane size, without macros."""
    if data.startswith(OLE):
        raise Refused("protected" if OLE_ENCRYPTED in data else "old_format")
    if not data.startswith(b"PK\x03\x04"):
        raise Refused("not_a_spreadsheet")
    try:
        archive = Archive(data)
    except Refused as refusal:
        raise Refused(DAMAGED.get(refusal.code, refusal.code)) from None
    names = {name.lower() for name in archive.names}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    if "xl/workbook.xml" not in names:
        raise Refused("not_a_spreadsheet")
    for name in archive.names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            parts.begins_plainly(archive.read(name), code="unreadable")
