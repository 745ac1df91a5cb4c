"""Previews of an initiative's files, several files at once, links, and who entered it."""

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.db import db
from app.initiatives import Initiative
from app.initiatives.shared_links import BadLink, check_link, drive_of
from tests.initiatives.sending import CHAIR, files_of, send
from tests.uploads.files import docx, pdf, picture
from tests.written import paper


def images_of(page):
    return re.findall(r'<img src="([^"]+)"', page.text)


def send_all(client, address, *files, field="file"):
    """Several files in one form."""
    if client.csrf is None:
        client.get("/", follow_redirects=True)
    stored = [FileStorage(io.BytesIO(data), name) for name, data in files]
    boundary, body = encode_multipart({"csrf_token": client.csrf, field: stored})
    kind = f"multipart/form-data; boundary={boundary}"
    headers = {"Referer": "http://localhost/"}
    return client.post(
        address, data=body, content_type=kind, headers=headers, follow_redirects=True
    )


@pytest.mark.parametrize("field", ["file", "photo"])
def test_several_files_go_in_one_form(signed_in, made, at, field):
    chair = signed_in(CHAIR)
    files = [(f"{n}.jpg", picture(size=(10 + n, 9))) for n in range(3)]
    page = send_all(chair, at(made()), *files, field=field)
    assert len(files_of(page)) == 3
    assert 'type="file"' in page.text
    assert "multiple" in page.text
    assert 'capture="environment"' in page.text


def test_with_one_bad_file_none_is_kept_and_its_name_is_said(signed_in, made, at):
    chair, initiative = signed_in(CHAIR), made()
    page = send_all(chair, at(initiative), ("a.jpg", picture()), ("b.exe", b"MZ"))
    assert page.status_code == 422
    assert "b.exe: Chỉ nhận ảnh" in page.text
    assert files_of(page) == []
    many = [(f"{n}.jpg", picture(size=(10 + n, 9))) for n in range(6)]
    page = send_all(chair, at(initiative), *many)
    assert page.status_code == 409
    assert files_of(page) == []


@pytest.mark.parametrize(("data", "name"), [(picture(), "a.jpg"), (pdf(), "a.pdf")])
def test_a_picture_and_a_pdf_are_shown_as_pictures(signed_in, made, at, lines, data, name):
    chair, initiative = signed_in(CHAIR), made()
    (file,) = files_of(send(chair, at(initiative), data, name=name, follow_redirects=True))
    part = chair.get(file + "/preview", htmx=True)
    (address,) = images_of(part)
    assert images_of(chair.get(file + "/preview")) == [address]
    assert [act for act, _row, _fields in lines()] == ["attachment.add"]
    answer = chair.get(address)
    assert answer.mimetype in ("image/png", "image/jpeg")
    assert answer.headers.getlist("Content-Security-Policy") == ["sandbox; default-src 'none'"]
    assert [act for act, _row, _fields in lines()] == ["attachment.add", "attachment.look"]
    assert chair.get(address[:-1] + "9").status_code == 404 or name == "a.jpg"


def test_a_word_file_shows_its_first_lines(signed_in, made, at, lines):
    chair, initiative = signed_in(CHAIR), made()
    text = "<w:p><w:r><w:t>Thuyết minh &lt;script&gt;</w:t></w:r></w:p>"
    data = docx(inside=text)
    (file,) = files_of(send(chair, at(initiative), data, name="a.docx", follow_redirects=True))
    page = chair.get(file + "/preview").text
    assert "Thuyết minh &lt;script&gt;" in page
    assert chair.get(file + "/pages/1").status_code == 404
    assert [act for act, _row, _fields in lines()] == ["attachment.add", "attachment.look"]


def test_a_preview_is_under_the_rights_of_its_file(sent, signed_in, ids):
    _chair, _initiative, file = sent
    tail = file.partition("/initiatives/")[2]
    for more in ("/preview", "/pages/1"):
        viewer = signed_in("viewer.cs-a11")
        assert viewer.get(file + more).status_code == 200
        sibling = signed_in("leader.cs-a12")
        assert sibling.get(file + more).status_code == 404
        other = f"/u/{ids['cs-a12']}/initiatives/{tail}{more}"
        assert sibling.get(other).status_code == 404


