"""What a workbook's worksheets share: their names, the table of texts, which formats are dates.

In the child process. openpyxl would read each sheet twice as long, and cannot tell hidden rows
and merged cells without drowning in styled blank cells.
"""

import posixpath
import re
from dataclasses import dataclass, field

from app.sheets.plain_xml import stream
from app.uploads.inside.refused import Refused
from app.uploads.inside.zips import Archive

MAX_TEXTS = 100 * 2**20
"""Characters of the table of texts, all together."""

# Of the formats that need no description in the file (ECMA-376, 18.8.30).
BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(50, 59)}
BUILT_IN_TIMES = {45, 46, 47}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class Worksheet:
    """A worksheet's entry in the workbook; `part` is where it lies in the file."""

    name: str
    hidden: bool
    part: str


@dataclass
class Workbook:
    """The shared parts; `dates` are indexes of cell formats."""

    sheets: list[Worksheet] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dates: frozenset[str] = frozenset()
    since_1904: bool = False


def opened(archive: Archive) -> Workbook:
    """The shared parts of an archive that holds a workbook."""
    names = {name.lower(): name for name in archive.names}
    book = Workbook()
    parts = _links(archive, names)
    if "xl/sharedstrings.xml" in names:
        book.texts = _texts(archive.read(names["xl/sharedstrings.xml"]))
    if "xl/styles.xml" in names:
        book.dates = _dates(archive.read(names["xl/styles.xml"]))

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            book.since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            link = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            if part := parts.get(link):
                hidden = attributes.get("state", "visible") != "visible"
                book.sheets.append(Worksheet(attributes.get("name", ""), hidden, part))

    stream(archive.read(names["xl/workbook.xml"]), start, _nothing, _nothing)
    return book


def plain_text(text: str) -> str:
    """Text as people see it: "_x000D_" is how a file writes a sign that XML has no room for."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
        text = text.encode("utf-8", "ignore").decode("utf-8")
    return text


def is_date_format(code: str) -> bool:
    """Whether a number shown in this format is a day or a time."""
    return re.search("[dmhys]", _LITERAL.sub("", code.split(";")[0]), re.IGNORECASE) is not None


def _nothing(*_said: object) -> None:
    pass


def _links(archive: Archive, names: dict[str, str]) -> dict[str, str]:
    """Link → part, for the worksheets (a sheet may also be a chart)."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            if part := names.get(target.lstrip("/").lower()):
                found[attributes.get("Id", "")] = part

    if "xl/_rels/workbook.xml.rels" not in names:
        raise Refused("unreadable")
    stream(archive.read(names["xl/_rels/workbook.xml.rels"]), start, _nothing, _nothing)
    return found


def _texts(data: bytes) -> list[str]:
    texts: list[str] = []
    pieces: list[str] = []
    listening, reading_aid, held = False, 0, 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal listening, reading_aid
        if name == "si":
            pieces.clear()
        elif name == "rPh":  # how the text is pronounced
            reading_aid += 1
        listening = name == "t" and not reading_aid

    def end(name: str) -> None:
        nonlocal listening, reading_aid, held
        listening = False
        if name == "rPh":
            reading_aid -= 1
        elif name == "si":
            texts.append(plain_text("".join(pieces)))
            held += len(texts[-1])
            if held > MAX_TEXTS:
                raise Refused("too_large")

    def text(said: str) -> None:
        if listening:
            pieces.append(said)

    stream(data, start, end, text)
    return texts


def _dates(data: bytes) -> frozenset[str]:
    codes: dict[int, bool] = dict.fromkeys(BUILT_IN_DATES | BUILT_IN_TIMES, True)
    formats: list[bool] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_number(attributes, "numFmtId")] = is_date_format(
                attributes.get("formatCode", "")
            )
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            formats.append(codes.get(_number(attributes, "numFmtId"), False))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    stream(data, start, end, _nothing)
    return frozenset(str(index) for index, is_date in enumerate(formats) if is_date)


def _number(attributes: dict[str, str], name: str) -> int:
    said = attributes.get(name, "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
