"""Asking for another quota and answering, as verbs."""

import threading
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.journal import JournalLine
from app.notices import Notice
from app.programmes import Programme
from app.quotas import Ledger, Paper, QuotaDecision, QuotaEntry, QuotaRequest, ledger
from app.quotas.answers import (
    AlreadyAsked,
    Answer,
    NobodyAbove,
    NotBetween,
    NothingAsked,
    NotWaiting,
    NotYours,
    ReasonWanted,
)
from app.quotas.changing import NotGivenHere
from app.quotas.ledger import NotEnough
from app.tenancy import Everything, Scope
from app.units import Unit
from tests.quotas.test_ledger import opened, received
from tests.world import NOW

PAPER = Paper("07/LĐLĐ", NOW.date())


@pytest.fixture
def shared_out(app):
    """huyen-a1 received 100 and gave cs-a11 60."""
    with app.app_context():
        received(100)
        with jobs.step(Everything("quota for a test")):
            opened().give(Unit.by_code("huyen-a1"), Unit.by_code("cs-a11"), 60, PAPER)


def ask(wanted: int, code: str = "cs-a11", reason: str = "Đông đoàn viên mới") -> QuotaRequest:
    programme = Programme.by_code("tsk")
    stage = programme.whole_stages[1]
    return QuotaRequest.ask(Unit.by_code(code), stage, programme, wanted, reason, by=7, at=NOW)


@pytest.fixture
def asked(as_unit, shared_out):
    """`asked(80)`: cs-a11 has asked for 80 instead of 60; the id of the request."""

    def make(wanted: int) -> int:
        with as_unit("cs-a11"):
            return ask(wanted).id

    return make


@contextmanager
def answering(as_unit, request_id, code="huyen-a1"):
    with as_unit(code) as session:
        yield session.get(QuotaRequest, request_id), Unit.by_code(code)


def reply(found, giver, outcome, **said):
    found.reply(giver, outcome, **{"paper": PAPER, "by": 9, "at": NOW, **said})


def held(code="cs-a11"):
    return opened().balance(Unit.by_code(code)).received


def test_asking_keeps_what_was_held_and_waits(as_unit, shared_out):
    with as_unit("cs-a11") as session:
        request = ask(80)
        assert (request.held, request.wanted, request.is_waiting) == (60, 80, True)
        assert request.giver.code == "huyen-a1"
        acts = session.scalars(sa.select(JournalLine.act)).all()
        assert "quota_request.ask" in acts


def test_what_cannot_be_asked(as_unit, shared_out):
    with as_unit("cs-a11"):
        with pytest.raises(NothingAsked):
            ask(60)
        with pytest.raises(ReasonWanted):
            ask(80, reason=" ")
        ask(80)
        with pytest.raises(AlreadyAsked):
            ask(90)
    with as_unit("tld"), pytest.raises(NobodyAbove):
        ask(5, "tld")


def test_withdrawn_another_may_be_asked(as_unit, asked):
    request_id = asked(80)
    with as_unit("cs-a11") as session:
        request = session.get(QuotaRequest, request_id)
        request.withdraw(by=7, at=NOW)
        request.withdraw(by=7, at=NOW)
        assert request.outcome == Answer.WITHDRAWN
        assert ask(90).wanted == 90
    with answering(as_unit, request_id) as (found, giver), pytest.raises(NotWaiting):
        reply(found, giver, Answer.ACCEPTED)


def test_accepting_writes_the_difference_under_a_decision(as_unit, asked):
    with answering(as_unit, asked(80)) as (found, giver):
        reply(found, giver, Answer.ACCEPTED)
        assert (found.outcome, found.granted, found.answered_by) == ("accepted", 80, 9)
        assert held() == 80
        assert opened().balance(giver).remainder == 20
    with as_unit("cs-a11") as session:
        decision = session.scalars(QuotaDecision.of(Unit.by_code("cs-a11"))).unique().one()
        assert decision.document_number == "07/LĐLĐ" and not decision.acknowledged_at
        assert [entry.amount for entry in decision.entries] == [20]
        assert "07/LĐLĐ" in session.scalars(sa.select(Notice.title)).one()
        acts = session.scalars(sa.select(JournalLine.act)).all()
        assert {"quota_request.answer", "quota.decide", "quota.give", "notice.send"} <= set(acts)


def test_less_is_taken_back(as_unit, asked):
    with answering(as_unit, asked(40)) as (found, giver):
        reply(found, giver, Answer.ACCEPTED)
        assert held() == 40 and opened().balance(giver).remainder == 60


def test_partly_lies_between(as_unit, asked):
    request_id = asked(80)
    with answering(as_unit, request_id) as (found, giver):
        for granted in (60, 80, 90, 0, None):
            with pytest.raises(NotBetween):
                reply(found, giver, Answer.PARTLY, granted=granted)
            assert found.is_waiting, "a refused answer leaves the request as it was"
        reply(found, giver, Answer.PARTLY, granted=70)
        assert (found.outcome, held()) == ("partly", 70)


