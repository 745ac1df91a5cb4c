"""Entering for somebody: the form filled in, both pointing to each other, once per pressing."""

import re
import threading

import pytest
import sqlalchemy as sa

from app.initiatives import Attachment, Author, Consent, Initiative, Person, erase
from app.support import Made, Request, RequestFile
from app.uploads import Taken
from tests.support.conftest import ASKER, GRASSROOTS, PROVINCE, UPPER, ask, unit
from tests.uploads.files import picture
from tests.world import NOW

PHONE = "0912000111"


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/{tail}"


@pytest.fixture
def wanted(rostered, as_unit) -> int:
    """A request to enter what Phạm Văn Sáu wrote; the id."""
    with as_unit(GRASSROOTS):
        said = {"category": "enter", "subject": "Nhờ nhập hộ anh Sáu", "author": "Phạm Văn Sáu"}
        text = "Làm cữ gá bằng nhựa, năng suất tăng 15%."
        return ask(**said, phone=PHONE, text=text).id


def filled(page) -> dict[str, str]:
    """The form of an initiative as an officer completes it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(once|read)" value="([^"]*)"', page.text))
    return {
        **hidden,
        "version": "",
        "full_name": "Phạm Văn Sáu",
        "phone": PHONE,
        "birth": "",
        "id_number": "",
        "co_authors": "",
        "target_group": "2",
        "title": "Cữ gá may túi",
        "summary": "Làm cữ gá bằng nhựa, năng suất tăng 15%.",
        "applied_on": "15/8/2022",
        "recognised_on": "",
        "recognition_kind": "",
        "recognition_number": "",
        "recognition_issuer": "",
        "benefit_claimed": "",
        "link": "",
        "agreed": "y",
        "act": "submit",
    }


def action(page) -> str:
    found = re.search(r'id="initiative-form"[^>]* action="([^"]+)"', page.text)
    assert found
    return found[1].replace("&amp;", "&")


def test_the_desk_enters_and_the_asker_has_the_receipt(wanted, signed_in, as_unit, at):
    officer = signed_in(f"officer.{UPPER}")
    desk = officer.get(at(UPPER, f"support/{wanted}"))
    address = at(GRASSROOTS, f"initiatives/new?request={wanted}")
    assert address in desk.text.replace("&amp;", "&")
    page = officer.get(address)
    assert f"Nhập hộ theo yêu cầu số {wanted}" in page.text
    for known in ('value="Phạm Văn Sáu"', f'value="{PHONE}"', "năng suất tăng 15%.</textarea>"):
        assert known in page.text, known
    answer = officer.submit(action(page), filled(page))
    assert answer.status_code == 303, answer.text
    with as_unit(GRASSROOTS) as session:
        found = session.scalars(sa.select(Initiative)).one()
        code, number = found.code, found.id
        assert (found.way, found.unit_id) == ("on-behalf", unit(GRASSROOTS).id)
        assert found.entered_by == "Nguyễn Thị Officer.Huyen-A1"
        assert session.scalars(sa.select(Author.full_name)).all() == ["Phạm Văn Sáu"]
        assert session.scalars(sa.select(Consent)).one().way == "paper"
        asked = session.get_one(Request, wanted)
        assert asked.first_after is not None
        told = f"Đã nhập hộ sáng kiến “Cữ gá may túi”. Mã tra cứu: {code}."
        assert asked.messages[-1].text == told
    seen = signed_in(f"leader.{GRASSROOTS}").get(at(GRASSROOTS, f"support/{wanted}"))
    assert seen.text.count(code) == 2, "in words and beside the initiative"
    shown = signed_in(f"leader.{GRASSROOTS}").get(at(GRASSROOTS, f"initiatives/{number}"))
    assert f"Nhập hộ theo yêu cầu số {wanted}" in shown.text
    assert at(GRASSROOTS, f"support/{wanted}") in shown.text
    assert at(UPPER, f"support/{wanted}") in officer.get(answer.location).text


def test_photos_of_the_request_come_along_if_they_are_left_ticked(wanted, signed_in, as_unit, at):
    with as_unit(GRASSROOTS) as session:
        asked = session.get_one(Request, wanted)
        for name, kind, content in (
            ("quyet-dinh.jpg", "jpeg", picture()),
            ("man-hinh.jpg", "jpeg", picture(size=(40, 30))),
            ("danh-sach.xlsx", "xlsx", b"PK"),
        ):
            RequestFile.attach(asked, Taken(name, kind, content), by=2, at=NOW)
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    offered = re.findall(r'name="along" value="(\d+)" form="initiative-form" checked', page.text)
    assert len(offered) == 2
    assert officer.submit(action(page), {**filled(page), "along": offered[:1]}).status_code == 303
    with as_unit(GRASSROOTS) as session:
        assert session.scalars(sa.select(Attachment.name)).all() == ["quyet-dinh.jpg"]


def test_who_is_erased_leaves_no_number_and_no_file(wanted, signed_in, as_unit, at):
    with as_unit(GRASSROOTS) as session:
        photo = Taken("anh-sau.jpg", "jpeg", picture())
        RequestFile.attach(session.get_one(Request, wanted), photo, by=2, at=NOW)
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    assert officer.submit(action(page), filled(page)).status_code == 303
    with as_unit(GRASSROOTS) as session:
        erase(session.scalars(sa.select(Person)).one(), by=None, at=NOW)
    with as_unit(GRASSROOTS) as session:
        asked = session.get_one(Request, wanted)
        assert (asked.phone, asked.phone_key) == (None, None)
        assert "Sáu" not in (asked.author_name or "")
        (file,) = session.scalars(sa.select(RequestFile)).all()
        assert file.removed_at is not None
        assert "sau" not in file.name


def test_pressed_twice_is_entered_once(wanted, app, signed_in, as_unit, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    form, said = filled(page), []
    start = threading.Barrier(3)

    def press() -> None:
        other = app.test_client()
        other._cookies.update(officer._cookies)
        other.csrf = officer.csrf
        start.wait()
        said.append(other.submit(action(page), form).status_code)

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) == {303}
    assert officer.submit(action(page), form).status_code == 303, "the answer was lost on the way"
    with as_unit(GRASSROOTS) as session:
        assert len(session.scalars(sa.select(Initiative)).unique().all()) == 1
        assert len(session.scalars(sa.select(Made)).all()) == 1
        assert len(session.get_one(Request, wanted).messages) == 2


def test_what_is_refused_leaves_nothing(wanted, signed_in, as_unit, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    assert officer.submit(action(page), {**filled(page), "title": ""}).status_code == 422
    with as_unit(GRASSROOTS) as session:
        assert session.scalar(sa.select(Initiative.id)) is None
        assert session.scalar(sa.select(Made.id)) is None
    assert officer.submit(action(page), filled(page)).status_code == 303


def test_gone_to_another_desk_while_the_form_lay_open(wanted, signed_in, as_unit, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    with as_unit(PROVINCE) as session:
        asked = session.get_one(Request, wanted)
        asked.hand_over(unit(PROVINCE), unit(UPPER), by=1, signed_by="x", at=NOW)
    answer = officer.submit(action(page), filled(page))
    assert answer.status_code == 409
    assert "Yêu cầu này đang do đơn vị khác xử lý." in answer.text
    assert 'value="Cữ gá may túi"' in answer.text
    with as_unit(GRASSROOTS) as session:
        assert session.scalar(sa.select(Initiative.id)) is None


@pytest.mark.parametrize("login", [f"leader.{GRASSROOTS}", "officer.tinh-a"])
def test_only_the_desk_it_lies_on_opens_the_form_for_it(wanted, signed_in, at, login):
    page = signed_in(login).get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    assert page.status_code == 200
    assert "Nhập hộ theo yêu cầu" not in page.text
    assert PHONE not in page.text


def test_solved_before_it_is_entered_it_still_says_so(wanted, signed_in, as_unit, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(GRASSROOTS, f"initiatives/new?request={wanted}"))
    with as_unit(GRASSROOTS) as session:
        session.get_one(Request, wanted).withdraw(unit(GRASSROOTS), **ASKER)
    assert officer.submit(action(page), filled(page)).status_code == 303
    with as_unit(GRASSROOTS) as session:
        asked = session.get_one(Request, wanted)
        assert asked.state == "withdrawn"
        assert asked.messages[-1].text.startswith("Đã nhập hộ")
