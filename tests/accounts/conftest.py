"""What tests of the sign-in share."""

import pytest

from tests.accounts.steps import Wall


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The wall's time stands still until `wall.wait(minutes=5)`."""
    return Wall(monkeypatch)


@pytest.fixture
def required(app, monkeypatch):  # type: ignore[no-untyped-def]
    """A house that asks upper unions and administrators for a second factor."""
    monkeypatch.setitem(app.config, "SECOND_FACTOR", "required")
