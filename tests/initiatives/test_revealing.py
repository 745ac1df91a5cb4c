"""Reading an author in full: one tap, a reason, a line that the unit can read."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app import ciphers
from app.db import db
from app.initiatives import Initiative, Person, Reveal, State
from app.journal import JournalLine
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

PHONE = "0903334445"


@pytest.fixture
def lying(as_unit):
    """The id of an initiative of cs-a11 on the desk of huyen-a1."""
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"))
        author = db.session.get(Person, initiative.authors[0].person_id)
        author.phone, author.id_number = PHONE, "079012345678"
        return initiative.id


def address(ids, number, unit="huyen-a1", tail="/author"):
    return f"/u/{ids[unit]}/initiatives/{number}{tail}"


def lines(as_unit, act):
    with as_unit("tld"):
        query = sa.select(JournalLine).where(JournalLine.act == act).order_by(JournalLine.id)
        return [
            (line.subject, line.by_id is not None, line.fields, line.unit_id)
            for line in db.session.scalars(query)
        ]


def test_one_tap_on_a_reason_shows_the_author_in_full(signed_in, ids, lying, as_unit):
    officer = signed_in("officer.huyen-a1")
    page = officer.get(address(ids, lying, tail=""))
    assert PHONE not in page.text
    first = re.search(r'name="reason" value="(\w+)"', page.text)[1]
    assert first == "supplement"
    answer = officer.submit(address(ids, lying), {"reason": first}, htmx=True)
    assert answer.status_code == 200
    assert PHONE in answer.text and "079012345678" in answer.text
    assert "<html" not in answer.text


def test_the_unit_reads_in_the_journal_who_saw_whom_and_why(signed_in, ids, lying, as_unit):
    signed_in("officer.huyen-a1").submit(address(ids, lying), {"reason": "verify"})
    assert lines(as_unit, "person.reveal") == [("person", True, ["verify"], ids["cs-a11"])]


def test_while_it_lies_on_ones_own_desk_nobody_asks_twice(signed_in, ids, lying, as_unit):
    officer = signed_in("officer.huyen-a1")
    for _ in range(2):
        officer.submit(address(ids, lying), {"reason": "supplement"})
    assert PHONE in officer.get(address(ids, lying, tail="")).text
    assert len(lines(as_unit, "person.reveal")) == 1
    other = signed_in("leader.huyen-a1")
    assert PHONE not in other.get(address(ids, lying, tail="")).text, "each for himself"
    with as_unit("huyen-a1"):
        initiative = db.session.get(Initiative, lying)
        initiative.send_back(by=1, at=NOW + dt.timedelta(days=1))
    assert PHONE not in officer.get(address(ids, lying, tail="")).text, "it has left the desk"


def test_on_another_desk_a_reveal_lasts_for_one_look(signed_in, ids, lying, as_unit):
    chair = signed_in("leader.cs-a11")
    shown = chair.submit(address(ids, lying, "cs-a11"), {"reason": "supplement"})
    assert PHONE in shown.text
    assert PHONE not in chair.get(address(ids, lying, "cs-a11", "")).text


@pytest.mark.parametrize("said", [{}, {"reason": "tò mò"}])
def test_without_a_known_reason_nothing_is_shown(signed_in, ids, lying, as_unit, said):
    answer = signed_in("officer.huyen-a1").submit(address(ids, lying), said)
    assert answer.status_code == 422
    assert PHONE not in answer.text
    assert lines(as_unit, "person.reveal") == []


@pytest.mark.parametrize("role", ["viewer", "administrator"])
def test_a_refused_reveal_is_written_down_too(signed_in, ids, lying, as_unit, role):
    answer = signed_in(f"{role}.huyen-a1").submit(address(ids, lying), {"reason": "verify"})
    assert answer.status_code == 403
    assert PHONE not in answer.text
    assert lines(as_unit, "person.reveal-refused") == [("person", True, [], ids["cs-a11"])]
    with as_unit("tld"):
        assert db.session.scalar(sa.select(sa.func.count(Reveal.id))) == 0


def test_lists_and_queues_open_nothing_sealed(signed_in, ids, lying, as_unit, monkeypatch):
    with as_unit("huyen-a1"):
        hand_in(Unit.by_code("cs-a11"), to=State.SUBMITTED)
    opened = []
    honest = ciphers.Ring.open
    monkeypatch.setattr(
        ciphers.Ring, "open", lambda ring, *rest: opened.append(1) or honest(ring, *rest)
    )
    officer = signed_in("officer.huyen-a1")
    for page in ("reviews/", "initiatives/", f"reviews/{lying}", f"initiatives/{lying}"):
        assert officer.get(f"/u/{ids['huyen-a1']}/{page}").status_code == 200
    assert opened == []
    officer.submit(address(ids, lying), {"reason": "verify"})
    assert opened, "the eye of this test is open"
