"""Steps that several tests of the sign-in take."""

import datetime as dt
import re

import pyotp
import pytest

from app import clock
from tests.client import Client
from tests.world import PASSWORD

CHAIR = "leader.cs-a11"  # of a grassroots union: nothing asks for a second factor

SECRET = re.compile(r'<p class="code">(.*?)</p>', re.S)
HIDDEN = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')
AREA = re.compile(r'<textarea name="(\w+)" hidden>\n?(.*?)</textarea>', re.S)
CARRIED = re.compile(r'name="carried" value="([^"]+)"')
CODES = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


class Wall:
    """The wall's time, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = clock.real()
        monkeypatch.setattr(clock, "real", lambda: self.at)

    def wait(self, **length: float) -> None:
        self.at += dt.timedelta(**length)


def password(client: Client, login: str, word: str = PASSWORD, **more):  # type: ignore[no-untyped-def]
    """Show a password on a fresh sign-in page."""
    client.get("/accounts/sign-in")
    return client.submit("/accounts/sign-in", {"login": login, "password": word, **more})


def code(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.real())


def secret_of(page: str) -> tuple[str, str]:
    """The secret that an enrolment shows, as one types it and as its form brings it back."""
    secret = "".join(re.findall(r"[A-Z2-7]{4}", SECRET.search(page)[1]))  # type: ignore[index]
    sealed = re.search(r'name="secret"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    return secret, sealed


def enrol(client: Client) -> tuple[str, list[str]]:
    """Take a phone in; returns its secret and the recovery codes."""
    page = client.get("/accounts/second-factor/new").text
    secret, sealed = secret_of(page)
    answer = client.submit("/accounts/second-factor/new", {"secret": sealed, "code": code(secret)})
    assert answer.status_code == 200, answer.text
    client.csrf = None
    return secret, CODES.findall(answer.text)
