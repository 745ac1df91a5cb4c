"""A lost phone is reset by two people above all posts, and nothing of before stays open."""

import re

import sqlalchemy as sa

from app import clock
from app.access import Role
from app.accounts import Account, Membership
from app.accounts.door import identity
from app.accounts.resets import FactorReset
from app.units import Unit
from tests.accounts.steps import CHAIR, code, password


def ask(client, ids, unit: str, name: str) -> int:
    page = client.get(f"/u/{ids[unit]}/accounts/").text
    [row] = [row for row in page.split("<tr") if f"<b>{name}" in row]
    address = re.search(r"/u/\d+/accounts/posts/\d+/factor-resets", row)[0]
    return client.submit(address).status_code


def confirm(client, ids, unit: str) -> int:
    people = f"/u/{ids[unit]}/accounts/"
    client.get(people)
    return client.submit(f"{people}factor-resets/1/confirmation").status_code


NAME = "Nguyễn Thị Leader.Cs-A11"


def test_a_lost_phone_is_reset_by_one_above_and_a_second_person_there(app, signed_in, ids, phone):
    asker, second = signed_in("administrator.huyen-a1"), signed_in("leader.huyen-a1")
    assert ask(asker, ids, "cs-a11", NAME) == 303
    assert "Mã xác thực" in password(app.test_client(), CHAIR).text, "one signature resets nothing"
    assert confirm(asker, ids, "cs-a11") == 409, "the same person"
    assert confirm(second, ids, "cs-a11") == 303
    assert password(app.test_client(), CHAIR).location == "/"


def test_somebody_one_level_higher_may_be_the_second(app, signed_in, ids, phone):
    assert ask(signed_in("administrator.huyen-a1"), ids, "cs-a11", NAME) == 303
    assert confirm(signed_in("leader.tinh-a"), ids, "cs-a11") == 303
    assert password(app.test_client(), CHAIR).location == "/"


def test_somebody_further_down_may_not_be_the_second(app, signed_in, ids, phone):
    assert ask(signed_in("administrator.huyen-a1"), ids, "cs-a11", NAME) == 303
    assert confirm(signed_in("administrator.cs-a11"), ids, "cs-a11") == 409
    assert "Mã xác thực" in password(app.test_client(), CHAIR).text


def test_nobody_resets_his_own(signed_in, ids):
    leader = signed_in("leader.huyen-a1")
    leader.get(f"/u/{ids['huyen-a1']}/accounts/")
    page = leader.get(f"/u/{ids['huyen-a1']}/accounts/").text
    [row] = [row for row in page.split("<tr") if "<b>Nguyễn Thị Leader.Huyen-A1<" in row]
    assert "factor-resets" not in row


def give_post(app, as_unit, unit_code: str) -> None:  # type: ignore[no-untyped-def]
    """Let the chair work at another unit as well."""
    with app.app_context(), identity() as door:
        account = Account.by_login(CHAIR, door)
    with as_unit(unit_code):
        unit = Unit.by_code(unit_code)
        Membership.appoint(account, unit, Role.VIEWER, office="x", by=None, at=clock.now())


def test_who_also_works_further_up_is_reset_from_there_and_the_page_says_so(
    app, as_unit, signed_in, ids, phone
):
    give_post(app, as_unit, "tinh-a")
    district, province = signed_in("administrator.huyen-a1"), signed_in("administrator.tinh-a")
    assert ask(district, ids, "cs-a11", NAME) == 409
    assert waiting(app) == 0
    assert ask(province, ids, "cs-a11", NAME) == 303
    assert confirm(signed_in("leader.huyen-a1"), ids, "cs-a11") == 409, "from further down"
    assert confirm(signed_in("leader.tinh-a"), ids, "cs-a11") == 303
    assert password(app.test_client(), CHAIR).location == "/"


def test_the_refusal_names_who_can_do_it(app, as_unit, signed_in, ids, phone):
    give_post(app, as_unit, "huyen-a2")
    district = signed_in("administrator.huyen-a1")
    people = f"/u/{ids['cs-a11']}/accounts/"
    page = district.get(people).text
    [row] = [row for row in page.split("<tr") if f"<b>{NAME}" in row]
    refused = district.submit(re.search(r"/u/\d+/accounts/posts/\d+/factor-resets", row)[0])
    said = re.search(r'role="alert">(.*?)</table>', refused.text, re.S)[1]
    assert refused.status_code == 409
    assert NAME in said and "LĐLĐ tỉnh An Phú" in said, "the lowest unit above both posts"
    assert "Tây Sơn" not in said, "where else he works is not the district's to know"


def test_a_post_given_between_the_two_signatures_counts_and_one_higher_asks_anew(
    app, as_unit, signed_in, ids, phone
):
    assert ask(signed_in("administrator.huyen-a1"), ids, "cs-a11", NAME) == 303
    give_post(app, as_unit, "tinh-a")
    assert confirm(signed_in("leader.huyen-a1"), ids, "cs-a11") == 409
    assert confirm(signed_in("leader.tinh-a"), ids, "cs-a11") == 409, "the first stands too low"
    assert ask(signed_in("administrator.tinh-a"), ids, "cs-a11", NAME) == 303
    assert confirm(signed_in("leader.tinh-a"), ids, "cs-a11") == 303
    assert password(app.test_client(), CHAIR).location == "/"


def test_a_reset_phone_stays_reset_whatever_post_follows(app, as_unit, signed_in, ids, phone):
    assert ask(signed_in("administrator.huyen-a1"), ids, "cs-a11", NAME) == 303
    assert confirm(signed_in("leader.huyen-a1"), ids, "cs-a11") == 303
    give_post(app, as_unit, "tinh-a")
    assert password(app.test_client(), CHAIR).location == "/"


def waiting(app) -> int:
    with app.app_context(), identity() as door:
        return door.scalar(sa.select(sa.func.count()).select_from(FactorReset))


def test_a_confirmed_reset_ends_the_sessions_that_were_open(
    app, client, signed_in, ids, phone, wall
):
    password(client, CHAIR)
    client.submit("/accounts/second-factor", {"code": code(phone[0])})
    half = app.test_client()
    assert "Mã xác thực" in password(half, CHAIR).text
    home = f"/u/{ids['cs-a11']}/"
    wall.wait(minutes=1)
    assert ask(signed_in("administrator.huyen-a1"), ids, "cs-a11", NAME) == 303
    assert client.get(home).status_code == 200, "one signature ends nothing"
    wall.wait(minutes=1)
    assert confirm(signed_in("leader.huyen-a1"), ids, "cs-a11") == 303
    assert client.get(home).location.startswith("/accounts/sign-in")
    assert half.get("/accounts/second-factor").location == "/accounts/sign-in"
    wall.wait(minutes=1)
    client.sign_in(CHAIR)
    assert client.get(home).status_code == 200, "a session opened since is not touched"


def test_the_roots_lost_phone_is_reset_by_a_command_that_ends_its_sessions(app, client, ids, phone):
    password(client, CHAIR)
    client.submit("/accounts/second-factor", {"code": code(phone[0])})
    assert client.get(f"/u/{ids['cs-a11']}/").status_code == 200
    command = ["accounts", "reset-second-factor", "--login", CHAIR]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert client.get(f"/u/{ids['cs-a11']}/").status_code == 303
    assert password(client, CHAIR).location == "/"
    assert waiting(app) == 0
