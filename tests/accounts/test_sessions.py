"""Sessions live on the server: as long as one works, twelve hours at most, gone at sign-out."""

import flask
import flask_login
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.access import Role
from app.accounts import Membership
from app.accounts.door import identity
from app.accounts.sessions import SessionToken
from app.units import Unit
from tests.accounts.steps import code, enrol, password

HOME = "/u/{}/"


def is_open(client, ids) -> bool:
    return client.get(HOME.format(ids["huyen-a1"])).status_code == 200


def cookie(client) -> str:
    return client.get_cookie("sangkien").value


def toy() -> Flask:
    """Flask-Login as it comes: the signed cookie alone is the session."""
    app = Flask("toy")
    app.secret_key = "toy"
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda name: _person(name))

    @app.get("/in")
    def sign_in() -> str:
        return str(flask_login.login_user(_person("an")))

    @app.get("/out")
    def sign_out() -> str:
        flask_login.logout_user()
        flask.session.clear()
        return "out"

    @app.get("/")
    def page() -> str:
        return str(flask_login.current_user.is_authenticated)

    return app


def _person(name: str) -> flask_login.UserMixin:
    person = flask_login.UserMixin()
    person.id = name
    return person


def test_a_cookie_copied_before_sign_out_works_in_stock_flask_login_and_not_here(client, ids):
    stock = toy().test_client()
    stock.get("/in")
    copied = stock.get_cookie("session").value
    stock.get("/out")
    stock.set_cookie("session", copied)
    assert stock.get("/").text == "True", "stock Flask-Login has no server side"

    client.sign_in("officer.huyen-a1")
    copied = cookie(client)
    client.submit("/accounts/sign-out")
    client.set_cookie("sangkien", copied)
    assert not is_open(client, ids)


def test_the_server_keeps_only_a_hash_of_the_token(app, client):
    client.sign_in("officer.huyen-a1")
    with client.session_transaction() as kept:
        token = kept["_user_id"]
    assert len(token) >= 43, "256 bits"
    with app.app_context(), identity() as door:
        rows = door.scalars(sa.select(SessionToken.digest)).all()
    assert token not in rows and len(rows) == 1


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(client, ids):
    client.sign_in("officer.huyen-a1")
    first = cookie(client)
    client.sign_in("officer.huyen-a1")
    second = cookie(client)
    assert is_open(client, ids)
    client.set_cookie("sangkien", first)
    assert not is_open(client, ids)
    client.set_cookie("sangkien", second)
    assert is_open(client, ids)


def test_the_token_changes_at_the_second_factor_and_the_half_one_opens_nothing(client, ids, wall):
    client.sign_in("officer.huyen-a1")
    secret, _paper = enrol(client)
    client.submit("/accounts/sign-out")
    wall.wait(minutes=2)
    assert password(client, "officer.huyen-a1").status_code == 200
    half = cookie(client)
    assert not is_open(client, ids)
    client.submit("/accounts/second-factor", {"code": code(secret)})
    assert is_open(client, ids)
    client.set_cookie("sangkien", half)
    assert not is_open(client, ids)
    assert client.get("/accounts/second-factor").status_code == 303, "the half one is spent"


def test_thirty_idle_minutes_end_a_session(client, ids, wall):
    client.sign_in("officer.huyen-a1")
    wall.wait(minutes=29)
    assert is_open(client, ids)
    wall.wait(minutes=29)
    assert is_open(client, ids)
    wall.wait(minutes=31)
    assert not is_open(client, ids)


def test_twelve_hours_end_a_session_however_busy(client, ids, wall):
    client.sign_in("officer.huyen-a1")
    for _time in range(24):
        wall.wait(minutes=29)
        assert is_open(client, ids)
    wall.wait(minutes=25)
    assert not is_open(client, ids)


def test_there_is_no_remember_me(client):
    client.sign_in("officer.huyen-a1")
    assert client.get_cookie("remember_token") is None
    assert client.get_cookie("sangkien").expires is None, "the cookie goes with the browser"


def test_a_disabled_account_opens_nothing_at_its_next_request(app, client, ids):
    client.sign_in("officer.huyen-a1")
    assert is_open(client, ids)
    command = ["accounts", "disable", "--login", "officer.huyen-a1"]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert not is_open(client, ids)
    assert password(client, "officer.huyen-a1").status_code == 422


def test_a_demoted_person_has_the_lesser_rights_at_the_next_request(as_unit, client, ids):
    client.sign_in("leader.huyen-a1")
    people = f"/u/{ids['huyen-a1']}/accounts/"
    assert client.get(people).status_code == 200
    with as_unit("huyen-a1") as session:
        post = session.scalars(
            sa.select(Membership).where(Membership.full_name == "Nguyễn Thị Leader.Huyen-A1")
        ).one()
        post.role = Role.VIEWER.value
    assert client.get(people).status_code == 403


def test_a_moved_unit_is_out_of_its_old_federations_reach_at_the_next_request(as_unit, client, ids):
    client.sign_in("officer.huyen-a1")
    assert client.get(HOME.format(ids["cs-a12"])).status_code == 200
    with as_unit("tinh-a"):
        Unit.by_code("cs-a12").move(Unit.by_code("huyen-a2"), by=None, at=clock.now())
    assert client.get(HOME.format(ids["cs-a12"])).status_code == 404
    assert client.get(HOME.format(ids["cs-a11"])).status_code == 200
