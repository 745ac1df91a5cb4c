"""Asking from a page, answering at the desk, calling, the roster: through the pages."""

import re

import pytest

from app.support import Request
from tests.support.conftest import GRASSROOTS, UPPER

ASKED = {
    "category": "list",
    "obstacle": "",
    "subject_line": "Danh sách bị từ chối",
    "text": "Dòng 12 báo sai ngày.",
}


@pytest.fixture
def at(ids):
    """`at("cs-a11", "desk")`: an address of the room."""
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


def test_every_page_has_the_button_that_carries_it_along(rostered, signed_in, ids, at):
    client = signed_in(f"viewer.{GRASSROOTS}")
    page = client.get(f"/u/{ids[GRASSROOTS]}/initiatives/")
    href = re.search(r'href="([^"]*support/new[^"]*)"', page.text)
    assert href is not None
    form = client.get(href[1].replace("&amp;", "&"))
    assert f'value="/u/{ids[GRASSROOTS]}/initiatives/"' in form.text


def test_from_question_to_solution(rostered, signed_in, as_unit, at):
    asker, officer = signed_in(f"leader.{GRASSROOTS}"), signed_in(f"officer.{UPPER}")
    made = asker.submit(at(GRASSROOTS), ASKED)
    assert made.status_code == 303
    number = made.location.rsplit("/", 1)[1]
    assert "Danh sách bị từ chối" in asker.get(at(GRASSROOTS)).text
    assert "Danh sách bị từ chối" in officer.get(at(UPPER, "desk?tab=unassigned")).text
    assert officer.get(at(UPPER, number)).status_code == 200
    told = {"text": "Quyết định số mấy?", "act": "ask-back"}
    assert officer.submit(at(UPPER, f"{number}/answers"), told).status_code == 303
    assert "Danh sách bị từ chối" in officer.get(at(UPPER, "desk?tab=waiting")).text
    assert asker.submit(at(GRASSROOTS, f"{number}/messages"), {"text": "Số 12"}).status_code == 303
    officer.submit(at(UPPER, f"{number}/notes"), {"note": "Đơn vị mới thành lập"})
    assert "Đơn vị mới thành lập" in officer.get(at(UPPER, number)).text
    assert "Đơn vị mới thành lập" not in asker.get(at(GRASSROOTS, number)).text
    done = {"text": "Đã sửa dòng 12.", "act": "solve"}
    assert officer.submit(at(UPPER, f"{number}/answers"), done).status_code == 303
    assert "Đã sửa dòng 12." in asker.get(at(GRASSROOTS, number)).text
    with as_unit(UPPER) as session:
        assert session.get_one(Request, int(number)).state == "solved"


def test_only_the_desk_it_lies_on_answers(asked, signed_in, at):
    told = {"text": "Có lời", "act": "reply"}
    for login, code, status in (
        (f"officer.{UPPER}", GRASSROOTS, 403),  # has no such right there
        ("officer.tinh-a", "tinh-a", 409),
    ):
        answer = signed_in(login).submit(at(code, f"{asked}/answers"), told)
        assert answer.status_code == status
    assert signed_in("officer.huyen-a2").get(at("huyen-a2", f"{asked}")).status_code == 404


def test_what_is_wrong_is_said(rostered, signed_in, at):
    client = signed_in(f"leader.{GRASSROOTS}")
    answer = client.submit(at(GRASSROOTS), {**ASKED, "text": "", "category": "obstacle"})
    assert answer.status_code == 422
    assert "Xin chọn loại vướng mắc." in answer.text


def test_a_call_is_logged_and_answered_in_one_go(rostered, signed_in, as_unit, at):
    officer = signed_in(f"officer.{UPPER}")
    assert officer.get(at(UPPER, "calls")).status_code == 200
    told = {
        "unit": "cs-a12",
        "asker": "Lê Thị Hoa",
        "phone": "0912 345 678",
        "way": "zalo",
        "category": "quota",
        "obstacle": "",
        "text": "Chỉ tiêu bao nhiêu?",
        "answered": "Mười sáng kiến.",
    }
    made = officer.submit(at(UPPER, "calls"), told)
    assert made.status_code == 303
    assert "0912345678" not in officer.get(at(UPPER, "desk")).text
    beside = officer.submit(at(UPPER, "calls"), {**told, "unit": "cs-a21"})
    assert beside.status_code == 422


def test_the_roster_tells_everybody_below_whom_to_call(signed_in, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(UPPER, "roster/new"))
    account = re.search(r'<option value="(\d+)"', page.text)
    assert account is not None
    told = {"account": account[1], "phone": "0912345678", "hours": "7h30-11h30", "stand_in": ""}
    assert officer.submit(at(UPPER, "roster"), told).status_code == 303
    assert officer.submit(at(UPPER, "roster"), {**told, "hours": "sáng"}).status_code == 422
    for login, code in ((f"viewer.{GRASSROOTS}", GRASSROOTS), (f"officer.{UPPER}", UPPER)):
        assert "0912345678" in signed_in(login).get(at(code, "directory")).text
    beside = signed_in("viewer.huyen-a2").get(at("huyen-a2", "directory"))
    assert "0912345678" not in beside.text


def test_the_desk_costs_few_statements(asked, signed_in, at, statements):
    client = signed_in(f"officer.{UPPER}")
    client.get(at(UPPER, "desk"))
    statements.clear()
    client.get(at(UPPER, "desk"))
    about = [sql for sql in statements if "request" in sql or "assignment" in sql]
    assert len(about) <= 4, about
