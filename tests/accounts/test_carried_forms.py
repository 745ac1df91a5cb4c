"""A session that ends in the middle of a form loses nothing."""

import io
import re
from html import unescape

import pytest

from tests.accounts.steps import AREA, CARRIED, code, enrol, password

CHAIR = "leader.huyen-a1"
TYPED = {"full_name": "Lê Thị Mới", "office": 'Dòng một\r\nDòng "hai" <b>', "role": "leader"}


@pytest.fixture
def half_typed(client, ids, wall):
    """`half_typed(**more)`: a form of a chair comes 40 idle minutes too late."""

    def send(login: str = CHAIR, htmx: bool = False, **more):  # type: ignore[no-untyped-def]
        client.sign_in(login)
        address = f"/u/{ids['huyen-a1']}/accounts/invitations"
        client.get(f"{address}/new")
        wall.wait(minutes=40)
        return client.submit(address, {**TYPED, **more}, htmx=htmx)

    return send


def again(client, page: str, login: str = CHAIR):  # type: ignore[no-untyped-def]
    form = {"login": login, "password": "mat-khau-thu", "carried": CARRIED.search(page)[1]}  # type: ignore[index]
    return client.submit("/accounts/sign-in", form)


def test_without_a_script_the_form_travels_through_the_sign_in_and_is_sent_again(
    client, half_typed, ids
):
    page = half_typed()
    assert page.status_code == 401 and "vẫn được giữ" in page.text
    offered = again(client, page.text)
    assert offered.status_code == 200 and "Gửi lại" in offered.text
    fields = {name: unescape(value) for name, value in AREA.findall(offered.text)}
    assert {name: value.replace("\r\n", "\n") for name, value in fields.items()} == {
        name: value.replace("\r\n", "\n") for name, value in TYPED.items()
    }
    address = re.search(r'action="(/u/\d+/accounts/invitations)"', offered.text)[1]
    assert client.submit(address, fields).status_code == 200


def test_a_wrong_password_on_the_way_loses_nothing(client, half_typed):
    page = half_typed()
    wrong = {"login": CHAIR, "password": "sai", "carried": CARRIED.search(page.text)[1]}
    second = client.submit("/accounts/sign-in", wrong)
    assert second.status_code == 422
    assert "Lê Thị Mới" in again(client, second.text).text


def test_the_form_waits_behind_the_second_factor_too(client, ids, wall):
    client.sign_in(CHAIR)
    secret, _paper = enrol(client)
    client.get(f"/u/{ids['huyen-a1']}/accounts/invitations/new")
    wall.wait(minutes=40)
    page = client.submit(f"/u/{ids['huyen-a1']}/accounts/invitations", TYPED)
    asked = again(client, page.text)
    assert "Mã xác thực" in asked.text
    form = {"code": code(secret), "carried": CARRIED.search(asked.text)[1]}
    assert "Lê Thị Mới" in client.submit("/accounts/second-factor", form).text


def test_what_is_carried_can_be_neither_read_nor_changed_on_the_way(client, half_typed):
    page = half_typed()
    sealed = CARRIED.search(page.text)[1]
    assert "Lê Thị Mới" not in page.text
    changed = page.text.replace(sealed, sealed[:-8] + "AAAAAAA=")
    assert again(client, changed).status_code == 303, "as if nothing had been carried"


def test_passwords_are_not_carried_and_files_are_asked_for_again(client, half_typed):
    page = half_typed(password="rat-bi-mat", file=(io.BytesIO(b"x"), "danh sách.xlsx"))
    offered = again(client, page.text).text
    assert "rat-bi-mat" not in offered
    assert "Xin chọn lại tệp danh sách.xlsx" in offered
    assert "multipart/form-data" in offered


def test_a_form_too_big_to_carry_is_said_so(client, half_typed):
    page = half_typed(office="x" * 300_000)
    assert page.status_code == 401 and "quá lớn" in page.text
    assert not CARRIED.search(page.text)


def test_nobody_sends_what_another_had_half_typed(client, half_typed):
    page = half_typed()
    assert again(client, page.text, "officer.huyen-a1").location == "/"


def test_a_dead_sessions_token_is_no_bad_request(client, ids):
    client.get("/accounts/sign-in")
    client.delete_cookie("sangkien")
    assert client.submit("/accounts/sign-in", {"login": "a"}).status_code == 400
    assert client.submit(f"/u/{ids['huyen-a1']}/accounts/invitations", TYPED).status_code == 401
    assert client.submit("/accounts/sign-out").status_code == 303


def test_a_fragment_gets_401_with_the_form_to_sign_in(client, half_typed):
    answer = half_typed(htmx=True)
    assert answer.status_code == 401
    assert 'id="over-title"' in answer.text and "<html" not in answer.text
    told = client.submit(
        "/accounts/sign-in",
        {"login": CHAIR, "password": "mat-khau-thu", "carried": CARRIED.search(answer.text)[1]},
        htmx=True,
    )
    assert told.json["resend"] is True and told.json["reload"] is False
    client.csrf = told.json["token"]
    address = re.search(r"/u/\d+/", client.get("/").location)[0]
    assert client.submit(f"{address}accounts/invitations", TYPED).status_code == 200


def test_somebody_else_who_signs_in_over_a_page_gets_a_page_of_his_own(client, half_typed):
    answer = half_typed(htmx=True)
    told = client.submit(
        "/accounts/sign-in",
        {
            "login": "officer.huyen-a1",
            "password": "mat-khau-thu",
            "carried": CARRIED.search(answer.text)[1],
        },
        htmx=True,
    )
    assert told.json["resend"] is False and told.json["reload"] is True


def test_a_page_leads_to_the_sign_in_and_back(client, ids):
    page = f"/u/{ids['huyen-a1']}/units/?q=a%20b"
    asked = client.get(page)
    assert asked.status_code == 303
    shown = client.get(asked.location)
    inside = unescape(re.search(r'name="next" value="([^"]+)"', shown.text)[1])
    assert password(client, "officer.huyen-a1", next=inside).location == page
