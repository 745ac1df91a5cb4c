"""A list that is sent with a request opens in intake at the asker's unit, once."""

import io
import re

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app.intake import Batch
from app.support import Made, RequestFile
from tests.intake.lists import paper, sample
from tests.intake.test_intake_pages import hand_in
from tests.support.conftest import GRASSROOTS, UPPER
from tests.uploads.files import remade

ASKED = {
    "category": "list",
    "obstacle": "",
    "author": "",
    "phone": "",
    "subject_line": "Nhờ nhận danh sách",
    "text": "Đơn vị không có máy.",
}


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/{tail}"


@pytest.fixture
def send(rostered, signed_in, at):
    """Ask with a file; the answer."""
    chair = signed_in(f"leader.{GRASSROOTS}")

    def sent(data: bytes, name: str = "Danh sách.xlsx"):
        return chair.submit(at(GRASSROOTS, "support/"), {**ASKED, "file": (io.BytesIO(data), name)})

    return sent


def opening(page) -> str:
    return re.search(r'action="([^"]+/files/\d+/list)"', page.text)[1]


def test_it_opens_once_and_both_point_to_each_other(send, signed_in, as_unit, at):
    number = send(paper("May Hòa Bình")).location.rsplit("/", 1)[1]
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(UPPER, f"support/{number}"))
    assert "Danh sách.xlsx" in page.text
    first = officer.submit(opening(page))
    assert first.status_code == 303
    assert first.location.startswith(at(GRASSROOTS, "intake/"))
    assert officer.submit(opening(page)).location == first.location
    with as_unit(GRASSROOTS) as session:
        assert len(session.scalars(sa.select(Batch)).unique().all()) == 1
        assert len(session.scalars(sa.select(Made)).all()) == 1
    assert at(UPPER, f"support/{number}") in officer.get(first.location).text
    assert first.location in officer.get(at(UPPER, f"support/{number}")).text
    assert officer.submit(f"{first.location}/taking").status_code == 303
    chair = signed_in(f"leader.{GRASSROOTS}")
    assert first.location in chair.get(at(GRASSROOTS, f"support/{number}")).text
    assert "/list" not in chair.get(at(GRASSROOTS, f"support/{number}")).text


def test_the_file_that_was_refused_before_is_the_same_list(send, signed_in, ids, at):
    data = paper("May Hòa Bình")
    chair = signed_in(f"leader.{GRASSROOTS}")
    batch = hand_in(chair, ids[GRASSROOTS], data).location
    number = send(data).location.rsplit("/", 1)[1]
    officer = signed_in(f"officer.{UPPER}")
    assert officer.submit(opening(officer.get(at(UPPER, f"support/{number}")))).location == batch


def test_what_is_no_list_is_said(send, signed_in, as_unit, at):
    book, data = Workbook(), io.BytesIO()
    book.worksheets[0].append(["Chỉ là", "một bảng"])
    book.save(data)
    number = send(data.getvalue()).location.rsplit("/", 1)[1]
    officer = signed_in(f"officer.{UPPER}")
    answer = officer.submit(opening(officer.get(at(UPPER, f"support/{number}"))))
    assert answer.location == at(UPPER, f"support/{number}")
    with as_unit(GRASSROOTS) as session:
        assert session.scalar(sa.select(Batch.id)) is None


def test_only_the_desk_it_lies_on_opens_it(send, signed_in, at):
    number = send(paper("May Hòa Bình")).location.rsplit("/", 1)[1]
    page = signed_in(f"officer.{UPPER}").get(at(UPPER, f"support/{number}"))
    file = opening(page).split("/files/")[1]
    for login, code, status in (
        ("officer.tinh-a", "tinh-a", 409),
        (f"leader.{GRASSROOTS}", GRASSROOTS, 409),
        (f"officer.{UPPER}", GRASSROOTS, 403),
        ("officer.huyen-a2", "huyen-a2", 404),
    ):
        answer = signed_in(login).submit(at(code, f"support/{number}/files/{file}"))
        assert answer.status_code == status, login


def test_a_spreadsheet_is_looked_at_before_it_is_kept(send, as_unit):
    good = paper("May Hòa Bình")
    with_macros = send(remade(good, {"xl/vbaProject.bin": b"x"}))
    assert with_macros.status_code == 422
    assert "macro" in with_macros.text
    assert send(good[: len(good) // 2]).status_code == 422
    assert send(b"MZ no file of ours", "x.xlsx").status_code == 422
    with as_unit(GRASSROOTS) as session:
        assert session.scalar(sa.select(RequestFile.id)) is None


def test_a_word_list_and_a_large_one_open_as_well(send, signed_in, as_unit, at):
    many = [(f"Trần Văn Năm; 09{n:08}; 1988", 2, f"Máy {n}", "8/2022", "Gọn.") for n in range(600)]
    officer = signed_in(f"officer.{UPPER}")
    for data in (sample("danh-sach-cdcs"), paper("May Hòa Bình", many)):
        number = send(data).location.rsplit("/", 1)[1]
        page = officer.get(at(UPPER, f"support/{number}"))
        assert officer.get(officer.submit(opening(page)).location).status_code == 200
