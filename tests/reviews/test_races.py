"""Many at once: nobody's decision is lost or made twice, and who comes second is told."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm.exc import StaleDataError

from app import clock, jobs
from app.access import Role
from app.db import db
from app.initiatives import Initiative, Move, State, tallies
from app.programmes import Programme, ReasonCode, ReviewStep, Step, Task, Where
from app.reviews import Outcome, Review, Reviewer, SecondLook, Word
from app.reviews.outcomes import WORDS
from app.tenancy import Everything
from app.units import Unit
from app.web.errors import Refused
from tests.client import TOKEN, Client
from tests.world import NOW, person
from tests.written import hand_in, paper

INITIATIVES, REVIEWERS = 200, 16
SOON = 60
"""Seconds after which whoever waits for the others gives up."""
DECISIONS = [Outcome.VALID, Outcome.INVALID, Outcome.RETURNED]


class Quick(Client):
    """A client whose pages are not looked over: thousands of them are asked for."""

    def open(self, *args: Any, **options: Any) -> Any:
        answer = FlaskClient.open(self, *args, **options)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        self.csrf = found[1] if found else self.csrf
        return answer


@pytest.fixture
def reviewers(app: Flask) -> Callable[[int], list[Quick]]:
    """`reviewers(16)`: as many officers of huyen-a1, signed in."""

    def appoint(many: int) -> list[Quick]:
        logins = [f"officer{number}.huyen-a1" for number in range(many)]
        with app.app_context(), jobs.step(Everything("officers for a race"), at=NOW):
            for login in logins:
                person(login, Unit.by_code("huyen-a1"), Role.OFFICER)
        clients = [Quick(app, app.response_class) for _ in logins]
        for client, login in zip(clients, logins, strict=True):
            client.sign_in(login)
            client.get("/", follow_redirects=True)
        return clients

    return appoint


def many_of(as_unit: Any, count: int) -> list[int]:
    with as_unit("huyen-a1"):
        return [hand_in(Unit.by_code("cs-a11")).id for _ in range(count)]


def at_once(verbs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave when all began together; a refusal is what it gave, too."""
    gate = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        gate.wait(SOON)
        try:
            return verb()
        except (Refused, StaleDataError) as refused:
            return refused

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def in_a_session(app: Flask, initiative: int, verb: Callable[[Initiative], Any]) -> Any:
    """A verb in a session and a transaction of its own."""

    def run() -> Any:
        with app.app_context(), jobs.step(Everything("a race")) as session:
            return verb(session.get_one(Initiative, initiative))

    return run


def assert_decided_once(app: Flask, numbers: list[int], told: list[list[tuple[bool, str]]]) -> None:
    """Each has one review, and everybody else was told whose it is.

    :param told: by reviewer and initiative, whether it was taken, and the words if not
    """
    signed = set()
    with app.app_context(), jobs.reading("after the race"):
        assert tallies.differences() == []
        for turn, number in enumerate(numbers):
            (review,) = Review.of(db.session.get_one(Initiative, number))
            assert review.initiative.state == review.outcome
            assert ways(number) == [("endorsed", review.outcome)]
            said = [each[turn] for each in told]
            assert Counter(taken for taken, _words in said) == {True: 1, False: REVIEWERS - 1}
            word, _kind = WORDS[Outcome(review.outcome)]
            expected = f"Đồng chí {review.signed_by} đã ghi “{word}” lúc"
            assert all(expected in words for taken, words in said if not taken)
            signed.add(review.reviewer_id)
    assert len(signed) > 1, "they did race"


def test_of_sixteen_who_decide_at_once_one_does(app, as_unit):
    """Each in transactions of his own, all in the same order; who is told catches up, and at the
    first few they wait for each other: else whoever is ahead once may stay so."""
    numbers = many_of(as_unit, INITIATIVES)
    gates = [Barrier(REVIEWERS) for _number in range(4)]

    def say(row: Initiative, place: int, turn: int) -> None:
        outcome = DECISIONS[(place + turn) % len(DECISIONS)]
        codes = () if outcome is Outcome.VALID else ReasonCode.known(row.stage)[:1]
        word = Word(outcome, codes=codes, note="Ghi rõ.")
        who = Reviewer(place + 1, f"Người thứ {place + 1}")
        Review.write(row, Unit.by_code("huyen-a1"), word, by=who, at=clock.now())

    def review_all(place: int) -> list[tuple[bool, str]]:
        found = []
        for turn, number in enumerate(numbers):
            verb = in_a_session(app, number, lambda row, turn=turn: say(row, place, turn))
            if turn < len(gates):
                gates[turn].wait(SOON)
            try:
                verb()
                found.append((True, ""))
            except Refused as refused:
                with app.test_request_context():
                    found.append((False, str(refused)))
        return found

    assert_decided_once(app, numbers, at_once([partial(review_all, n) for n in range(REVIEWERS)]))


