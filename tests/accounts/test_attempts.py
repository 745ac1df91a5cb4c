"""Wrong passwords slow a guesser down and lock nobody out."""

import sqlalchemy as sa

from app.accounts.attempts import FREE, SignInAttempt
from app.accounts.door import identity
from tests.accounts.steps import password

LOGIN = "officer.huyen-a1"


def guess(client, times: int, login: str = LOGIN) -> list[int]:
    return [password(client, login, "sai").status_code for _time in range(times)]


def test_after_five_wrong_passwords_each_further_one_has_to_wait(client, wall):
    assert guess(client, FREE + 1) == [422] * FREE + [429]
    wall.wait(seconds=2)
    assert guess(client, 2) == [422, 429]
    wall.wait(seconds=3)
    assert guess(client, 2) == [422, 429], "twice as long"


def test_even_the_right_password_waits_on_a_foreign_device(client, wall):
    guess(client, FREE + 1)
    answer = password(client, LOGIN)
    assert answer.status_code == 429 and "Xin chờ" in answer.text
    wall.wait(minutes=15)
    assert password(client, LOGIN).status_code == 303


def test_guessing_elsewhere_does_not_keep_the_owner_out_on_his_own_computer(app, client, wall):
    client.sign_in(LOGIN)
    client.submit("/accounts/sign-out")
    guesser = app.test_client()
    for _round in range(6):
        guess(guesser, FREE + 1)
        wall.wait(minutes=2)
    assert password(client, LOGIN).status_code == 303


def test_on_a_known_device_nobody_waits_longer_than_half_a_minute(client, wall):
    client.sign_in(LOGIN)
    client.submit("/accounts/sign-out")
    for _time in range(20):
        guess(client, 1)
        wall.wait(seconds=31)
    assert password(client, LOGIN).status_code == 303


def test_a_factory_behind_one_address_is_not_punished_for_one_guesser(app, client, wall):
    guess(client, FREE + 3)
    for login in ("leader.cs-a11", "officer.cs-a11", "viewer.cs-a11"):
        assert password(app.test_client(), login).status_code == 303


def test_what_was_tried_outlives_the_refused_request_without_the_login_in_clear(app, client):
    guess(client, 3)
    with app.app_context(), identity() as door:
        subjects = door.scalars(sa.select(SignInAttempt.subject)).all()
    assert len(subjects) == 3 and len(set(subjects)) == 1
    assert LOGIN not in subjects[0]


def test_a_right_password_forgets_the_wrong_ones(app, client, wall):
    guess(client, FREE - 1)
    client.sign_in(LOGIN)
    client.submit("/accounts/sign-out")
    assert guess(client, FREE) == [422] * FREE


def test_an_unknown_login_is_slowed_down_like_a_known_one(client, wall):
    assert guess(client, FREE + 1, "khong-co") == guess(client, FREE + 1)
