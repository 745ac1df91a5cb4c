"""An answer for all reaches each unit that asked: its first page shows it until it is read."""

import pytest

from app.support import ObstacleAnswer, Request
from app.support.states import Act
from tests.support.conftest import DESK, GRASSROOTS, UPPER, ask, unit

WORDS = "Tỉnh đã làm việc với Ban Quản lý khu công nghiệp."


@pytest.fixture
def answered(rostered, as_unit) -> int:
    """The factory and a school are hindered; the province answers all, in one."""
    with as_unit("tld"):
        for code, obstacle in (
            (GRASSROOTS, "employer"),
            ("cs-a12", "employer"),
            ("cs-a21", "papers"),
        ):
            ask(code, category="obstacle", obstacle=obstacle)
        return ObstacleAnswer.give(unit("tinh-a"), "employer", WORDS, **DESK).id


@pytest.fixture
def reads(signed_in, ids):
    """Whether somebody reads the answer on a page of a unit."""

    def look(login: str, tail: str = "") -> bool:
        code = login.split(".")[1]
        return WORDS in signed_in(login).get(f"/u/{ids[code]}/{tail}").text

    return look


def test_it_is_on_the_first_page_of_who_asked(answered, reads):
    assert reads(f"leader.{GRASSROOTS}") and reads("viewer.cs-a12")
    assert reads(f"leader.{GRASSROOTS}", "support/")
    for beside in ("leader.cs-a21", "leader.cs-a0", f"leader.{UPPER}", "leader.tinh-a"):
        assert not reads(beside), "has not asked that"


def test_until_it_is_read_by_each(answered, reads, signed_in, ids):
    client = signed_in(f"leader.{GRASSROOTS}")
    address = f"/u/{ids[GRASSROOTS]}/support/obstacles/answers/{answered}/reading"
    for _click in range(2):
        answer = client.submit(address, {"back": "home"})
        assert (answer.status_code, answer.location) == (303, f"/u/{ids[GRASSROOTS]}/")
    assert not reads(f"leader.{GRASSROOTS}")
    assert not reads(f"leader.{GRASSROOTS}", "support/")
    assert reads(f"viewer.{GRASSROOTS}") and reads("leader.cs-a12")


def test_who_asks_later_is_reached_and_who_is_helped_no_longer(answered, as_unit, reads):
    with as_unit("tld") as session:
        ask("cs-a0", category="obstacle", obstacle="employer")
        done = session.scalars(Request.asked_at_unit(unit(GRASSROOTS))).one()
        done.answer(Act.SOLVE, "Xong", done.desk, **DESK)
    assert reads("leader.cs-a0")
    assert not reads(f"leader.{GRASSROOTS}")


def test_one_from_elsewhere_cannot_be_read(answered, as_unit, signed_in, ids):
    with as_unit("tld"):
        other = ObstacleAnswer.give(unit("tinh-b"), "employer", WORDS, **DESK).id
    client = signed_in(f"leader.{GRASSROOTS}")
    for number in (other, 4711):
        address = f"/u/{ids[GRASSROOTS]}/support/obstacles/answers/{number}/reading"
        assert client.submit(address).status_code == 404
