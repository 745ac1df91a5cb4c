"""How an initiative stands, by its receipt and the last digits; guessers are slowed down."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import Author, Initiative, Person, State
from app.links import doors, guesses
from app.links.guesses import Guess
from app.programmes import Programme, ReasonCode, ReviewStep, Step, Task, Where
from app.reviews import Outcome, Review, Reviewer, Word
from app.tenancy import Everything, ScopeViolation, looking_in
from app.units import Unit
from tests.links.visiting import filled, link_at, receipt_of, send
from tests.world import NOW, REASONS
from tests.written import hand_in


@pytest.fixture
def receipt(client, as_unit) -> str:
    code = link_at(as_unit)
    return receipt_of(send(client, code, filled(client, code)))


def ask(client, code: str, digits: str):
    return client.post("/tra-cuu", data={"code": code, "digits": digits})


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_code_and_digits_show_how_it_stands(client, receipt, typed):
    assert f'value="{receipt}"' in client.get(f"/tra-cuu?ma={receipt}").text
    answer = ask(client, typed(receipt), "4567")
    assert answer.status_code == 200
    assert "Chờ xác nhận" in answer.text
    assert "CĐCS Công ty TNHH May Hòa Bình" in answer.text
    for secret in ("Trần Thị Hoa", "0901", "4567", "cữ gá"):
        assert secret not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_it_shows_in_whose_hands_it_is(client, receipt, as_unit):
    with as_unit("cs-a11") as session:
        session.scalars(sa.select(Initiative)).one().endorse(by=None, at=NOW)
    assert "LĐLĐ huyện Đông Sơn" in ask(client, receipt, "4567").text


def words(answer) -> str:
    return answer.text.split("data-errors")[1].split("</div>")[0]


def test_a_wrong_code_and_wrong_digits_are_answered_alike(client, receipt):
    wrong = [
        ask(client, receipt, "4568"),
        ask(client, receipt[:-1] + ("2" if receipt[-1] != "2" else "3"), "4567"),
        ask(client, "ZZZZ" + receipt[4:], "4567"),
        ask(client, "không phải mã", "4567"),
    ]
    assert {answer.status_code for answer in wrong} == {422}
    assert len({words(answer) for answer in wrong}) == 1


def test_the_phone_of_another_author_of_the_unit_does_not_open_it(client, receipt, as_unit):
    with as_unit("cs-a11") as session:
        unit = session.scalars(sa.select(Unit).where(Unit.code == "cs-a11")).one()
        hand_in(unit, to=State.SUBMITTED)
        digits = [person.phone[-4:] for person in session.scalars(sa.select(Person))]
    assert {ask(client, receipt, said).status_code for said in digits if said != "4567"} == {422}


def test_whoever_guesses_is_slowed_down_and_the_code_of_another_is_not(client, receipt, as_unit):
    for _time in range(guesses.FREE):
        assert ask(client, receipt, "0000").status_code == 422
    waiting = ask(client, receipt, "4567")
    assert waiting.status_code == 429
    assert "Xin chờ" in waiting.text
    code = link_at(as_unit)
    second = receipt_of(send(client, code, filled(client, code, title="Hai")))
    assert ask(client, second, "4567").status_code == 200


def test_unknown_codes_are_slowed_down_alike(client, receipt):
    unknown = receipt[:-1] + ("2" if receipt[-1] != "2" else "3")
    for _time in range(guesses.FREE):
        ask(client, unknown, "0000")
    assert ask(client, unknown, "0000").status_code == 429


def test_right_digits_forgive_and_a_day_forgets(app, client, receipt):
    for _time in range(guesses.FREE - 1):
        ask(client, receipt, "0000")
    assert ask(client, receipt, "4567").status_code == 200
    assert kept(app) == 0
    ask(client, receipt, "0000")
    with app.app_context(), jobs.step(Everything("a day goes by")) as session:
        session.scalars(sa.select(Guess)).one().at -= dt.timedelta(hours=25)
    ask(client, receipt, "0000")
    assert kept(app) == 1


def kept(app) -> int:
    with app.app_context(), jobs.reading("guesses") as session:
        return len(session.scalars(sa.select(Guess)).all())


def test_digits_are_four(client, receipt):
    for wrong in ("", "456", "45678", "abcd", "٤٥٦٧"):
        assert ask(client, receipt, wrong).status_code == 422


# --- what is decided is told when it can no longer be undone ---

DAY = dt.timedelta(days=1)
QUARTER = dt.timedelta(minutes=15)


@pytest.fixture
def decide(app, as_unit):
    """`decide(Outcome.VALID, ago=…)`: what the desk above said of it, so long ago; reasons are by
    their codes."""

    def say(outcome, ago, *reasons, desk="huyen-a1"):
        with app.app_context():
            now = clock.now()
        with as_unit("tld") as session:
            row = session.scalars(sa.select(Initiative).where(Initiative.state != "draft")).one()
            if row.state == State.SUBMITTED and desk != "cs-a11":
                row.endorse(by=None, at=now - DAY)
            known = [c for c in ReasonCode.known(row.stage) if c.code in reasons]
            unit = session.scalars(sa.select(Unit).where(Unit.code == desk)).one()
            word = Word(outcome, codes=known, note="Gửi ảnh quyết định." if known else "")
            Review.write(row, unit, word, by=Reviewer(1, "Lê Thị Mai"), at=now - ago)

    return say


def shown(answer) -> str:
    """The page without what differs from one request to the next."""
    assert answer.status_code == 200
    return answer.text.split("<h1>")[1]


@pytest.mark.parametrize("outcome", [Outcome.VALID, Outcome.INVALID, Outcome.RETURNED])
def test_a_young_decision_shows_in_nothing(client, receipt, as_unit, decide, outcome):
    with as_unit("cs-a11") as session:
        session.scalars(sa.select(Initiative)).one().endorse(by=None, at=NOW - DAY)
    before = shown(ask(client, receipt, "4567"))
    assert "Đang xem xét" in before
    decide(outcome, dt.timedelta(minutes=1), "tom-tat")
    assert shown(ask(client, receipt, "4567")) == before


def test_nor_does_what_the_chair_has_sent_back_or_one_desk_has_passed_up(
    client, receipt, as_unit, decide
):
    before = shown(ask(client, receipt, "4567"))
    decide(Outcome.RETURNED, dt.timedelta(minutes=1), "tom-tat", desk="cs-a11")
    assert shown(ask(client, receipt, "4567")) == before


def test_what_is_passed_up_shows_when_it_can_no_longer_be_undone(client, receipt, as_unit, decide):
    with as_unit("tld") as session:
        row = session.scalars(sa.select(Initiative)).one()
        row.endorse(by=None, at=NOW - DAY)
        steps = (
            Step(Task.CONFIRM, Where.OWN),
            Step(Task.DECIDE, Where.ABOVE),
            Step(Task.DECIDE, "province"),
        )
        ReviewStep.set_route(Programme.by_code("tsk"), steps, by=None, at=NOW)
    before = shown(ask(client, receipt, "4567"))
    decide(Outcome.VALID, dt.timedelta(minutes=14))
    assert shown(ask(client, receipt, "4567")) == before
    with as_unit("tld") as session:
        session.scalars(sa.select(Review)).one().at -= QUARTER
    assert "LĐLĐ tỉnh An Phú" in shown(ask(client, receipt, "4567"))


@pytest.mark.parametrize("outcome", [Outcome.INVALID, Outcome.RETURNED])
@pytest.mark.parametrize("code", [row[0] for row in REASONS])
def test_a_refusal_says_why_and_what_to_do(client, receipt, decide, as_unit, outcome, code):
    decide(outcome, QUARTER, code)
    page = shown(ask(client, receipt, "4567"))
    _code, text, _field, advice = next(row for row in REASONS if row[0] == code)
    for part in (text, advice, "Gửi ảnh quyết định."):
        assert part in page
    assert ("Yêu cầu bổ sung" if outcome is Outcome.RETURNED else "Không hợp lệ") in page
    assert "Lê Thị Mai" not in page, "who said it is for those inside"


def test_valid_says_so_and_undone_says_nothing(client, receipt, decide, as_unit):
    decide(Outcome.VALID, QUARTER)
    assert "Hợp lệ" in shown(ask(client, receipt, "4567"))


def test_what_was_undone_leaves_no_trace(app, client, receipt, decide, as_unit):
    with as_unit("cs-a11") as session:
        session.scalars(sa.select(Initiative)).one().endorse(by=None, at=NOW - DAY)
    before = shown(ask(client, receipt, "4567"))
    decide(Outcome.INVALID, dt.timedelta(minutes=2), "tom-tat")
    with as_unit("tld") as session:
        review = session.scalars(sa.select(Review)).one()
        review.undo(by=1, at=review.at + dt.timedelta(minutes=1))
    assert shown(ask(client, receipt, "4567")) == before


def test_reasons_of_another_initiative_stay_behind_the_door(app, client, receipt, decide, as_unit):
    """The look for reasons reads the reviews of that initiative alone, and writes nothing."""
    decide(Outcome.INVALID, QUARTER, "tom-tat")
    with as_unit("cs-a11") as session:
        mine = session.scalars(sa.select(Initiative)).one()
        unit, number = mine.unit_id, mine.id
    with as_unit("cs-a11") as session:
        other = hand_in(session.get_one(Unit, unit)).id
    with as_unit("huyen-a1") as session:
        row = session.get_one(Initiative, other)
        word = Word(Outcome.RETURNED, codes=ReasonCode.known(row.stage)[:1], note="Của người khác.")
        desk = session.scalars(sa.select(Unit).where(Unit.code == "huyen-a1")).one()
        Review.write(row, desk, word, by=Reviewer(1, "Lê Thị Mai"), at=NOW)
    with app.app_context(), looking_in(db, unit, doors.said_of(number)) as looking:
        assert [r.initiative_id for r in looking.scalars(sa.select(Review))] == [number]
        for closed in (Person, Author):
            with pytest.raises(ScopeViolation):
                looking.scalars(sa.select(closed)).all()
        with pytest.raises(ScopeViolation):
            looking.execute(sa.update(Review).values(note="x"))
    assert "Của người khác." not in shown(ask(client, receipt, "4567"))
