"""Asking for help by a unit's link, without an account: one request, a receipt, the answers."""

import io
import re
import threading

import pytest
import sqlalchemy as sa

from app.db import db
from app.links import UnitLink
from app.support import Duty, Request, RequestFile
from app.support import outside_doors as doors
from app.support.states import Act
from app.tenancy import looking_in
from tests.links.visiting import link_at
from tests.support.conftest import DESK, GRASSROOTS, UPPER, on_duty, unit
from tests.uploads.files import picture

SAID = {
    "category": "obstacle/employer",
    "text": "Công ty không họp hội đồng sáng kiến.\nXin công đoàn giúp.",
    "full_name": "Trần Thị Hoa",
    "phone": "0901 234 567",
}
HIDDEN = re.compile(r'<input id="\w+" name="(\w+)" type="hidden" value="([^"]*)">')


@pytest.fixture
def code(rostered, as_unit) -> str:
    return link_at(as_unit)


def filled(client, code: str, **changes):
    page = client.get(f"/n/{code}/hoi")
    assert page.status_code == 200
    return {**dict(HIDDEN.findall(page.text)), **SAID, **changes}


def send(client, code: str, form):
    return client.post(f"/n/{code}/hoi", data=form)


def receipt_of(answer) -> str:
    assert answer.status_code == 303, answer.text[-1500:]
    return answer.location.partition("?")[0].rpartition("/")[2]


def requests(as_unit) -> list[Request]:
    with as_unit(GRASSROOTS) as session:
        found = session.scalars(sa.select(Request).order_by(Request.id)).all()
        session.expunge_all()
        return list(found)


def look(client, code: str, digits: str = "4567"):
    return client.post("/tra-cuu", data={"code": code, "digits": digits})


def answer(as_unit, words: str, act: Act = Act.REPLY) -> None:
    with as_unit(UPPER) as session:
        asked = session.scalars(sa.select(Request)).one()
        asked.answer(act, words, unit(UPPER), **DESK)


def test_a_question_lies_on_the_desk_above_and_has_a_receipt(client, code, as_unit, ids):
    page = client.get(f"/n/{code}")
    assert f"/n/{code}/hoi" in page.text
    made = send(client, code, filled(client, code))
    receipt = receipt_of(made)
    (asked,) = requests(as_unit)
    assert (asked.code, asked.way, asked.category, asked.obstacle) == (
        receipt,
        "link",
        "obstacle",
        "employer",
    )
    assert (asked.unit_id, asked.desk_unit_id) == (ids[GRASSROOTS], ids[UPPER])
    assert (asked.asker, asked.asker_id) == ("Trần Thị Hoa", None)
    with as_unit(GRASSROOTS) as session:
        assert session.scalars(sa.select(Request)).one().phone == "0901234567"
    assert asked.subject_line == "Công ty không họp hội đồng sáng kiến."
    shown = client.get(made.location)
    assert all(part in shown.text for part in receipt.split("-"))
    for answer in (made, shown):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
        for secret in ("Trần Thị Hoa", "0901", "hội đồng"):
            assert secret not in answer.text
            assert secret not in answer.headers.get("Location", "")


def test_the_units_own_team_comes_first(client, code, as_unit, ids):
    with as_unit(GRASSROOTS):
        on_duty(GRASSROOTS, full_name="Lê Văn Tư")
    send(client, code, filled(client, code))
    (asked,) = requests(as_unit)
    assert asked.desk_unit_id == ids[GRASSROOTS]


@pytest.mark.parametrize("changes", [{}, {"key": "another"}, {"phone": "+84 901.234.567"}])
def test_the_same_form_five_times_is_one_request(client, code, as_unit, changes):
    form = filled(client, code)
    first = receipt_of(send(client, code, form))
    for _time in range(4):
        again = send(client, code, {**form, **changes})
        assert receipt_of(again) == first
        assert "again=1" in again.location
    assert len(requests(as_unit)) == 1


def test_five_at_once_are_one_request(app, client, code, as_unit):
    form, receipts = filled(client, code), []
    start = threading.Barrier(5)

    def press() -> None:
        visitor = app.test_client()
        start.wait()
        answer = send(visitor, code, form)
        for _time in range(20):
            if answer.status_code == 303:
                break
            assert answer.status_code == 503
            answer = send(visitor, code, form)
        receipts.append(receipt_of(answer))

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(receipts)) == 1
    assert len(requests(as_unit)) == 1


def test_other_words_in_a_form_that_came_are_asked_about(client, code, as_unit):
    form = filled(client, code)
    receipt = receipt_of(send(client, code, form))
    again = send(client, code, {**form, "text": "Chuyện khác."})
    assert again.status_code == 409
    assert receipt in again.text
    fresh = dict(HIDDEN.findall(again.text))
    assert receipt_of(send(client, code, {**form, **fresh, "text": "Chuyện khác."})) != receipt
    assert len(requests(as_unit)) == 2


@pytest.mark.parametrize("wrong", ["category", "text", "full_name", "phone"])
def test_what_is_missing_is_said_and_nothing_is_lost(client, code, as_unit, wrong):
    answer = send(client, code, filled(client, code, **{wrong: ""}))
    assert answer.status_code == 422
    assert "Gửi lại" in answer.text
    for name in {"full_name", "phone"} - {wrong}:
        assert f'value="{SAID[name]}"' in answer.text
    assert requests(as_unit) == []


