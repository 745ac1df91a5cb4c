"""The second factor: codes used once, and paper for a lost phone."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.door import identity
from app.accounts.factors import RecoveryCode, SecondFactor
from tests.accounts.steps import CHAIR, code, enrol, password

OFFICER, ADMINISTRATOR = "officer.huyen-a1", "administrator.cs-a11"
CODE = "/accounts/second-factor"
ENROL = "/accounts/second-factor/new"


def show(client, typed: str, login: str = CHAIR) -> int:
    """Show the password, then this code."""
    assert "Mã xác thực" in password(client, login).text
    return client.submit(CODE, {"code": typed}).status_code


def test_a_chair_is_offered_a_second_factor_and_works_without(client, required):
    assert password(client, CHAIR).location == "/"
    assert client.get(ENROL).status_code == 200


@pytest.mark.parametrize("login", [OFFICER, ADMINISTRATOR])
def test_upper_unions_and_administrators_enrol_before_they_work(client, ids, required, login):
    assert password(client, login).location == ENROL
    home = f"/u/{ids[login.split('.')[1]]}/"
    assert client.get(home).status_code == 303, "nothing is open yet"
    enrol(client)
    assert client.get(home).status_code == 200


def test_somebody_invited_to_an_upper_union_enrols_first(app, client, ids, required):
    chief = app.test_client()
    password(chief, "leader.huyen-a1")
    enrol(chief)
    page = chief.submit(
        f"/u/{ids['huyen-a1']}/accounts/invitations",
        {"full_name": "Lê Thị Mời", "office": "Cán bộ", "role": "officer"},
    )
    link = re.search(r"/accounts/invitations/[\w-]+", page.text)[0]
    client.get(link)
    form = {"login": "lethimoi", "password": "mot-mat-khau", "again": "mot-mat-khau"}
    assert client.submit(link, form).location == ENROL
    enrol(client)
    assert client.get(f"/u/{ids['huyen-a1']}/").status_code == 200


def test_tests_and_demos_only_offer_it(client):
    assert password(client, OFFICER).location == "/"


def test_a_right_code_opens(client, phone):
    assert show(client, code(phone[0])) == 303


def test_a_code_is_used_once(app, client, phone):
    typed = code(phone[0])
    assert show(client, typed) == 303
    assert show(app.test_client(), typed) == 422


def test_a_code_of_the_step_before_is_taken_and_one_older_is_not(app, client, phone, wall):
    typed = code(phone[0])
    wall.wait(seconds=30)
    other = app.test_client()
    assert show(client, typed) == 303
    wall.wait(seconds=60)
    old = code(phone[0])
    wall.wait(seconds=60)
    assert show(other, old) == 422


def test_wrong_codes_slow_down_too(client, phone):
    assert [show(client, "000000") for _time in range(6)] == [422] * 5 + [429]


def test_a_code_without_a_password_opens_nothing(client, phone):
    client.get("/accounts/sign-in")
    assert client.submit(CODE, {"code": code(phone[0])}).status_code == 401


def test_a_recovery_code_stands_in_for_the_phone_once(app, client, phone):
    paper = phone[1]
    assert len(set(paper)) == 10
    assert show(client, paper[3].lower()) == 303
    assert show(app.test_client(), paper[3]) == 422
    assert show(app.test_client(), paper[4]) == 303


def test_neither_the_secret_nor_the_paper_stands_in_the_database_in_clear(app, phone):
    with app.app_context(), identity() as door:
        sealed = door.scalars(sa.select(SecondFactor.secret_sealed)).one()
        digests = door.scalars(sa.select(RecoveryCode.digest)).all()
    assert phone[0].encode() not in sealed
    assert not {word.replace("-", "") for word in phone[1]} & set(digests)


def test_the_picture_of_the_secret_breaks_no_policy(client):
    client.sign_in(CHAIR)
    page = client.get(ENROL).text
    assert "<svg" in page and "data:" not in page and " style=" not in page
    assert 'viewBox="' in page, "without it a smaller picture would be cut off"


def test_another_phone_is_taken_in_only_with_a_code_of_the_old_one(client, phone):
    assert show(client, code(phone[0])) == 303
    client.csrf = None
    page = client.get(ENROL).text
    sealed = re.search(r'name="secret"[^>]*value="([^"]+)"', page)[1]
    form = {"secret": sealed, "code": "123456", "current": "000000"}
    assert client.submit(ENROL, form).status_code == 422


def test_another_phone_ends_the_sessions_of_the_first(app, client, ids, wall):
    elsewhere = app.test_client().sign_in(CHAIR)
    client.sign_in(CHAIR)
    enrol(client)
    home = f"/u/{ids['cs-a11']}/"
    assert client.get(home).status_code == 200
    assert elsewhere.get(home).status_code == 303
