"""Hostile files by name: what each is, which gate it meets, and what the gate must say."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.sheets import reader
from app.uploads import gate, runner
from app.uploads.runner import Done
from tests.uploads import files
from tests.uploads.files import docx, field, pdf, picture

UPLOAD, SHEET = gate._CHILD, reader._CHILD
HARMLESS = "taken"


@dataclass(frozen=True)
class Hostile:
    """`make` builds the file; `verdicts` are the codes that are right, or `HARMLESS`."""

    child: Path
    make: Callable[[], bytes]
    verdicts: set[str]


def upload(make: Callable[[], bytes], *verdicts: str) -> Hostile:
    return Hostile(UPLOAD, make, set(verdicts))


def sheet(make: Callable[[], bytes], *verdicts: str) -> Hostile:
    return Hostile(SHEET, make, set(verdicts))


def judged(child: Path, data: bytes) -> tuple[str, Done]:
    """The verdict of a child, and what it used."""
    done = runner.run(child, data)
    if done.code:
        return "killed" if done.killed else f"exit {done.code}", done
    # An upload's verdict is the first line, a spreadsheet's the last.
    lines = done.output.splitlines()
    answer = json.loads(lines[0] if child == UPLOAD else lines[-1])
    return answer.get("refused", HARMLESS), done


def with_link(kind: str, target: str) -> bytes:
    return docx({"word/_rels/document.xml.rels": files.links((kind, target, "External"))})


def nested(levels: int = 6) -> bytes:
    data = bytes(2**20)
    for _level in range(levels):
        data = files.zipped({f"{n}.zip": data for n in range(10)})
    return data


def many_parts() -> bytes:
    target = io.BytesIO(docx())
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(30_000):
            archive.writestr(f"word/media/{number}.png", b"")
    return target.getvalue()


def escaped_script() -> bytes:
    return pdf(b"<< /S /J#61va#53cript /J#53 (app.alert\\(1\\)) >>")


def hidden_script() -> bytes:
    return pdf(files.packed(b"9 0 << /S /JavaScript /JS (app.alert(1)) >>"))


def hidden_files() -> bytes:
    return pdf(files.packed(b"9 0 << /Type /EmbeddedFile >>"))


def packed_bomb() -> bytes:
    return pdf(files.packed(b"9 0 " + bytes(200 * 2**20)))


def many_streams() -> bytes:
    return pdf(*[files.packed(b"9 0 " + bytes(15 * 2**20))] * 40)


LAUGHS = files.BILLION_LAUGHS
TEMPLATE = "http://evil.example/t.dotm"
CALL = b"/OpenAction << /S /JavaScript /JS (1) >>"

CASES = {
    # spreadsheets
    "sheet: one cell at XFD1048576": sheet(files.far_away, "too_many_rows"),
    "sheet: table of 4 billion strings": sheet(files.strings_claiming_four_billion, HARMLESS),
    "sheet: 3 million rows": sheet(files.three_million_rows, "too_large"),
    "sheet: 3 million numbered blank rows": sheet(files.blank_rows, "empty", "too_large", "killed"),
    "sheet: one cell of 400 MB": sheet(lambda: files.one_cell_of(400), "too_large"),
    "sheet: one cell of 90 MB": sheet(lambda: files.one_cell_of(90), "too_large"),
    "sheet: billion laughs": sheet(
        lambda: files.sheet(b'<row><c t="str"><v>&e9;</v></c></row>', before=LAUGHS), "unreadable"
    ),
    "sheet: external entity": sheet(
        lambda: files.sheet(b'<row><c t="str"><v>&e;</v></c></row>', before=files.EXTERNAL_ENTITY),
        "unreadable",
    ),
    "sheet: macros": sheet(
        lambda: files.remade(files.workbook(), {"xl/vbaProject.bin": b"x"}), "macros"
    ),
    "sheet: overlapping parts": sheet(lambda: files.doubled(files.workbook()), "unreadable"),
    "sheet: a picture by name": sheet(picture, "not_a_spreadsheet"),
    # zips and Word
    "zip in zip in zip": upload(nested, "unknown"),
    "docx: a zip inside": upload(
        lambda: docx({"word/media/a.png": files.zipped({"x": b"x"})}), "embedded"
    ),
    "docx: overlapping parts": upload(lambda: files.doubled(docx()), "damaged"),
    "docx: one place, two names": upload(lambda: files.overlapping(docx()), "damaged"),
    "docx: 30,000 parts": upload(many_parts, "too_large"),
    "docx: 90 MB of nothing": upload(
        lambda: docx({"word/media/a.png": bytes(90 * 2**20)}), "too_large"
    ),
    "docx: a path upwards": upload(lambda: docx({"../../x.xml": "<x/>"}), "damaged"),
    "docx: billion laughs": upload(
        lambda: docx({"word/document.xml": LAUGHS + files.body("&e9;")}), "damaged"
    ),
    "docx: external entity": upload(
        lambda: docx({"word/document.xml": files.EXTERNAL_ENTITY + files.body("&e;")}), "damaged"
    ),
    "docx: 100,000 levels": upload(
        lambda: docx(inside="<w:p>" * 100_000 + "</w:p>" * 100_000), "damaged"
    ),
    "docx: macros": upload(lambda: docx({"word/vbaProject.bin": b"x"}), "macros"),
    "docx: macros by type": upload(
        lambda: docx({"[Content_Types].xml": files.types(files.MACRO_MAIN)}), "macros"
    ),
    "docx: template from outside": upload(
        lambda: with_link("attachedTemplate", TEMPLATE), "external"
    ),
    "docx: picture from outside": upload(lambda: with_link("image", TEMPLATE), "external"),
    "docx: link into a share": upload(
        lambda: with_link("hyperlink", "file://evil/share"), "external"
    ),
    "docx: embedded object": upload(
        lambda: docx({"word/embeddings/oleObject1.bin": b"x"}), "embedded"
    ),
    "docx: ActiveX": upload(lambda: docx({"word/activeX/activeX1.bin": b"x"}), "embedded"),
    "docx: another document": upload(lambda: docx(inside='<w:altChunk w:id="r1"/>'), "embedded"),
    "docx: DDE": upload(lambda: docx(inside=field('DDEAUTO c:\\\\x "calc"')), "dde"),
    "docx: DDE in pieces": upload(lambda: docx(inside=field("D", "DE", "AUTO x y")), "dde"),
    "docx: DDE made by a field": upload(lambda: docx(inside=files.nested_field()), "dde"),
    "docx: picture by field": upload(
        lambda: docx(inside=field('INCLUDEPICTURE "http://evil.example/a.png" \\d')), "external"
    ),
    # pictures
    "picture: 144 megapixels": upload(files.huge_picture, "too_many_pixels"),
    "picture: 39 megapixels": upload(lambda: files.huge_picture(6_240), HARMLESS),
    "picture: cut off": upload(lambda: picture()[:300], "damaged"),
    "picture: claims 4 billion points": upload(
        lambda: b"\x89PNG\r\n\x1a\n" + files.chunk(b"IHDR", b"\xff" * 8 + b"\x01\0\0\0\0"),
        "damaged",
        "too_many_pixels",
    ),
    # PDF
    "pdf: script": upload(lambda: pdf(b"<< /S /JavaScript /JS (1) >>"), "pdf_script"),
    "pdf: script in hex letters": upload(escaped_script, "pdf_script"),
    "pdf: script in packed objects": upload(hidden_script, "pdf_script"),
    "pdf: script at opening": upload(lambda: pdf(b"<< %s >>" % CALL), "pdf_script"),
    "pdf: action of a page": upload(lambda: pdf(b"<< /AA << /O 5 0 R >> >>"), "pdf_script"),
    "pdf: starts a program": upload(lambda: pdf(b"<< /S /Launch /F (calc.exe) >>"), "pdf_script"),
    "pdf: a file inside": upload(lambda: pdf(b"<< /Type /EmbeddedFile >>"), "pdf_files"),
    "pdf: a file in packed objects": upload(hidden_files, "pdf_files"),
    "pdf: objects packed twice": upload(
        lambda: pdf(
            b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n789c\nendstream"
        ),
        "unchecked",
    ),
    "pdf: password": upload(lambda: pdf(trailer=b"/Encrypt 9 0 R"), "protected"),
    "pdf: 200 MB of objects": upload(packed_bomb, "too_large"),
    "pdf: 40 times 15 MB of objects": upload(many_streams, "too_large"),
    "pdf: without an end": upload(lambda: pdf()[:-20], "damaged"),
    # two kinds in one
    "GIF with a zip": upload(lambda: b"GIF89a" + docx(), "unknown"),
    "GIF with a PDF": upload(lambda: b"GIF89a" + pdf(), "unknown"),
    "PDF with a zip": upload(lambda: pdf() + docx(), "damaged", "two_kinds"),
    "PDF around a zip": upload(lambda: pdf(docx()), "two_kinds"),
    "PDF with a page of HTML": upload(
        lambda: pdf().replace(b"\n", b"\n%<script>x()</script>\n", 1), "two_kinds"
    ),
    "HTML": upload(lambda: b"<!doctype html><script>x()</script>", "unknown"),
    "HTML with a PDF": upload(lambda: b"<html>" + pdf(), "unknown"),
    "zip with something in front": upload(lambda: b"PK\x03\x04" + docx(), "damaged"),
    "zip with a PDF behind": upload(lambda: docx() + pdf(), "two_kinds"),
    "zip that calls itself a PDF": upload(
        lambda: files.zipped({"%PDF-1.7": pdf(), "[Content_Types].xml": files.types()}),
        "two_kinds",
    ),
    "JPEG with a zip behind": upload(lambda: picture() + docx(), HARMLESS),
    "JPEG with HTML in its words": upload(
        lambda: picture(comment=b"<script>x()</script>"), HARMLESS
    ),
    "SVG": upload(lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown"),
    "a program": upload(lambda: b"MZ" + bytes(200), "unknown"),
    "an old Word file": upload(lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99), "old_word"),
    "HEIC": upload(lambda: b"\0\0\0\x18ftypheic" + bytes(40), "heic"),
}
