"""What is taken in, and as what."""

import io
import random
import zipfile

import pytest
from PIL import Image

from app import uploads
from app.uploads import FileRefused, gate, take
from app.uploads.refusals import _words
from tests.uploads import files
from tests.uploads.files import docx, pdf, picture
from tests.uploads.hostile import CASES, UPLOAD


def opened(taken):
    return Image.open(io.BytesIO(taken.content))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), "jpeg"),
        (picture("PNG"), "png"),
        (pdf(), "pdf"),
        (docx(), "docx"),
    ],
)
def test_the_kind_goes_by_the_content_not_by_the_name(data, kind):
    taken = take("virus.exe", data)
    assert taken.kind == kind
    assert taken.name == f"virus.exe.{uploads.names.ENDINGS[kind]}"


@pytest.mark.parametrize("data", [pdf(), docx()])
def test_a_document_is_kept_as_it_was(data):
    assert take("a", data).content == data


def test_a_link_and_an_ordinary_field_may_stand_in_a_document():
    rels = files.links(("hyperlink", "https://congdoan.vn/x", "External"))
    inside = files.field(" PAGE ") + files.field(' HYPERLINK "https://congdoan.vn/hidden" ')
    taken = take("a.docx", docx({"word/_rels/document.xml.rels": rels}, inside))
    assert taken.kind == "docx"


def test_a_pdf_may_open_at_a_page_as_libreoffice_writes_it():
    assert take("a.pdf", pdf(b"<< /OpenAction [3 0 R /XYZ null null 0] >>")).kind == "pdf"
    assert take("a.pdf", pdf(files.packed(b"9 0 << /Type /Catalog >>"))).kind == "pdf"


def test_a_picture_loses_everything_but_its_pixels():
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "in the kitchen of Ms Hoa", 6
    data = picture(exif=exif, comment=b"secret", icc_profile=b"profile") + b"behind the end"
    taken = take("a.jpg", data)
    for word in (b"kitchen", b"secret", b"profile", b"behind", b"Exif"):
        assert word not in taken.content
    assert not opened(taken).getexif()


def test_a_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(take("a.jpg", picture(size=(60, 40), exif=exif))).size == (40, 60)


def test_a_big_picture_becomes_2400_points_at_most():
    assert opened(take("a.jpg", picture(size=(4_000, 3_000)))).size == (2_400, 1_800)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_points(mode):
    target = io.BytesIO()
    Image.new(mode, (30, 20)).save(target, "PNG")
    taken = take("a.png", target.getvalue())
    assert (taken.kind, opened(taken).size) == ("png", (30, 20))


def test_a_print_shop_picture_is_turned_into_screen_colours():
    target = io.BytesIO()
    Image.new("CMYK", (30, 20)).save(target, "JPEG")
    assert opened(take("a.jpg", target.getvalue())).mode == "RGB"


def test_a_photograph_sent_as_png_becomes_a_jpeg():
    target = io.BytesIO()
    noise = random.Random(1).randbytes(1_000 * 1_000 * 3)
    Image.frombytes("RGB", (1_000, 1_000), noise).save(target, "PNG", compress_level=1)
    taken = take("anh.png", target.getvalue())
    assert (taken.kind, taken.name) == ("jpeg", "anh.jpg")


def test_nothing_and_too_much_are_refused_before_a_child_is_started(app, monkeypatch):
    monkeypatch.setattr(gate, "_CHILD", "nowhere")
    for data, code in ((b"", "empty"), (b"x" * (8 * 2**20 + 1), "too_large")):
        with pytest.raises(FileRefused) as refused:
            take("a", data)
        assert refused.value.code == code


def test_a_child_that_dies_is_a_refusal(app, monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    monkeypatch.setattr(gate, "_CHILD", child)
    for code, said in (
        ("os.kill(os.getpid(), 9)", "too_large"),
        ("raise SystemExit(3)", "damaged"),
    ):
        child.write_text(f"import os; {code}")
        with pytest.raises(FileRefused) as refused:
            take("a", b"x")
        assert refused.value.code == said


def test_every_refusal_has_words_that_say_what_to_do(app):
    with app.test_request_context():
        for code, words in _words().items():
            assert FileRefused(code).message == words
            assert words.endswith(".")
        codes = {v for case in CASES.values() if case.child == UPLOAD for v in case.verdicts}
        assert codes - {"taken"} <= _words().keys()


def test_the_envelope_of_a_word_file_made_by_others_is_sane():
    """As Word itself packs: parts in a row, with lengths behind them when it streams."""
    target = io.BytesIO()

    class Stream(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            return target.write(data)

    with (
        zipfile.ZipFile(io.BytesIO(docx())) as old,
        zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert take("a.docx", target.getvalue()).kind == "docx"
