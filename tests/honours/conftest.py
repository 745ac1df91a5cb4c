"""Valid initiatives to tell of, and the board as everybody reads it."""

from collections.abc import Callable

import pytest

from app import jobs
from app.initiatives import Initiative, State
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

WORK = ("honours.stories", "honours.leaders")
TOLD = {"title": "Cữ gá may túi", "text": "Trước đây may tay.\nNay dùng cữ gá, nhanh hơn 15%."}


def valid(code: str, **facts: object) -> Initiative:
    """A valid initiative of a unit."""
    unit = Unit.by_code(code)
    assert unit is not None
    made = hand_in(unit, to=State.ENDORSED, **facts)
    made.accept(by=1, at=NOW)
    return made


@pytest.fixture
def initiative(as_unit) -> int:
    """The id of a valid one of cs-a11, by "Nguyễn Văn An"."""
    with as_unit("tld"):
        return valid("cs-a11").id


@pytest.fixture
def work(app) -> Callable[[], int]:
    def run() -> int:
        with app.app_context():
            return sum(jobs.run(name) for name in WORK)

    return run


@pytest.fixture
def board(signed_in, ids) -> Callable[[str], str]:
    """`board("cs-b11")`: what a viewer of that unit reads."""

    def read(code: str) -> str:
        return signed_in(f"viewer.{code}").get(f"/u/{ids[code]}/honours/").text

    return read


@pytest.fixture
def told(signed_in, ids, initiative) -> tuple[object, str]:
    """An officer of huyen-a1 who has written a story, and its address."""
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/honours/stories"
    answer = officer.submit(address, {**TOLD, "initiative": str(initiative)})
    assert answer.status_code == 303, answer.text
    return officer, answer.location
