"""What a kept file looks like, drawn in the child; hostile files harm nobody here either."""

import io
import json

import pytest
from PIL import Image

from app.uploads import FileRefused, limited, preview, runner
from app.uploads.inside import preview as inside
from app.uploads.preview import _CHILD
from tests.uploads.files import docx, pdf, picture
from tests.uploads.hostile import CASES, UPLOAD


def size_of(shown):
    return Image.open(io.BytesIO(shown.content)).size


def pages(*boxes):
    """A PDF with a page of each size."""
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(len(boxes)))
    many = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(boxes))
    sheets = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] >>" % box for box in boxes]
    made = pdf(*sheets)
    old = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return made.replace(old, many)  # the table of places is wrong now; readers mend that


def test_a_picture_is_shown_smaller():
    shown = preview("jpeg", picture(size=(2_400, 1_200)))
    assert (shown.kind, shown.pages, size_of(shown)) == ("jpeg", 1, (1_200, 600))


def test_a_pdf_is_shown_page_by_page():
    data = pages(b"300 200", b"200 300", b"100 100", b"100 100")
    counted = preview("pdf", data, 0)
    assert (counted.pages, counted.content) == (inside.MOST_PAGES, b"")
    assert size_of(preview("pdf", data, 1)) == (600, 400)
    assert size_of(preview("pdf", data, 2)) == (400, 600)
    with pytest.raises(FileRefused):
        preview("pdf", data, 4)


@pytest.mark.parametrize("box", [b"1e9 1e9", b"0 0", b"14400 1"])
def test_pages_of_any_size_become_pictures_of_a_sane_one(box):
    try:
        width, height = size_of(preview("pdf", pages(box), 1))
    except FileRefused:
        return
    assert max(width, height) <= inside.SIDE + 1


def test_the_first_lines_of_a_word_file():
    lines = "".join(f"<w:p><w:r><w:t>Dòng {n} &lt;b&gt;</w:t></w:r></w:p>" for n in range(99))
    shown = preview("docx", docx(inside=lines))
    assert shown.kind == "text"
    assert shown.lines[0] == "Dòng 0 <b>"
    assert len(shown.lines) == inside.MOST_LINES


def test_of_a_word_file_its_text_alone_is_shown():
    hidden = "<w:p><w:r><w:instrText>DDE x</w:instrText><w:t>Thấy</w:t></w:r></w:p>"
    assert preview("docx", docx(inside=hidden)).lines == ["Thấy"]


HOSTILE = [name for name, case in CASES.items() if case.child == UPLOAD]


@pytest.mark.parametrize("kind", ["pdf", "docx", "jpeg"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_its_child_at_most(name, kind):
    """As if it had passed the gate."""
    asked = json.dumps({"kind": kind, "page": 1}).encode()
    done = runner.run(_CHILD, asked + b"\n" + CASES[name].make())
    assert done.killed or done.code == 0
    assert done.killed or done.peak * 1024 <= limited.MEMORY
