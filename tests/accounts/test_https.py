"""Behind TLS the cookie is bound to the host; without it the page says what is missing."""

import pytest

from app import create_app
from app.db import db
from tests.accounts.steps import password
from tests.client import Client

TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "sangkien.example"}


@pytest.fixture
def behind_tls(_world_app, app, monkeypatch, tmp_path):
    monkeypatch.setenv("SANGKIEN_HTTPS", "1")
    made = create_app(
        TESTING=True,
        SECRET_KEY="a key for tests only",
        INSTANCE=tmp_path,
        SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
        SANGKIEN_CLOCK=None,
    )
    made.test_client_class = Client
    yield made
    with made.app_context():
        db.engine.dispose()


def test_the_cookie_of_a_house_behind_tls_is_bound_to_its_host(behind_tls):
    client = behind_tls.test_client()
    page = client.get("/accounts/sign-in", headers=TLS)
    [cookie] = [c for c in page.headers.getlist("Set-Cookie") if c.startswith("__Host-sangkien=")]
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie


def test_the_proxy_is_believed_behind_tls_only(behind_tls, app):
    asked = {"headers": {**TLS, "Host": "inside:8000"}}
    inside = app.test_client().get("/accounts/sign-in", **asked)
    assert "SANGKIEN_HTTPS=1" in inside.text
    assert "notice" not in behind_tls.test_client().get("/accounts/sign-in", **asked).text


def test_plain_http_at_a_house_behind_tls_is_said_instead_of_a_form_that_cannot_work(behind_tls):
    page = behind_tls.test_client().get("/accounts/sign-in").text
    assert "https://" in page and 'name="password"' not in page


def test_plain_http_in_the_office_network_is_said_and_works(app):
    client = app.test_client()
    page = client.get("/accounts/sign-in", base_url="http://10.0.0.5:8000/")
    assert "SANGKIEN_HTTPS=1" in page.text and 'name="password"' in page.text


def test_on_this_machine_nothing_is_missing(client):
    assert "SANGKIEN_HTTPS" not in client.get("/accounts/sign-in").text
    assert password(client, "officer.huyen-a1").status_code == 303
