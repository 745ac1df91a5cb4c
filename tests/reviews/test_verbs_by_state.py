"""The state table at the models: every state and act of `MOVES`, and what a desk says in each."""

import itertools

import pytest

from app import jobs
from app.db import db
from app.initiatives import CannotDoNow, Initiative, State, tallies
from app.initiatives.moving import UNDO_FOR
from app.initiatives.states import MOVES, Act
from app.programmes import ReasonCode, windows
from app.reviews import Outcome, Review, Reviewer, SecondLook, Word
from app.reviews.refusals import NotInThisState, NotOnYourDesk, SaidMeanwhile, UndoTooLate
from app.tenancy import Everything
from app.units import Unit
from tests.reviews.test_state_table import OTHER, made_in, photograph
from tests.world import NOW

BY = {"by": 1, "at": NOW}
NOBODY = Reviewer(2, "Lý Thị Mới")


def _submit(row: Initiative) -> None:
    row.submit(next(w for w in windows(row.unit) if w.stage.id == row.stage_id), **BY)


def _appeal(row: Initiative) -> None:
    row.appeal(Unit.by_code("tinh-a").id, **BY)


def _reopen(row: Initiative) -> None:
    row.reopen(Unit.by_code("huyen-a1").id, **BY)


VERBS = {
    Act.SUBMIT: _submit,
    Act.ENDORSE: lambda row: row.endorse(**BY),
    Act.ACCEPT: lambda row: row.accept(**BY),
    Act.REJECT: lambda row: row.reject(**BY),
    Act.RETURN: lambda row: row.send_back(**BY),
    Act.WITHDRAW: lambda row: row.withdraw(**BY),
    Act.MARK_DUPLICATE: lambda row: row.mark_duplicate(**BY),
    Act.RESTORE: lambda row: row.restore(**BY),
    Act.APPEAL: _appeal,
    Act.REOPEN: _reopen,
    Act.UNDO: lambda row: row.take_back(State.ENDORSED, row.unit_id, since=NOW, **BY),
}
ONCE_MORE = {Act.SUBMIT: {State.ENDORSED}, Act.RESTORE: {State.SUBMITTED}}
"""Where a second click finds it, beside the state that the act leads to."""


@pytest.fixture
def tried(app):
    """`tried(State.DRAFT, verb)`: what verb(row) raised, with what stood before and after."""

    def attempt(state, verb):
        with app.app_context(), jobs.step(Everything("a table of states")) as session:
            row = made_in(state)
            session.flush()
            before, refused = photograph(row.id), None
            try:
                verb(row)
                session.flush()
            except Exception as error:
                refused = error
            after = photograph(row.id)
            assert tallies.differences() == []
            session.rollback()
        return refused, before, after

    return attempt


@pytest.mark.parametrize("act", Act)
def test_every_act_in_every_state(tried, act):
    allowed, target = MOVES[act]
    for state in State:
        refused, before, after = tried(state, VERBS[act])
        if state in allowed:
            assert refused is None
            if act is Act.UNDO and state is State.ENDORSED:
                continue  # from a desk to another, in the same state
            assert (before["state"], after["state"]) == (state, target)
            assert after["ways"] == [*before["ways"], (state, target)]
            assert after["journal"] == before["journal"] + 1
            assert (after["desk"][0] is None) == (target not in _ON_A_DESK)
        elif state == target or state in ONCE_MORE.get(act, ()):
            assert refused is None
            assert after == before
        else:
            assert isinstance(refused, CannotDoNow), (act, state)
            assert "Sáng kiến vừa được xử lý" in str(refused)
            assert after == before


_ON_A_DESK = {State.DRAFT, State.SUBMITTED, State.ENDORSED, State.RETURNED}


# --- what a desk says ---


