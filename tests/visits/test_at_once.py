"""Two people, or two clicks, at the same moment: one thing happens, and nobody meets an error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from app import jobs
from app.notices import Notice
from app.visits import Commitment, Visit
from app.visits.minutes import MinutesPart
from app.visits.models import VisitStep
from app.visits.reminding import CommitmentReminder
from app.visits.typed import mark
from tests.visits.conftest import LOWER, UPPER, day, planned, promised

MANY = 4
ROLES = ("officer", "leader", "contact", "officer")


@pytest.fixture
def at_once(signed_in) -> Callable[..., list[int]]:
    """Each of some people posts a form of theirs to an address; the states of the answers."""

    def post(address: str, *forms: dict[str, str]) -> list[int]:
        clients = [signed_in(f"{role}.{UPPER}") for role in ROLES]
        for client in clients:
            client.get("/", follow_redirects=True)
        start = Barrier(MANY)

        def one(number: int) -> int:
            start.wait()
            form = forms[number % len(forms)] if forms else {}
            return clients[number].submit(address, form).status_code

        with ThreadPoolExecutor(MANY) as pool:
            return list(pool.map(one, range(MANY)))

    return post


def test_it_is_announced_once(lagging, as_unit, at_home, at_once, ids):
    with as_unit(UPPER):
        visit = planned().id
    assert set(at_once(at_home(f"{visit}/announcement"))) == {303}
    with as_unit(UPPER) as session:
        told = sa.select(Notice).where(Notice.unit_id == ids[LOWER])
        assert len(session.scalars(told).all()) == 1
        steps = sa.select(VisitStep.act).where(VisitStep.visit_id == visit)
        assert list(session.scalars(steps)).count("announce") == 1


def test_one_visit_is_proposed(lagging, as_unit, at_home, at_once):
    answers = at_once(at_home("proposals"), {"about": LOWER})
    assert sorted(answers) == [303, 409, 409, 409]
    with as_unit(UPPER) as session:
        assert len(session.scalars(sa.select(Visit)).all()) == 1


def test_of_a_part_of_the_minutes_one_is_saved_and_the_others_are_told(
    sitting, as_unit, at_home, at_once
):
    forms = [
        {"page": str(n), "text-said": f"Của {n}", "seen-said": "0", "was-said": mark("")}
        for n in range(MANY)
    ]
    answers = at_once(at_home(f"{sitting}/minutes"), *forms)
    assert sorted(answers) == [303, 409, 409, 409]
    with as_unit(UPPER) as session:
        (part,) = session.scalars(sa.select(MinutesPart).where(MinutesPart.kind == "said"))
        assert (part.version, part.text) == (1, f"Của {part.page}")


def test_it_is_closed_one_way(sitting, as_unit, at_home, at_once):
    with as_unit(UPPER) as session:
        number = promised(session.get_one(Visit, sitting)).id
    ways = [{"outcome": way, "reason": "x"} for way in ("kept", "missed")]
    answers = at_once(at_home(f"commitments/{number}/closing"), *ways)
    assert sorted(answers) == [303, 303, 409, 409]


def test_two_workers_remember_once(sitting, as_unit, app, ids):
    with as_unit(UPPER) as session:
        commitment = promised(session.get_one(Visit, sitting)).id
        session.get_one(Commitment, commitment).remind_at = day("2023-03-01")
        session.get_one(Commitment, commitment).made_at = day("2023-02-01")
        session.get_one(Commitment, commitment).due_on = day("2023-03-13").date()
    start = Barrier(2)

    def work(_number: int) -> int:
        with app.app_context():
            start.wait()
            return jobs.run("visits.reminders")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    with as_unit(UPPER) as session:
        assert len(session.scalars(sa.select(CommitmentReminder)).all()) == 1
        told = sa.select(Notice).where(Notice.unit_id == ids[LOWER])
        titles = [notice.title for notice in session.scalars(told)]
        assert sum(title.startswith("Cam kết") for title in titles) == 1
