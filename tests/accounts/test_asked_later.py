"""Who comes into a post that asks for a second factor enrols at the next request."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from app import clock
from app.access import Role
from app.accounts import Membership
from app.accounts.models import Invitation
from app.units import Unit
from tests.accounts.steps import AREA, CARRIED, CHAIR, code, enrol, password, secret_of

ENROL, KEPT = "/accounts/second-factor/new", "/accounts/second-factor/kept"
TYPED = {"full_name": "Lê Thị Mới", "office": "Ủy viên", "role": "viewer"}


@pytest.fixture
def promote(as_unit):
    """`promote()`: the chair becomes administrator as well, while he is signed in."""

    def do() -> None:
        with as_unit("cs-a11") as session:
            chair = "Nguyễn Thị Leader.Cs-A11"
            [post] = session.scalars(sa.select(Membership).where(Membership.full_name == chair))
            post.role = Role.ADMINISTRATOR.value

    return do


@pytest.fixture
def call_it(as_unit):
    """`call_it("upper")`: the chair's union is of this kind from now on."""

    def do(kind: str) -> None:
        with as_unit("cs-a11"):
            Unit.by_code("cs-a11").kind_code = kind

    return do


def take_in(client, page: str, **options):  # type: ignore[no-untyped-def]
    """Enrol from this page or fragment, with what it carries."""
    secret, sealed = secret_of(page)
    form = {"secret": sealed, "code": code(secret), "carried": CARRIED.search(page)[1]}  # type: ignore[index]
    return client.submit(ENROL, form, **options)


def test_a_promoted_person_is_led_to_enrolment_and_back(client, ids, required, promote):
    client.sign_in(CHAIR)
    page = f"/u/{ids['cs-a11']}/accounts/"
    assert client.get(page).status_code == 200
    promote()
    for address in (page, f"/u/{ids['cs-a11']}/", "/"):
        assert client.get(address).location.startswith(ENROL)
    led = client.get(page)
    shown = client.get(led.location)
    assert "cần xác thực hai lớp" in shown.text
    enrol(client)
    assert client.get(page).status_code == 200
    assert client.submit(KEPT, {"next": page}).location == page


def test_the_button_after_the_codes_is_no_way_around(client, required, promote):
    client.sign_in(CHAIR)
    promote()
    assert client.submit(KEPT).location == "/"
    assert client.get("/").location.startswith(ENROL)
    assert client.submit("/accounts/sign-out").status_code == 303, "but he may leave"


@pytest.mark.parametrize(
    ("kind", "asked"), [("upper", 303), ("khong-co", 303), ("grassroots", 200)]
)
def test_whose_unit_becomes_an_upper_union_is_asked(client, ids, required, call_it, kind, asked):
    """A kind that nobody knows is held to be one."""
    client.sign_in(CHAIR)
    call_it(kind)
    assert client.get(f"/u/{ids['cs-a11']}/").status_code == asked


def test_the_kind_decides_and_not_whether_there_ever_was_a_unit_below(as_unit, client, required):
    with as_unit("cs-a11"):
        parent = Unit.by_code("cs-a11")
        parent.open_child(code="to", name="Tổ", kind="grassroots", by=None, at=clock.now())
    assert password(client, CHAIR).location == "/"
    with as_unit("cs-a11"):
        Unit.by_code("cs-a11").kind_code = "upper"
    assert password(client, CHAIR).location == ENROL


def test_a_form_that_meets_the_enrolment_is_sent_again_without_a_script(
    as_unit, client, ids, required, promote
):
    client.sign_in(CHAIR)
    address = f"/u/{ids['cs-a11']}/accounts/invitations"
    client.get(f"{address}/new")
    promote()
    met = client.submit(address, TYPED)
    assert met.status_code == 401 and "vẫn được giữ" in met.text
    assert "Lê Thị Mới" not in met.text, "sealed on the way"
    wrong = {
        "secret": secret_of(met.text)[1],
        "code": "000000",
        "carried": CARRIED.search(met.text)[1],
    }
    again = client.submit(ENROL, wrong)
    assert again.status_code == 422
    resend(as_unit, client, take_in(client, again.text), address)


def test_session_ended_then_sign_in_then_enrolment_and_the_form_is_still_sent(
    as_unit, client, ids, required, promote, wall
):
    client.sign_in(CHAIR)
    address = f"/u/{ids['cs-a11']}/accounts/invitations"
    client.get(f"{address}/new")
    promote()
    wall.wait(minutes=40)
    page = client.submit(address, TYPED)
    form = {"login": CHAIR, "password": "mat-khau-thu", "carried": CARRIED.search(page.text)[1]}
    asked = client.submit("/accounts/sign-in", form)
    assert "Đăng ký điện thoại" in asked.text
    wall.wait(minutes=11)
    late = take_in(client, asked.text)
    assert late.status_code == 401 and "Mật khẩu" in late.text, "too slow: from the beginning"
    asked = client.submit("/accounts/sign-in", {**form, "carried": CARRIED.search(late.text)[1]})
    resend(as_unit, client, take_in(client, asked.text), address)


def resend(as_unit, client, codes, address: str) -> None:  # type: ignore[no-untyped-def]
    """Put the codes away, find the form as it was typed, and send it; only then it counts."""
    assert "Mã dự phòng" in codes.text
    offered = client.submit(KEPT, {"carried": CARRIED.search(codes.text)[1]})
    fields = {name: unescape(value) for name, value in AREA.findall(offered.text)}
    assert fields == TYPED and f'action="{address}"' in offered.text
    assert invitations(as_unit) == 0
    assert client.submit(address, fields).status_code == 200
    assert invitations(as_unit) == 1


def invitations(as_unit) -> int:  # type: ignore[no-untyped-def]
    with as_unit("cs-a11") as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Invitation))


@pytest.mark.parametrize("ended", [False, True])
def test_a_fragment_waits_while_one_enrols_over_the_page(
    client, ids, required, promote, wall, ended
):
    client.sign_in(CHAIR)
    address = f"/u/{ids['cs-a11']}/accounts/invitations"
    client.get(f"{address}/new")
    promote()
    if ended:
        wall.wait(minutes=40)
    answer = client.submit(address, TYPED, htmx=True)
    assert answer.status_code == 401
    if ended:
        form = {"login": CHAIR, "password": "mat-khau-thu"}
        form["carried"] = CARRIED.search(answer.text)[1]
        answer = client.submit("/accounts/sign-in", form, htmx=True)
    assert 'id="over-title"' in answer.text and "<svg" in answer.text and "<html" not in answer.text
    codes = take_in(client, answer.text, htmx=True)
    assert "data-renewed" in codes.text and "<html" not in codes.text
    told = client.submit(KEPT, {"carried": CARRIED.search(codes.text)[1]}, htmx=True)
    assert told.json["resend"] is True and told.json["reload"] is False
    client.csrf = told.json["token"]
    assert client.submit(address, TYPED).status_code == 200


def test_without_the_forms_token_nothing_is_kept_for_sending(client, ids, required, promote):
    client.sign_in(CHAIR)
    promote()
    answer = client.post(f"/u/{ids['cs-a11']}/accounts/invitations", data=TYPED)
    assert answer.status_code == 400 and not re.search("carried", answer.text)
