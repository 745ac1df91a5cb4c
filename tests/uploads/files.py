"""Files for tests of the gate, good and hostile; each made here, most of them tiny on disk."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"


def zipped(parts: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def remade(data: bytes, change: dict[str, bytes]) -> bytes:
    """The same zip with some parts put in another's place or beside it."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return zipped({name: old.read(name) for name in old.namelist()} | change)


# --- Word ---


def types(main: str = MAIN, more: str = "") -> str:
    part = f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
    return f'<Types xmlns="{CONTENT}">{part}{more}</Types>'


def links(*rows: tuple[str, str, str]) -> str:
    """(kind, target, mode) each."""
    body = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="{LINKS}">{body}</Relationships>'


def body(inside: str = "<w:p><w:r><w:t>Sáng kiến</w:t></w:r></w:p>") -> str:
    return f'<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'


def docx(more: dict[str, bytes | str] | None = None, inside: str | None = None) -> bytes:
    """A Word file; `more` parts beside or instead of the usual ones."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": types(),
        "_rels/.rels": links(("officeDocument", "word/document.xml", "")),
        "word/document.xml": body(inside) if inside else body(),
    }
    return zipped(parts | (more or {}))


def field(*pieces: str) -> str:
    """A field whose instruction is cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"<w:p>{turn.format('begin')}{runs}{turn.format('separate')}{turn.format('end')}</w:p>"


def nested_field() -> str:
    """A field whose name is made up by another field."""
    turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    inner = field("QUOTE 68 68 69")
    inner = inner.removeprefix("<w:p>").removesuffix("</w:p>")
    return f"<w:p>{turn.format('begin')}{inner}{turn.format('end')}</w:p>"


BILLION_LAUGHS = (
    '<!DOCTYPE b [<!ENTITY e0 "ha">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
EXTERNAL_ENTITY = '<!DOCTYPE b [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def overlapping(data: bytes) -> bytes:
    """A zip whose table names the first part twice, the second time under a longer name."""
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    name_length = struct.unpack("<H", data[start + 28 : start + 30])[0]
    more = bytearray(data[start : start + 46 + name_length])
    more[46] = ord("z")
    table = data[start:end] + bytes(more)
    count = struct.unpack("<H", data[end + 10 : end + 12])[0] + 1
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(table), start, 0)
    return data[:start] + table + tail


def doubled(data: bytes) -> bytes:
    """A zip in which the table's two parts lie at one place (Fifield's overlapping zip bomb)."""
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    table = bytearray(data[start:end])
    second = table.find(b"PK\x01\x02", 4)
    table[second + 42 : second + 46] = table[42:46]
    return data[:start] + bytes(table) + data[end:]


# --- spreadsheets ---


def workbook() -> bytes:
    book = Workbook()
    book.active["A1"] = "x"  # type: ignore[index]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def far_away() -> bytes:
    book = Workbook()
    book.active["XFD1048576"] = "x"  # type: ignore[index]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet(rows: bytes, more: dict[str, bytes] | None = None, before: str = "") -> bytes:
    start = f'{before}<worksheet xmlns="{SHEET}"><sheetData>'.encode()
    part = start + rows + b"</sheetData></worksheet>"
    return remade(workbook(), {"xl/worksheets/sheet1.xml": part, **(more or {})})


def three_million_rows() -> bytes:
    """Rows of one cell each, 75 MB unpacked."""
    return sheet(b"<row><c><v>1</v></c></row>" * 3_000_000)


def blank_rows() -> bytes:
    """Rows without cells whose numbers pack badly: no bomb by its ratio, 57 MB unpacked."""
    return sheet(b"".join(b'<row r="%d"/>' % number for number in range(1, 3_000_001)))


def strings_claiming_four_billion() -> bytes:
    claim = f'<sst xmlns="{SHEET}" count="4294967295" uniqueCount="4294967295"><si/></sst>'
    return remade(workbook(), {"xl/sharedStrings.xml": claim.encode()})


def streamed(name: str, start: bytes, filler: bytes, times: int, end: bytes) -> bytes:
    """A workbook with a part too big to hold here."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w") as out:
            out.write(start)
            for _ in range(times):
                out.write(filler)
            out.write(end)
    return target.getvalue()


def one_cell_of(megabytes: int) -> bytes:
    start = f'<worksheet xmlns="{SHEET}"><sheetData><row><c t="str"><v>'.encode()
    end = b"</v></c></row></sheetData></worksheet>"
    return streamed("xl/worksheets/sheet1.xml", start, b"x" * 2**20, megabytes, end)


# --- pictures ---


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#c33").save(target, form, **options)
    return target.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def huge_picture(side: int = 12_000) -> bytes:
    """A PNG of side x side points of one bit each; 144 megapixels weigh 17 KB."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


# --- PDF ---


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one page and further objects."""
    whole = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>",
        *objects,
    ]
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(whole, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(whole) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    return made + head + table + end % (count, trailer, len(made))


def packed(content: bytes, dictionary: bytes = b"/Type /ObjStm /N 1 /First 4") -> bytes:
    """An object stream, packed."""
    made = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        dictionary,
        len(made),
        made,
    )
