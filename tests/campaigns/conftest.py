"""A campaign of the district Đông Sơn in the week of `NOW`, a Monday, and hands to work on it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app import jobs
from app.campaigns import Campaign
from app.programmes import Window, windows
from app.units import Unit
from tests.world import NOW

MONDAY = NOW.date()
SUNDAY = MONDAY + dt.timedelta(days=6)
BY: dict[str, Any] = {"by": None, "at": NOW}


def unit(code: str) -> Unit:
    found = Unit.by_code(code)
    assert found is not None
    return found


def window_of(one: Unit) -> Window:
    return next(w for w in windows(one) if w.stage.code == "gd2")


def run(code: str = "huyen-a1", **changes: Any) -> Campaign:
    """Begin a campaign of a unit."""
    facts = {"name": "Tuần cao điểm tháng Ba", "since": MONDAY, "until": SUNDAY, "target": 30}
    return Campaign.create(unit(code), window_of(unit(code)), **{**BY, **facts, **changes})


@pytest.fixture
def campaign(as_unit) -> int:
    """Its id."""
    with as_unit("huyen-a1"):
        return run().id


@pytest.fixture
def work(app) -> Callable[..., int]:
    """Let the worker do what waits, by name; how many pieces."""

    def do(*names: str) -> int:
        with app.app_context():
            return sum(jobs.run(name) for name in names)

    return do
