"""After any sequence of verbs by any people sums, desks and moves are right.

SANGKIEN_REVIEW_WALKS sets how many walks are gone; `make soak` goes many.
"""

import datetime as dt
import inspect
import os
from collections import Counter
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from app import jobs
from app.db import db
from app.initiatives import Initiative, Move, State, Tally, tallies
from app.initiatives.moving import Moving
from app.initiatives.states import COUNTED, DECIDED, REGISTERED
from app.reviews import Outcome, Review, rules
from app.tenancy import Scope
from app.units import Unit
from tests.reviews.walking import PEOPLE, ROUTES, SAID, Walks

WALKS = int(os.environ.get("SANGKIEN_REVIEW_WALKS", "10"))
STEPS = 20
ON_A_DESK = {State.DRAFT, State.SUBMITTED, State.ENDORSED, State.RETURNED}
FINAL = {State.VALID, State.INVALID}


class Judged(Walks):
    """Walks, looked over after each step."""

    @invariant()
    def all_is_in_order(self) -> None:
        with jobs.reading("a path") as session:
            path = session.get_one(Unit, self.units["p"]).path
        with jobs.step(Scope(path)):
            rows = list(db.session.scalars(sa.select(Initiative)))
            assert len(rows) == len(self.initiatives)
            assert tallies.differences() == []
            assert sums_of(rows) == sums_written()
            for row in rows:
                lies_where_it_should(row)
                moves_lead_to(row)
                reviews_agree_with(row, self.now)


def sums_of(rows: list[Initiative]) -> Counter[tuple[Any, ...]]:
    """The sums, counted by looking at every initiative."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        cell = (row.unit_id, row.stage_id, row.target_group)
        if row.state in COUNTED:
            found[*cell, row.state] += 1
        if row.state in REGISTERED and row.benefit_claimed is not None:
            found[*cell, "benefit"] += row.benefit_claimed
            found[*cell, "benefit_given"] += 1
        if row.state == State.VALID and row.benefit_verified is not None:
            found[*cell, "verified"] += row.benefit_verified
            found[*cell, "verified_given"] += 1
    return found


def sums_written() -> Counter[tuple[Any, ...]]:
    rows = db.session.scalars(sa.select(Tally))
    return Counter(
        {
            (row.unit_id, row.stage_id, row.target_group, name): getattr(row, name)
            for row in rows
            for name in tallies.SUMS
            if getattr(row, name)
        }
    )


def lies_where_it_should(row: Initiative) -> None:
    """While somebody has to do something, on one desk of its unit's own line; else on none."""
    assert (row.desk_unit_id is not None) == (row.state in ON_A_DESK), row.state
    if row.desk is None:
        assert (row.agreed, row.desk_person_id, row.sent_back_by_id) == (0, None, None)
    else:
        assert Scope(row.desk.path).holds(row.unit_path), "the desk is above or the unit's own"
    if row.state in (State.DRAFT, State.RETURNED):
        assert row.desk_unit_id == row.unit_id
    assert (row.sent_back_by_id is not None) == (row.state == State.RETURNED)


def moves_lead_to(row: Initiative) -> None:
    """Its moves, one after another, end at the state and the cell where it is."""
    state: str | None = State.DRAFT
    cell: tuple[int, int] | None = None
    before = None
    query = sa.select(Move).where(Move.initiative_id == row.id).order_by(Move.id)
    for move in db.session.scalars(query):
        assert before is None or before <= move.at
        if move.from_state is None:
            assert cell is None
        else:
            assert move.from_state == state
            assert cell in (None, (move.unit_id, move.target_group)) or state == State.DRAFT
        cell = (move.unit_id, move.target_group) if move.to_state else None
        state, before = move.to_state or state, move.at
    assert state == row.state
    if row.state in COUNTED:
        assert cell == (row.unit_id, row.target_group)


def reviews_agree_with(row: Initiative, now: Any) -> None:
    """`agreed` counts the persons of this stay; what is decided was said last; nothing too soon."""
    said = [r for r in reversed(Review.of(row)) if r.outcome != Outcome.CONFIRMED]
    here = [r for r in said if r.outcome == Outcome.AGREED and r.at > row.desk_since]
    assert row.agreed == (len(here) if row.state == State.ENDORSED else 0)
    assert len({r.reviewer_id for r in here}) == len(here), "two persons are two"
    for last in (r for r in said if r.outcome == Outcome.VALID):
        with_him = [r for r in said if last.since_before < r.at < last.at]
        agreed = {r.reviewer_id for r in with_him if r.outcome == Outcome.AGREED}
        assert last.reviewer_id not in agreed, "two persons are two"
    if row.state in FINAL:
        assert said[-1].outcome == row.state
        assert said[-1].at == row.desk_since
    if row.state in DECIDED and now - row.desk_since < dt.timedelta(minutes=15):
        assert row.told_state(now) not in DECIDED
    assert all(bool(r.reasons) == (r.outcome in ("invalid", "returned")) for r in said)


