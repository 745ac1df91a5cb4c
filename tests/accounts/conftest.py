"""What tests of the sign-in share."""

import pytest

from tests.accounts.steps import CHAIR, Wall, enrol


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The wall's time stands still until `wall.wait(minutes=5)`."""
    return Wall(monkeypatch)


@pytest.fixture
def required(app, monkeypatch):  # type: ignore[no-untyped-def]
    """A house that asks upper unions and administrators for a second factor."""
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "required")


@pytest.fixture
def phone(client, wall):  # type: ignore[no-untyped-def]
    """A chair with a phone: its secret and paper codes; signed out, its first code used up."""
    client.sign_in(CHAIR)
    secret, paper = enrol(client)
    client.submit("/accounts/sign-out")
    wall.wait(seconds=60)
    return secret, paper