def test_a_photo_is_kept_over_a_refusal_and_lies_with_the_request(client, code, as_unit):
    form = filled(client, code, phone="12")
    refused = send(client, code, {**form, "photo": (io.BytesIO(picture()), "chan.jpg")})
    assert refused.status_code == 422
    assert "chan.jpg" in refused.text
    carried = dict(HIDDEN.findall(refused.text))
    receipt_of(send(client, code, {**form, **carried, "phone": SAID["phone"]}))
    with as_unit(GRASSROOTS) as session:
        assert session.scalars(sa.select(RequestFile.name)).all() == ["chan.jpg"]
    bad = send(client, code, {**filled(client, code), "photo": (io.BytesIO(b"MZ"), "x.exe")})
    assert bad.status_code == 422


def test_the_receipt_and_the_digits_show_the_answers(client, code, as_unit):
    receipt = receipt_of(send(client, code, filled(client, code)))
    assert "Chưa có trả lời" in look(client, receipt).text
    answer(as_unit, "Công đoàn cấp trên sẽ đến làm việc ngày 15/3.")
    seen = look(client, receipt.lower().replace("-", " "))
    assert seen.status_code == 200
    assert "sẽ đến làm việc ngày 15/3." in seen.text
    for secret in ("Trần Thị Hoa", "0901", "không họp hội đồng", "Trần Văn Bình"):
        assert secret not in seen.text
    wrong = [look(client, receipt, "0000"), look(client, "2222-2222-2222"), look(client, "x")]
    assert {one.status_code for one in wrong} == {422}
    assert len({one.text.split("data-errors")[1].split("</div>")[0] for one in wrong}) == 1


def test_whoever_guesses_waits(client, code):
    receipt = receipt_of(send(client, code, filled(client, code)))
    for _time in range(5):
        assert look(client, receipt, "0000").status_code == 422
    assert look(client, receipt).status_code == 429


def test_what_the_desk_asks_back_is_answered_by_the_receipt(client, code, as_unit):
    receipt = receipt_of(send(client, code, filled(client, code)))
    answer(as_unit, "Công ty tên gì?", Act.ASK_BACK)
    page = look(client, receipt)
    assert f'name="code" value="{receipt}"' in page.text
    form = {"code": receipt, "digits": "4567", "text": "May Hòa Bình."}
    empty = client.post("/tra-cuu/bo-sung", data={**form, "text": ""})
    assert empty.status_code == 422
    for _click in range(2):
        added = client.post("/tra-cuu/bo-sung", data=form)
        assert added.status_code == 303
    assert "Đã nhận phần bổ sung" in client.get(added.location).text
    wrong = {**form, "digits": "0000"}
    assert client.post("/tra-cuu/bo-sung", data=wrong).status_code == 422
    with as_unit(GRASSROOTS) as session:
        asked = session.scalars(sa.select(Request)).one()
        assert asked.state == "open"
        said = [message.text for message in asked.messages]
        assert said[1:] == ["Công ty tên gì?", "May Hòa Bình."]


def test_a_link_takes_no_more_than_its_members_would_ask(client, code, as_unit, monkeypatch):
    monkeypatch.setattr("app.support.outside_asking.allowance", lambda unit: 2)
    for number in range(2):
        receipt_of(send(client, code, filled(client, code, text=f"Câu {number}")))
    full = send(client, code, filled(client, code, text="Câu nữa"))
    assert full.status_code == 429
    assert full.headers["Retry-After"]


def test_a_stopped_link_takes_none_and_its_receipts_hold(client, code, as_unit):
    receipt = receipt_of(send(client, code, form := filled(client, code)))
    with as_unit(GRASSROOTS) as session:
        session.scalars(sa.select(UnitLink)).one().stop(by=None, at=DESK["at"])
    assert client.get(f"/n/{code}/hoi").status_code == 410
    assert send(client, code, {**form, "key": "z", "text": "Nữa"}).status_code == 410
    assert client.get(f"/n/{code}/hoi/{receipt}").status_code == 200
    assert look(client, receipt).status_code == 200


def test_a_forged_code_leads_nowhere(client, code):
    for address in (f"/n/{'2' * 20}/hoi", f"/n/{code}/hoi/2222-2222-2222"):
        assert client.get(address).status_code == 404


def test_the_door_of_answers_shows_no_other_request(app, client, code, as_unit, ids):
    first = receipt_of(send(client, code, filled(client, code)))
    receipt_of(send(client, code, filled(client, code, text="Chuyện khác.")))
    with app.app_context(), looking_in(db, ids[GRASSROOTS], doors.following(first)) as looking:
        assert [one.code for one in looking.scalars(sa.select(Request))] == [first]


def test_the_roster_is_read_and_not_shown(client, code, as_unit):
    with as_unit(UPPER) as session:
        here = sa.select(Duty).where(Duty.unit_id == unit(UPPER).id)
        number = session.scalars(here).one().phone
    for page in (client.get(f"/n/{code}/hoi"), client.get(f"/n/{code}")):
        assert number not in page.text