HERE, DESK, STATE, SAID = None, NotOnYourDesk, NotInThisState, SaidMeanwhile
# fmt: off
WORDS = [  # what it says, the desk       draft  subm.  end.   valid inv.  ret.  withd. dupl.
    (Outcome.CONFIRMED, "cs-a11",           (STATE, HERE,  DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.CONFIRMED, "huyen-a1",         (DESK,  DESK,  STATE, SAID, SAID, SAID, DESK, DESK)),
    (Outcome.CONFIRMED, "tinh-a",           (DESK,  DESK,  DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.VALID, "cs-a11",               (STATE, STATE, DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.VALID, "huyen-a1",             (DESK,  DESK,  HERE,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.VALID, "tinh-a",               (DESK,  DESK,  DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.INVALID, "cs-a11",             (STATE, STATE, DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.INVALID, "huyen-a1",           (DESK,  DESK,  HERE,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.INVALID, "tinh-a",             (DESK,  DESK,  DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.RETURNED, "cs-a11",            (STATE, HERE,  DESK,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.RETURNED, "huyen-a1",          (DESK,  DESK,  HERE,  SAID, SAID, SAID, DESK, DESK)),
    (Outcome.RETURNED, "tinh-a",            (DESK,  DESK,  DESK,  SAID, SAID, SAID, DESK, DESK)),
]
# fmt: on


@pytest.mark.parametrize(("outcome", "desk", "cells"), WORDS)
def test_what_each_desk_says_in_every_state(tried, outcome, desk, cells):
    def say(row):
        codes = ReasonCode.known(row.stage)[:1]
        word = Word(outcome, codes=codes, note="Ghi rõ.", not_me=True)
        Review.write(row, Unit.by_code(desk), word, by=NOBODY, at=NOW)

    for state, cell in zip(State, cells, strict=True):
        refused, before, after = tried(state, say)
        assert type(refused) is (cell or type(None)), (state, refused)
        assert (after == before) == (cell is not None)
        if cell is None:
            assert after["state"] == (State.ENDORSED if outcome == Outcome.CONFIRMED else outcome)
            assert after["reviews"] == before["reviews"] + 1


@pytest.mark.parametrize("desk", ["cs-a11", "huyen-a1", "huyen-a2", "tinh-a", "tld"])
def test_reopening_is_for_the_desk_that_decided_and_those_above(tried, desk):
    def reopen(row):
        Review.reopen(row, Unit.by_code(desk), "Có thêm hồ sơ.", by=NOBODY, at=NOW)

    for state in State:
        refused, before, after = tried(state, reopen)
        if state in (State.VALID, State.INVALID) and desk in ("huyen-a1", "tinh-a", "tld"):
            assert (refused, after["state"]) == (None, State.ENDORSED)
        else:
            expected = NotOnYourDesk if desk in ("cs-a11", "huyen-a2") else NotInThisState
            assert type(refused) is expected, (state, refused)
            assert after == before


def test_of_two_who_reopen_the_second_is_told(app):
    with app.app_context(), jobs.step(Everything("a table of states")) as session:
        row, desk = made_in(State.VALID), Unit.by_code("huyen-a1")
        for _ in range(2):
            Review.reopen(row, desk, "Xem lại.", by=OTHER, at=NOW)
        session.flush()
        before = photograph(row.id)
        with pytest.raises(SaidMeanwhile) as told:
            Review.reopen(row, desk, "Xem lại.", by=NOBODY, at=NOW)
        assert "Đồng chí Trần Văn Khác đã ghi “Mở lại”" in str(told.value.message)
        assert photograph(row.id) == before


def test_a_second_look_is_at_what_is_refused(tried):
    def ask(row):
        last = Review.last_of(row, Outcome.INVALID)
        SecondLook.ask(row, last, "Đã có quyết định.", by=1, signed_by="A", at=NOW)

    for state in State:
        refused, before, after = tried(state, ask)
        if state is State.INVALID:
            assert (refused, after["state"]) == (None, State.ENDORSED)
            assert after["desk"][0] != before["desk"][0]
        else:
            assert isinstance(refused, CannotDoNow), state
            assert after == before


@pytest.mark.parametrize("late", [False, True])
def test_what_was_said_is_undone_in_the_state_it_led_to(tried, late):
    def undo(row):
        review = Review.last_of(row)
        at = NOW + UNDO_FOR if late else NOW
        if review is not None:
            review.undo(by=OTHER.id, at=at)
            db.session.flush()

    for state in State:
        refused, before, after = tried(state, undo)
        if state in (State.VALID, State.INVALID, State.RETURNED) and not late:
            assert (refused, after["state"]) == (None, State.ENDORSED)
        elif before["reviews"] and late and state in (State.VALID, State.INVALID, State.RETURNED):
            assert isinstance(refused, UndoTooLate)
            assert after == before
        else:
            assert (refused, after) == (None, before), "nothing was said of it"


@pytest.mark.parametrize("meanwhile", ["withdrawn", "reopened", "asked again", "handed in again"])
def test_what_has_gone_on_is_not_undone(app, meanwhile):
    with app.app_context(), jobs.step(Everything("a table of states")) as session:
        state = State.INVALID if meanwhile in ("reopened", "asked again") else State.RETURNED
        row = made_in(state)
        review = Review.last_of(row)
        match meanwhile:
            case "withdrawn":
                row.withdraw(**BY)
            case "reopened":
                Review.reopen(row, Unit.by_code("huyen-a1"), "Xem lại.", by=NOBODY, at=NOW)
            case "asked again":
                SecondLook.ask(row, review, "Xin xem lại.", by=1, signed_by="A", at=NOW)
            case "handed in again":
                _submit(row)
        session.flush()
        before = photograph(row.id)
        with pytest.raises(UndoTooLate):
            review.undo(by=OTHER.id, at=NOW)
        assert photograph(row.id) == before


def test_the_acts_have_verbs_and_the_words_have_rows():
    assert set(VERBS) == set(Act) == set(MOVES)
    said = {outcome for outcome, _desk, _cells in WORDS}
    assert said == set(Outcome) - {Outcome.AGREED, Outcome.REOPENED}
    lines = list(itertools.chain.from_iterable(cells for *_where, cells in WORDS))
    assert len(lines) == len(WORDS) * len(State)
