"""How an initiative stands, by its receipt and the last digits; guessers are slowed down."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import jobs
from app.initiatives import Initiative, Person, State
from app.links import guesses
from app.links.guesses import Guess
from app.tenancy import Everything
from app.units import Unit
from tests.links.visiting import filled, link_at, receipt_of, send
from tests.world import NOW
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
