"""A unit moves: what it had handed up lies on a desk of its new line, and can be decided there."""

import pytest

from app.db import db
from app.initiatives import Initiative, State, tallies
from app.programmes import Programme, ReasonCode, ReviewStep, Step, Task, Where
from app.reviews import Outcome, Review, Reviewer, SecondLook, Word
from app.tenancy import Scope
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

CONFIRM = Step(Task.CONFIRM, Where.OWN)
ROUTES = {
    "default": [CONFIRM, Step(Task.DECIDE, Where.ABOVE)],
    "two persons": [CONFIRM, Step(Task.DECIDE, Where.ABOVE, 2)],
    "and a third step": [CONFIRM, Step(Task.DECIDE, Where.ABOVE), Step(Task.DECIDE, "province")],
    "province alone": [CONFIRM, Step(Task.DECIDE, "province")],
}
MOVES = [  # what moves, and under which unit
    ("cs-a11", "huyen-a2"),
    ("cs-a11", "tinh-a"),
    ("cs-a11", "huyen-b1"),
    ("cs-a11", "tinh-b"),
    ("huyen-a1", "tinh-b"),
    ("cs-a0", "huyen-b1"),
]


def said(row, outcome, desk, reviewer=1):
    codes = ReasonCode.known(row.stage)[:1] if outcome is Outcome.INVALID else ()
    word = Word(outcome, codes=codes, note="Thiếu." if codes else "")
    return Review.write(row, desk, word, by=Reviewer(reviewer, "A"), at=NOW)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("moving", "under"), MOVES)
def test_it_lies_on_a_desk_of_its_new_line(as_unit, moving, under, route):
    with as_unit("tld"):
        ReviewStep.set_route(Programme.by_code("tsk"), ROUTES[route], by=None, at=NOW)
        db.session.flush()
        units = [Unit.by_code(code) for code in ("cs-a11", "cs-a12", "cs-a0", "huyen-a1")]
        rows = [hand_in(unit) for unit in units for _ in range(2)]
        rows += [hand_in(unit, to=State.SUBMITTED) for unit in units[:3]]
        for row in rows[:8:2]:  # one of each two is a step further
            said(row, Outcome.VALID, db.session.get(Unit, row.desk_unit_id))
        refused = hand_in(units[0])
        refusal = said(refused, Outcome.INVALID, db.session.get(Unit, refused.desk_unit_id))
        SecondLook.ask(refused, refusal, "Xin xem lại.", by=2, signed_by="B", at=NOW)
        db.session.flush()
        numbers = [row.id for row in [*rows, refused]]
        before = {number: db.session.get(Initiative, number).state for number in numbers}
        Unit.by_code(moving).move(Unit.by_code(under), by=None, at=NOW)
    with as_unit("tld"):
        for number in numbers:
            row = db.session.get(Initiative, number)
            assert row.state == before[number]
            if row.state in (State.ENDORSED, State.SUBMITTED):
                desk = db.session.get(Unit, row.desk_unit_id)
                assert Scope(desk.path).holds(row.unit_path), "above or at its unit"
        assert tallies.differences() == []
        for number in numbers:  # and somebody there can go on until it is decided
            row = db.session.get(Initiative, number)
            if row.state == State.SUBMITTED:
                said(row, Outcome.CONFIRMED, row.unit)
            for reviewer in range(3, 9):
                if row.state == State.ENDORSED:
                    said(row, Outcome.VALID, db.session.get(Unit, row.desk_unit_id), reviewer)
            assert row.state == State.VALID
        assert tallies.differences() == []