def walk(app: Any, **changes: Any) -> None:
    class Here(Judged):
        pass

    Here.app, Here.done = app, Counter()
    Here.TestCase.settings = settings(
        print_blob=False, deadline=None, suppress_health_check=list(HealthCheck), **changes
    )
    Here.TestCase().runTest()


def wander(app: Any, seed: int, steps: int) -> Counter[str]:
    """One walk without Hypothesis: nothing is shrunk, but far more is decided."""
    chance = Random(seed)

    class Here(Judged):
        pass

    Here.app, Here.done = app, Counter()
    walk = Here()
    try:
        walk.begin(chance.choice(sorted(ROUTES)), chance.choice(PEOPLE))
        for _ in range(steps):
            verb = chance.choice(OFTEN)
            getattr(walk, verb)(**arguments(chance, verb))
            walk.all_is_in_order()
    finally:
        walk.teardown()
    return Here.done


def arguments(chance: Random, verb: str) -> dict[str, Any]:
    """What a rule of that name is called with."""
    drawn = {
        "which": chance.randrange(1000),
        "by": chance.choice(PEOPLE),
        "outcome": chance.choice(SAID) if verb == "say_anywhere" else chance.randrange(1000),
        "desk": chance.randrange(1000),
        "under": chance.randrange(1000),
        "author": chance.randrange(1000),
        "verified": chance.choice([None, 7, 9]),
        "group": chance.choice([1, 2]),
        "benefit": chance.choice([None, 5_000_000]),
        "at": chance.choice(["u1", "u2", "p"] if verb == "reopen" else ["g11", "g21", "u1"]),
        "to": chance.choice(["g11", "g12", "g21"]),
        "what": chance.choice(["wait"] * 5 + ["route", "move", "move"]),
        "back": chance.random() < 0.5,
    }
    drawn |= {
        name: chance.random() < 0.9
        for name in ("not_me", "fresh", "own", "keep", "at_once", "really")
    }
    asked = inspect.signature(inspect.unwrap(getattr(Walks, verb))).parameters
    named = {name: value for name, value in drawn.items() if name in asked}
    if "said" in asked:
        named |= {name: drawn[name] for name in REST[verb]}
    return named


OFTEN = [
    verb
    for verb, times in {
        "say_at_its_desk": 6, "find_valid": 7, "refuse": 4, "say_anywhere": 2, "undo": 6,
        "reopen": 3, "ask_again": 4, "submit": 6, "amend": 2, "draft": 2, "withdraw": 1,
        "mark_or_restore": 2, "send_up": 1, "lift": 1, "pass_on": 2, "assign": 2, "go_on": 3,
    }.items()
    for _ in range(times)
]  # fmt: skip
REST = {
    "say_at_its_desk": ("by", "not_me", "fresh"),
    "find_valid": ("by", "not_me", "verified"),
    "refuse": ("by",),
    "say_anywhere": ("by",),
}


def test_after_any_sequence_all_is_in_order(app):
    walk(app, max_examples=WALKS, stateful_step_count=STEPS)


@pytest.mark.parametrize("seed", range(max(2, WALKS // 10)))
def test_after_long_walks_all_is_in_order(app, seed):
    done = wander(app, seed, 200)
    for verb in ("confirmed", "valid", "invalid", "returned", "undo", "reopen", "ask again"):
        assert done[verb], f"{verb} was never done"


def _forget_the_sums(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Moving, "_count", lambda *_args, **_named: None)


def _undo_to_the_wrong_desk(patch: pytest.MonkeyPatch) -> None:
    def astray(self: Any, to: Any, to_desk: Any, **said: Any) -> None:
        back(self, to, to_desk and self.unit_id, **said)

    back = Moving.take_back
    patch.setattr(Moving, "take_back", astray)


def _remember_who_agreed(patch: pytest.MonkeyPatch) -> None:
    def lay(self: Any, desk: Any, since: Any) -> None:
        before = self.agreed
        forget(self, desk, since)
        self.agreed = before

    forget = Moving.lay
    patch.setattr(Moving, "lay", lay)


def _let_one_be_two(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "_has_agreed", lambda known, by: False)


@pytest.mark.parametrize(
    "fault",
    [
        _forget_the_sums,
        _undo_to_the_wrong_desk,
        _remember_who_agreed,
        _let_one_be_two,
    ],
)
def test_a_walk_finds_a_fault(app, monkeypatch, fault):
    """So the tests above can fail."""
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        _wander_often(app)


def _wander_often(app: Any) -> None:
    for seed in range(8):
        wander(app, seed, 200)