# --- the link ---


@pytest.mark.parametrize(
    ("link", "drive"),
    [
        ("https://drive.google.com/drive/folders/1AbC?usp=sharing", "Google Drive"),
        ("https://ldld-my.sharepoint.com/:f:/g/personal/x", "OneDrive"),
        ("https://1drv.ms/f/s!Abc", "OneDrive"),
        ("https://www.dropbox.com/sh/abc", "Dropbox"),
        ("https://hồsơ.vn/tài-liệu", None),
        ("https://congdoan.vn:443/a", None),
    ],
)
def test_a_good_link(app, link, drive):
    with app.test_request_context():
        check_link(link)
    assert drive_of(link) == drive


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("http://drive.google.com/a", "phải bắt đầu bằng https://"),
        ("drive.google.com/a", "phải bắt đầu bằng https://"),
        ("javascript:alert(1)", "phải bắt đầu bằng https://"),
        ("https://ten:mk@drive.google.com/a", "tên đăng nhập"),
        ("https://drive.google.com\\@evil.vn/a", "tên đăng nhập"),
        ("https://may-chu/a", "trên Internet"),
        ("https://localhost/a", "trên Internet"),
        ("https://192.168.1.5/a", "trên Internet"),
        ("https://[::1]/a", "trên Internet"),
        ("https://2130706433/a", "trên Internet"),
        ("https://kho.local/a", "trên Internet"),
        ("https://a.vn:8443/a", "số cổng"),
        ("https://a.vn/a b", "khoảng trắng"),
        ("https://drive.google.com/", "chưa chỉ đến tệp"),
        ("https://a.vn:x/", "không đúng"),
    ],
)
def test_a_bad_link_is_refused_in_words(app, link, said):
    with app.test_request_context(), pytest.raises(BadLink) as bad:
        check_link(link)
    assert said in str(bad.value)


def test_the_form_says_what_is_wrong_with_a_link(signed_in, ids):
    chair = signed_in(CHAIR)
    chair.get(f"/u/{ids['cs-a11']}/initiatives/new")
    answer = chair.submit(f"/u/{ids['cs-a11']}/initiatives/", paper(link="http://a.vn/b"))
    assert answer.status_code == 422
    assert "Liên kết phải bắt đầu bằng https://" in answer.text
    answer = chair.submit(f"/u/{ids['cs-a11']}/initiatives/", paper(link="https://a.vn/b"))
    page = chair.get(answer.location).text
    assert 'href="https://a.vn/b" rel="noopener noreferrer"' in page


# --- on behalf ---


def test_whoever_enters_it_for_somebody_is_named(signed_in, ids, as_unit):
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['cs-a11']}/initiatives/"
    officer.get(address + "new")
    location = officer.submit(address, paper()).location
    page = officer.get(location).text
    assert "Đồng chí Nguyễn Thị Officer.Huyen-A1 nhập hộ ngày 06/03/2023" in page
    assert "công đoàn nhập hộ" in page, "consent is noted with how it was given"
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, int(location.rpartition("/")[2]))
        assert it.authors[0].full_name == "Trần Thị Hoa", "the author stays the member"
        it.source_file, it.source_row = "Danh sách quý I.xlsx", 12
        db.session.flush()
    assert "Theo danh sách Danh sách quý I.xlsx, dòng 12" in officer.get(location).text


def test_at_its_own_unit_who_enters_it_for_a_member_is_named(signed_in, ids):
    chair = signed_in(CHAIR)
    address = f"/u/{ids['cs-a11']}/initiatives/"
    chair.get(address + "new")
    page = chair.get(chair.submit(address, paper()).location).text
    assert "Đồng chí Nguyễn Thị Leader.Cs-A11, ngày 06/03/2023" in page
    assert "Người nhập hộ" not in page


def test_who_enters_ones_own_is_not(signed_in, ids):
    chair = signed_in(CHAIR)
    address = f"/u/{ids['cs-a11']}/initiatives/"
    chair.get(address + "new")
    own = paper() | {"full_name": "nguyễn thị leader.cs-a11"}
    assert "Người nhập" not in chair.get(chair.submit(address, own).location).text
