"""What was typed on somebody's page is never sent under another account."""

import re

import pytest

from tests.accounts.steps import CARRIED, password

CHAIR, OTHER = "leader.huyen-a1", "officer.huyen-a1"
TYPED = {"full_name": "Lê Thị Mới", "office": "Ủy viên", "role": "leader"}
MARK = re.compile(r'name="whose" value="([^"]+)"')


@pytest.fixture
def address(ids) -> str:
    return f"/u/{ids['huyen-a1']}/accounts/invitations"


@pytest.fixture
def typed_on(app, address):
    """`typed_on(login)`: the mark of a page of this person, whose session is gone since."""

    def open_page(login: str) -> str:
        client = app.test_client().sign_in(login)
        page = client.get(f"{address}/new" if login == CHAIR else "/", follow_redirects=True)
        client.submit("/accounts/sign-out")
        return MARK.search(page.text)[1]

    return open_page


def sign_in_with(client, page: str, login: str):  # type: ignore[no-untyped-def]
    form = {"login": login, "password": "mat-khau-thu", "carried": CARRIED.search(page)[1]}
    return client.submit("/accounts/sign-in", form)


def test_the_page_itself_says_whose_it_is_when_the_server_has_forgotten(client, typed_on, address):
    client.get("/accounts/sign-in")
    page = client.submit(address, {**TYPED, "whose": typed_on(CHAIR)})
    assert page.status_code == 401 and "vẫn được giữ" in page.text
    assert "Lê Thị Mới" in sign_in_with(client, page.text, CHAIR).text


def test_another_person_is_not_offered_it_and_told_why(client, typed_on, address):
    client.get("/accounts/sign-in")
    page = client.submit(address, {**TYPED, "whose": typed_on(CHAIR)})
    answer = sign_in_with(client, page.text, OTHER)
    assert answer.location == "/" and "Lê Thị Mới" not in answer.text
    home = client.get("/", follow_redirects=True)
    assert "của người khác nên không được gửi" in home.text


def test_whose_page_it_is_counts_more_than_whose_session_has_ended(client, typed_on, address, wall):
    mark = typed_on(CHAIR)
    client.sign_in(OTHER)
    client.get("/", follow_redirects=True)
    wall.wait(minutes=40)
    page = client.submit(address, {**TYPED, "whose": mark})
    assert sign_in_with(client, page.text, OTHER).location == "/"


@pytest.mark.parametrize("forged", ["", "7", "7.", "x.y", "7.00", "\u0667.1"])
def test_a_form_of_nobody_known_is_shown_to_be_copied_and_not_carried(client, address, forged):
    client.get("/accounts/sign-in")
    page = client.submit(
        address, {**TYPED, "password": "rat-bi-mat", **({"whose": forged} if forged else {})}
    )
    assert page.status_code == 401 and not CARRIED.search(page.text)
    shown = re.search(r"<textarea[^>]* readonly>(.*?)</textarea>", page.text, re.S)[1]
    assert "Lê Thị Mới" in shown and "Ủy viên" in shown
    assert "rat-bi-mat" not in page.text
    assert password(client, CHAIR).location == "/"


def test_nobody_makes_a_mark_for_another(client, typed_on, address):
    own, other = typed_on(OTHER), typed_on(CHAIR)
    forged = other.partition(".")[0] + "." + own.partition(".")[2]
    client.get("/accounts/sign-in")
    page = client.submit(address, {**TYPED, "whose": forged})
    assert not CARRIED.search(page.text)


def test_a_fragments_header_says_whose_page_waits(client, ids, typed_on):
    mark = typed_on(CHAIR)
    for login, own in ((CHAIR, True), (OTHER, False)):
        client.get("/accounts/sign-in")
        headers = {"X-Form-Owner": mark}
        asked = client.get(f"/u/{ids['huyen-a1']}/units/?q=a", htmx=True, headers=headers)
        form = {"login": login, "password": "mat-khau-thu"}
        form["carried"] = CARRIED.search(asked.text)[1]
        told = client.submit("/accounts/sign-in", form, htmx=True).json
        assert (told["resend"], told["reload"]) == (own, not own)
        client.csrf = None
        client.submit("/accounts/sign-out")