def test_refusing_needs_a_reason_and_changes_no_quota(as_unit, asked):
    request_id = asked(80)
    with answering(as_unit, request_id) as (found, giver):
        with pytest.raises(ReasonWanted):
            reply(found, giver, Answer.REFUSED)
        reply(found, giver, Answer.REFUSED, answer="Không còn chỉ tiêu", paper=None)
        assert held() == 60
    with as_unit("cs-a11") as session:
        assert "Không còn chỉ tiêu" in session.scalars(sa.select(Notice.body)).one()


def test_more_than_is_left_needs_a_written_reason(as_unit, asked):
    request_id = asked(160)
    with answering(as_unit, request_id) as (found, giver):
        with pytest.raises(NotEnough):
            reply(found, giver, Answer.ACCEPTED)
        assert found.is_waiting and held() == 60
        reply(found, giver, Answer.ACCEPTED, beyond="Phấn đấu vượt")
        assert held() == 160 and opened().balance(giver).remainder == -60
    with as_unit("cs-a11") as session:
        entry = session.scalars(QuotaEntry.story(Unit.by_code("cs-a11"))).first()
        assert entry.reason == "Đông đoàn viên mới\nLý do giao vượt: Phấn đấu vượt"


def test_the_second_answer_is_told(as_unit, asked):
    request_id = asked(80)
    with answering(as_unit, request_id) as (found, giver):
        reply(found, giver, Answer.ACCEPTED)
        with pytest.raises(NotWaiting):
            reply(found, giver, Answer.REFUSED, answer="Không")
        with pytest.raises(NotWaiting):
            found.withdraw(by=7, at=NOW)
        assert (found.outcome, held()) == ("accepted", 80)


def test_a_unit_further_above_sees_but_does_not_answer(as_unit, asked):
    request_id = asked(80)
    with answering(as_unit, request_id, "tinh-a") as (found, province):
        assert found.wanted == 80
        with pytest.raises(NotYours):
            reply(found, province, Answer.ACCEPTED)
    with as_unit("huyen-a2") as session:
        assert session.get(QuotaRequest, request_id) is None


def test_nothing_is_taken_back_that_another_gave(app, as_unit, shared_out):
    with app.app_context(), jobs.step(Everything("move for a test")):
        Unit.by_code("cs-a11").move(Unit.by_code("huyen-a2"), by=1, at=NOW)
    with as_unit("cs-a11"):
        request_id = ask(20).id
    with answering(as_unit, request_id, "huyen-a2") as (found, giver):
        with pytest.raises(NotGivenHere):
            reply(found, giver, Answer.ACCEPTED)
        assert found.is_waiting and held() == 60


def test_a_request_follows_its_unit(app, as_unit, asked):
    request_id = asked(80)
    with app.app_context(), jobs.step(Everything("move for a test")):
        Unit.by_code("cs-a11").move(Unit.by_code("huyen-a2"), by=1, at=NOW)
    with answering(as_unit, request_id, "huyen-a2") as (found, giver):
        reply(found, giver, Answer.REFUSED, answer="Chưa có chỉ tiêu")
        assert found.outcome == Answer.REFUSED


def at_once(app, code, act, count=6):
    """Run an act in threads, each in its own transaction; the errors they met."""
    with app.app_context(), jobs.reading("path") as session:
        path = session.scalars(sa.select(Unit.path).where(Unit.code == code)).one()
    met = []

    def run() -> None:
        with app.app_context():
            try:
                with jobs.step(Scope(path)) as session:
                    act(session)
            except Exception as error:
                met.append(type(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


def test_of_six_answers_at_once_one_counts(app, asked):
    request_id = asked(80)

    def act(session):
        found = session.get(QuotaRequest, request_id)
        reply(found, Unit.by_code("huyen-a1"), Answer.ACCEPTED)

    assert at_once(app, "huyen-a1", act) == [NotWaiting] * 5
    with app.app_context(), jobs.reading("look"):
        assert held() == 80 and ledger.differences() == []


def test_of_six_requests_at_once_one_waits(app, shared_out):
    assert at_once(app, "cs-a11", lambda session: ask(80)) == [AlreadyAsked] * 5


def test_a_balance_is_held_while_it_is_read(app, shared_out):
    """Two officers bring a unit to an amount at once: it has that amount, not more."""

    def act(session):
        giver, unit = Unit.by_code("huyen-a1"), Unit.by_code("cs-a12")
        Ledger(opened().programme, opened().stage, 1, NOW).allocate(giver, {unit: 10}, PAPER)

    assert at_once(app, "huyen-a1", act) == []
    with app.app_context(), jobs.reading("look"):
        assert held("cs-a12") == 10 and ledger.differences() == []
