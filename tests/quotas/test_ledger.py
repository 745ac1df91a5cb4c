"""The ledger of quotas: what is given is never more than what was received."""

import random
import threading

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.programmes import Programme
from app.quotas import Ledger, Paper, QuotaEntry, ledger
from app.quotas.ledger import BelowZero, NotEnough, ReasonMissing
from app.tenancy import Everything, Scope
from app.units import Unit
from tests.world import NOW

PAPER = Paper("02/LĐLĐ", NOW.date(), "năm 2023")


def opened() -> Ledger:
    programme = Programme.by_code("tsk")
    return Ledger(programme, programme.whole_stages[1], by=1, at=NOW)


def received(amount: int) -> None:
    """huyen-a1 has received so many from its province."""
    with jobs.step(Everything("quota for a test")):
        book = opened()
        book.receive(Unit.by_code("tinh-a"), amount, PAPER)
        book.give(Unit.by_code("tinh-a"), Unit.by_code("huyen-a1"), amount, PAPER)


def test_giving_moves_the_balances_on_both_sides(app, as_unit):
    with app.app_context():
        received(100)
    with as_unit("huyen-a1"):
        book, giver, unit = opened(), Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        book.give(giver, unit, 60, PAPER)
        assert book.balance(giver).remainder == 40
        assert book.balance(unit).received == 60


def test_more_than_was_received_needs_a_written_reason(app, as_unit):
    with app.app_context():
        received(100)
    with as_unit("huyen-a1"):
        book, giver, unit = opened(), Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        with pytest.raises(NotEnough):
            book.give(giver, unit, 101, PAPER)
        with pytest.raises(ReasonMissing):
            book.give_beyond(giver, unit, 101, PAPER, reason=" ")
        book.give_beyond(giver, unit, 101, PAPER, reason="Phấn đấu vượt")
        assert book.balance(giver).remainder == -1


def test_a_correction_is_an_entry_and_never_goes_below_zero(app, as_unit):
    with app.app_context():
        received(100)
    with as_unit("huyen-a1") as session:
        book, giver, unit = opened(), Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        book.give(giver, unit, 60, PAPER)
        book.give(giver, unit, -20, PAPER)
        assert book.balance(unit).received == 40
        assert len(session.scalars(QuotaEntry.story(unit)).all()) == 2
        with pytest.raises(BelowZero):
            book.give(giver, unit, -41, PAPER)


def test_a_giver_who_gave_too_much_can_take_some_back(app, as_unit):
    with app.app_context():
        received(100)
    with as_unit("huyen-a1"):
        book, giver, unit = opened(), Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        book.give_beyond(giver, unit, 150, PAPER, reason="Phấn đấu vượt")
        book.give(giver, unit, -20, PAPER)
        assert book.balance(giver).remainder == -30
        with pytest.raises(NotEnough):
            book.give(giver, unit, 1, PAPER)


def test_allocating_is_all_or_nothing(app, as_unit):
    with app.app_context():
        received(100)
    with as_unit("huyen-a1"):
        book, giver = opened(), Unit.by_code("huyen-a1")
        first, second = Unit.by_code("cs-a11"), Unit.by_code("cs-a12")
        assert book.allocate(giver, {first: 70, second: 30}, PAPER) == 2
        assert book.allocate(giver, {first: 70, second: 30}, PAPER) == 0, "sent twice"
        assert book.allocate(giver, {first: 30, second: 70}, PAPER) == 2, "takes back first"
        with pytest.raises(NotEnough):
            book.allocate(giver, {first: 31, second: 71}, PAPER)
        assert book.given_to(giver) == {first.id: 30, second.id: 70}
        assert book.balance(giver).remainder == 0


def test_sixteen_officers_cannot_give_the_same_remainder_twice(app):
    with app.app_context():
        received(10)
        with jobs.reading("path") as session:
            path = session.scalars(sa.select(Unit.path).where(Unit.code == "huyen-a1")).one()
    refused = []

    def officer() -> None:
        with app.app_context():
            try:
                with jobs.step(Scope(path)):
                    giver, unit = Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
                    opened().give(giver, unit, 1, PAPER)
            except NotEnough:
                refused.append(1)
            finally:
                db.session.remove()

    officers = [threading.Thread(target=officer) for _ in range(16)]
    for one in officers:
        one.start()
    for one in officers:
        one.join()
    with app.app_context(), jobs.reading("balances"):
        assert opened().balance(Unit.by_code("huyen-a1")).given == 10
        assert len(refused) == 6
        assert ledger.differences() == []


def test_balances_equal_the_ledger_after_any_walk(app):
    chance = random.Random(7)
    codes = ["tinh-a", "huyen-a1", "cs-a11", "cs-a12", "huyen-a2", "cs-a21"]
    with app.app_context():
        with jobs.step(Everything("walk")) as session:
            book = opened()
            book.receive(Unit.by_code("tinh-a"), 300, PAPER)
            for _ in range(120):
                giver = Unit.by_code(chance.choice(codes))
                children = session.scalars(giver.children()).all()
                if children:
                    amount = chance.randint(-20, 60)
                    try:
                        with session.begin_nested():
                            book.give(giver, chance.choice(children), amount, PAPER)
                    except (NotEnough, BelowZero):
                        pass
        with jobs.reading("walk"):
            assert ledger.differences() == []


def test_verify_finds_a_changed_balance(app):
    with app.app_context():
        received(100)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["quotas", "verify"]).exit_code == 0
    with app.app_context(), db.engine.connect().execution_options(wall="test") as connection:
        connection.execute(sa.text("UPDATE quota_balance SET given = given + 1"))
        connection.commit()
    assert runner.invoke(args=["quotas", "verify"]).exit_code == 1
