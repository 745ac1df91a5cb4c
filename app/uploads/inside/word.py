"""A Word file (.docx) that only holds a text: nothing that runs, calls or carries a file."""

import re

from app.uploads.inside import parts
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import OLE, Archive

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XML = {"xml", "rels", "vml"}
PICTURES = {"png", "jpg", "jpeg", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "odttf"}
CARRIERS = (b"PK\x03\x04", b"PK\x05\x06", OLE, b"MZ", b"\x7fELF", b"%PDF", b"Rar!", b"7z\xbc\xaf")
MACROS = ("macroenabled", "vbaproject", "vbadata")
OBJECTS = {"OLEObject", "control", "altChunk", "subDoc", "ocx", "embed-object"}
OBJECT_LINKS = ("oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument")
ACTING = {"DDE", "DDEAUTO", "LINK", "DATABASE", "IMPORT", "INCLUDE", "INCLUDETEXT"}
ACTING |= {"MACROBUTTON"}
LOADING = {"INCLUDEPICTURE"}
SAFE_LINK = re.compile(r"(https?|mailto|tel):|#", re.IGNORECASE)


def check(data: bytes) -> None:
    """Raise `Refused` unless the file is a plain Word document."""
    archive = Archive(data)
    lowered = [name.lower() for name in archive.names]
    if any("vbaproject" in name or "vbadata" in name for name in lowered):
        raise Refused("macros")
    if "[Content_Types].xml" not in archive.names:
        raise Refused("unknown")
    _check_types(archive.read("[Content_Types].xml"))
    for name in archive.names:
        _check_part(name, archive.read(name))


def _check_types(data: bytes) -> None:
    types: list[str] = []

    def note(_name: str, attributes: dict[str, str]) -> None:
        types.append(attributes.get("ContentType", ""))

    parts.walk(data, note)
    lowered = [kind.lower() for kind in types]
    if any(word in kind for kind in lowered for word in MACROS):
        raise Refused("macros")
    if any("activex" in kind or "oleobject" in kind for kind in lowered):
        raise Refused("embedded")
    if MAIN not in types:
        raise Refused("unknown")


def _check_part(name: str, data: bytes) -> None:
    if name.endswith("/"):
        return
    ending = name.lower().rpartition(".")[2]
    if ending not in XML | PICTURES or data.startswith(CARRIERS):
        raise Refused("embedded")
    if ending == "rels":
        parts.walk(data, _check_link)
    elif ending in XML:
        fields = Fields()
        parts.walk(data, fields.start, fields.text)
        fields.close()


def _check_link(name: str, attributes: dict[str, str]) -> None:
    """Outside the file only hyperlinks lead."""
    if name != "Relationship":
        return
    kind = attributes.get("Type", "").lower().rpartition("/")[2]
    if kind in OBJECT_LINKS:
        raise Refused("embedded")
    if "vbaproject" in kind:
        raise Refused("macros")
    target = attributes.get("Target", "")
    outside = attributes.get("TargetMode", "").lower() == "external" or "://" in target
    if outside and not (kind == "hyperlink" and SAFE_LINK.match(target)):
        raise Refused("external")


class Fields:
    """The fields of one part (page numbers, contents, …), however they are cut into pieces."""

    def __init__(self) -> None:
        self._open: list[str | None] = []  # what was said of each field; None once it is judged
        self._listening = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._listening = name in ("instrText", "delInstrText")
        if name in OBJECTS:
            raise Refused("embedded")
        if name == "fldSimple":
            _judge(attributes.get("instr", ""))
        if name == "fldChar":
            self._turn(attributes.get("fldCharType", ""))

    def text(self, said: str) -> None:
        if self._listening and self._open and self._open[-1] is not None:
            self._open[-1] += said

    def close(self) -> None:
        """The part is over; a field without an end is judged too."""
        for said in self._open:
            if said is not None:
                _judge(said)

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            outer = self._open[-1] if self._open else None
            if outer is not None and not re.match(r"\s*\S+\s", outer):
                raise Refused("dde")  # a field whose very name another field makes up
            self._open.append("")
        elif self._open and kind == "separate":
            _judge(self._open[-1] or "")
            self._open[-1] = None
        elif self._open and kind == "end":
            _judge(self._open.pop() or "")


def _judge(said: str) -> None:
    word = (said.split() or [""])[0].upper()
    if word in ACTING or word.startswith("DDE"):
        raise Refused("dde")
    if word in LOADING and re.search(r"://|\\\\", said):
        raise Refused("external")