def test_of_sixteen_who_ask_at_once_the_others_are_told(app, as_unit, ids, reviewers):
    """The same over HTTP, where the page says who was quicker: 409, in words."""
    numbers, clients = many_of(as_unit, 16), reviewers(REVIEWERS)
    with as_unit("huyen-a1"):
        code = str(db.session.scalar(sa.select(ReasonCode.id).limit(1)))
    gate = Barrier(REVIEWERS)

    def review_all(place: int) -> list[tuple[bool, str]]:
        found = []
        for turn, number in enumerate(numbers):
            outcome = DECISIONS[(place + turn) % len(DECISIONS)]
            tail = "approval" if outcome is Outcome.VALID else "refusal"
            form = {"act": outcome.value, "codes": [code], "note": "Ghi rõ."}
            gate.wait(SOON)
            address = f"/u/{ids['huyen-a1']}/reviews/{number}/{tail}"
            answer = clients[place].submit(address, form)
            assert answer.status_code in (303, 409)
            found.append((answer.status_code == 303, answer.text))
        return found

    assert_decided_once(app, numbers, at_once([partial(review_all, n) for n in range(REVIEWERS)]))


def test_where_two_are_asked_two_different_ones_agree(app, as_unit, ids, reviewers):
    many = 8
    with as_unit("tld"):
        route = [Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE, persons=2)]
        ReviewStep.set_route(Programme.by_code("tsk"), route, by=1, at=NOW)
    numbers, clients = many_of(as_unit, 8), reviewers(many)
    for number in numbers:
        address = f"/u/{ids['huyen-a1']}/reviews/{number}/approval"
        clicks = [partial(client.submit, address) for client in clients for _ in range(2)]
        answers = Counter(answer.status_code for answer in at_once(clicks))
        assert answers >= Counter({303: 2})
        assert set(answers) <= {303, 409}
    with app.app_context(), jobs.reading("after the race"):
        assert tallies.differences() == []
        for number in numbers:
            row = db.session.get_one(Initiative, number)
            last, first = Review.of(row)
            assert (first.outcome, last.outcome) == (Outcome.AGREED, Outcome.VALID)
            assert first.reviewer_id != last.reviewer_id
            assert (row.state, row.agreed) == (State.VALID, 0)


def decided(app: Flask, number: int, outcome: Outcome) -> int:
    """The id of a review of it, just written by somebody of huyen-a1."""
    with app.app_context(), jobs.step(Everything("a decision")):
        row = db.session.get_one(Initiative, number)
        word = Word(outcome, codes=ReasonCode.known(row.stage)[:1], note="Ghi rõ.")
        review = Review.write(
            row, Unit.by_code("huyen-a1"), word, by=Reviewer(1, "Trần Văn Khác"), at=clock.now()
        )
        db.session.flush()
        return review.id


def undo_of(app: Flask, number: int, review: int) -> Any:
    def undo(_row: Initiative) -> str:
        db.session.get_one(Review, review).undo(by=1, at=clock.now())
        return "undone"

    return in_a_session(app, number, undo)


def ways(number: int) -> list[tuple[Any, Any]]:
    """Its moves after it was confirmed."""
    query = sa.select(Move.from_state, Move.to_state).where(Move.initiative_id == number)
    return [tuple(row) for row in db.session.execute(query.order_by(Move.id))][2:]


def test_undoing_twice_at_once_undoes_once(app, as_unit):
    for number in many_of(as_unit, 15):
        review = decided(app, number, Outcome.INVALID)
        answers = at_once([undo_of(app, number, review)] * 4)
        with app.app_context(), jobs.reading("after the race"):
            assert tallies.differences() == []
            assert ways(number) == [("endorsed", "invalid"), ("invalid", "endorsed")]
            assert Review.of(db.session.get_one(Initiative, number)) == []
        assert answers == ["undone"] * 4, "a second click changes nothing"


def test_undoing_and_handing_in_anew_at_once_is_one_of_both(app, as_unit, ids, signed_in):
    chair = signed_in("leader.cs-a11")
    for turn, number in enumerate(many_of(as_unit, 15)):
        review = decided(app, number, Outcome.RETURNED)
        address = f"/u/{ids['cs-a11']}/initiatives/{number}"
        chair.get(f"{address}/edit")
        form = paper(title=f"Tên đã sửa {turn}", act="submit")
        verbs = [
            undo_of(app, number, review),
            lambda form=form, at=address: chair.submit(at, form).status_code,
        ]
        undone, sent = at_once(verbs)
        with app.app_context(), jobs.reading("after the race"):
            assert tallies.differences() == []
            row = db.session.get_one(Initiative, number)
            assert (row.state, row.agreed) == (State.ENDORSED, 0)
            if sent == 303:
                assert isinstance(undone, Refused | StaleDataError)
                assert row.title == f"Tên đã sửa {turn}"
                assert ways(number)[1:] == [("returned", "submitted"), ("submitted", "endorsed")]
            else:
                assert (sent, undone) == (409, "undone")
                assert not row.title.startswith("Tên đã sửa")
                assert ways(number)[1:] == [("returned", "endorsed")]


def test_a_second_look_asked_for_twice_at_once_is_one(app, as_unit):
    def ask(row: Initiative) -> str:
        last = Review.last_of(row, Outcome.INVALID)
        SecondLook.ask(row, last, "Xin xem lại.", by=2, signed_by="A", at=clock.now())
        return "asked"

    for number in many_of(as_unit, 15):
        decided(app, number, Outcome.INVALID)
        answers = at_once([in_a_session(app, number, ask)] * 4)
        with app.app_context(), jobs.reading("after the race"):
            assert tallies.differences() == []
            looks = sa.select(SecondLook.id).where(SecondLook.initiative_id == number)
            assert len(db.session.scalars(looks).all()) == 1
            assert ways(number) == [("endorsed", "invalid"), ("invalid", "endorsed")]
        assert answers == ["asked"] * 4


def test_deciding_and_withdrawing_at_once_is_one_of_both(app, as_unit, ids, signed_in):
    officer, chair = signed_in("officer.huyen-a1"), signed_in("leader.cs-a11")
    for client in (officer, chair):
        client.get("/", follow_redirects=True)
    for number in many_of(as_unit, 15):
        review = f"/u/{ids['huyen-a1']}/reviews/{number}/approval"
        withdrawal = f"/u/{ids['cs-a11']}/initiatives/{number}/withdrawal"
        verbs = [
            lambda at=review: officer.submit(at),
            lambda at=withdrawal: chair.submit(at),
        ]
        answers = at_once(verbs)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        late = next(answer.text for answer in answers if answer.status_code == 409)
        assert re.search("đã ghi “Hợp lệ”|không còn|vừa được", late)
        with app.app_context(), jobs.reading("after the race"):
            assert tallies.differences() == []
            row = db.session.get_one(Initiative, number)
            assert len(Review.of(row)) == (row.state == State.VALID)


def test_of_some_who_reopen_at_once_one_does(app, as_unit):
    def reopen(person: int) -> Callable[[Initiative], str]:
        def again(row: Initiative) -> str:
            who = Reviewer(person, f"Người {person}")
            Review.reopen(row, Unit.by_code("huyen-a1"), "Xem lại.", by=who, at=clock.now())
            return "reopened"

        return again

    for number in many_of(as_unit, 10):
        decided(app, number, Outcome.VALID)
        verbs = [in_a_session(app, number, reopen(person)) for person in range(1, 5)]
        answers = at_once(verbs)
        assert answers.count("reopened") == 1
        with app.app_context(), jobs.reading("after the race"):
            said = Review.of(db.session.get_one(Initiative, number))
            assert [review.outcome for review in said] == [Outcome.REOPENED, Outcome.VALID]
