"""What was promised lies on both sides, is counted by itself, and is closed above."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.db import db
from app.initiatives import Initiative, State
from app.visits import Commitment, CommitmentCopy, Visit
from app.visits.copies import SHARED, Terms
from app.visits.counting import reached
from app.visits.refusals import (
    BadPromise,
    ChangedMeanwhile,
    DueBefore,
    MinutesClosed,
    NoReason,
    PromiseClosed,
)
from app.visits.states import Promise
from tests.visits.conftest import ACTING, BY, DUE, LOWER, UPPER, planned, promised, unit
from tests.world import NOW
from tests.written import hand_in

AFTER = NOW + dt.timedelta(days=2)


@pytest.fixture
def visit(sitting, as_unit):
    with as_unit(UPPER) as session:
        yield session.get_one(Visit, sitting)


def copy_of(commitment: Commitment) -> CommitmentCopy:
    query = sa.select(CommitmentCopy).where(CommitmentCopy.commitment_id == commitment.id)
    return db.session.scalars(query).one()


def agree(commitment: Commitment) -> None:
    copy = copy_of(commitment)
    assert [getattr(copy, name) for name in SHARED] == [getattr(commitment, n) for n in SHARED]
    assert copy.unit_path == unit(LOWER).path


def test_both_sides_say_the_same_whatever_is_done(visit):
    one = promised(visit)
    agree(one)
    assert (one.registered_before, one.state) == (2, "open")
    one.amend(visit, Terms("Chủ tịch", "Nộp 9", 9, DUE), seen=one.version, **ACTING)
    agree(one)
    assert copy_of(one).amount == 9
    one.close(Promise.MISSED, "Máy hỏng", **ACTING)
    agree(one)
    assert copy_of(one).reason == "Máy hỏng"


def test_a_line_written_by_mistake_goes_on_both_sides(visit):
    one = promised(visit)
    one.strike(visit, **ACTING)
    for model in (Commitment, CommitmentCopy):
        assert db.session.scalars(sa.select(model)).all() == []


def test_what_is_registered_since_is_counted_to_the_day(visit):
    one, other = promised(visit, amount=3), promised(visit, amount=None)
    assert reached([one, other]) == {one.id: 0}
    made = [hand_in(unit(LOWER), to=State.ENDORSED, at=AFTER) for _n in range(2)]
    hand_in(unit("cs-a12"), to=State.ENDORSED, at=AFTER)
    hand_in(unit(LOWER), to=State.ENDORSED, at=dt.datetime(2023, 4, 1, 9, tzinfo=NOW.tzinfo))
    assert reached([one]) == {one.id: 2}, "not those of another unit, nor those after the day"
    assert reached([copy_of(one)]) == {copy_of(one).id: 2}, "the unit itself counts alike"
    made[0].withdraw(by=None, at=AFTER)
    assert reached([one]) == {one.id: 1}


def test_it_never_falls_below_nothing(visit):
    one = promised(visit, amount=3)
    before = sa.select(Initiative).where(Initiative.unit_id == unit(LOWER).id)
    for initiative in db.session.scalars(before).unique():
        initiative.withdraw(by=None, at=AFTER)
    assert reached([one]) == {one.id: 0}


def test_what_a_line_is_refused_for(visit):
    for terms, refusal in (
        (Terms("", "Nộp", 1, DUE), BadPromise),
        (Terms("Chủ tịch", "Nộp", 1, None), BadPromise),
        (Terms("Chủ tịch", "Nộp", 1, NOW.date()), DueBefore),
    ):
        with pytest.raises(refusal):
            Commitment.make(visit, terms, **ACTING)
    one = promised(visit)
    one.amend(visit, Terms("A", "B", 1, DUE), seen=1, **ACTING)
    with pytest.raises(ChangedMeanwhile):
        one.amend(visit, Terms("A", "B", 1, DUE), seen=1, **ACTING)
    visit.conclude("Đủ", **BY)
    for closed in (
        lambda: promised(visit),
        lambda: one.strike(visit, **ACTING),
        lambda: one.amend(visit, Terms("A", "B", 1, DUE), seen=2, **ACTING),
    ):
        with pytest.raises(MinutesClosed):
            closed()


@pytest.mark.parametrize("first", [one for one in Promise if one is not Promise.OPEN])
@pytest.mark.parametrize("then", [one for one in Promise if one is not Promise.OPEN])
def test_it_is_closed_once(visit, first, then):
    one = promised(visit)
    if first is not Promise.KEPT:
        with pytest.raises(NoReason):
            one.close(first, "", **ACTING)
    one.close(first, "Lý do", **ACTING)
    version = one.version
    if then is first:
        one.close(then, "Lý do", **ACTING)
    else:
        with pytest.raises(PromiseClosed):
            one.close(then, "Lý do", **ACTING)
    assert (one.state, one.version, one.remind_at) == (first, version, None)


def test_nothing_is_promised_before_the_group_sits(lagging, as_unit):
    with as_unit(UPPER), pytest.raises(MinutesClosed):
        promised(planned())


def test_the_unit_says_it_is_done_and_the_one_above_closes(sitting, as_unit, signed_in, at_home):
    with as_unit(UPPER) as session:
        number = promised(session.get_one(Visit, sitting)).id
    with as_unit(LOWER) as session:
        copy = session.scalars(sa.select(CommitmentCopy)).one().id
    chair, officer = signed_in(f"leader.{LOWER}"), signed_in(f"officer.{UPPER}")
    below = at_home("commitments", LOWER)
    assert "Nộp thêm sáng kiến của tổ may" in chair.get(f"{below}").text
    word = f"{below}/own/{copy}/word"
    assert chair.submit(word, {"said": ""}).status_code == 422
    assert chair.submit(word, {"said": "Đã nộp đủ 5"}).status_code == 303
    assert "Đã nộp đủ 5" in officer.get(at_home("commitments")).text
    one = at_home(f"commitments/{number}")
    assert "Đã nộp đủ 5" in officer.get(one).text
    assert officer.submit(f"{one}/closing", {"outcome": "missed"}).status_code == 422
    assert officer.submit(f"{one}/closing", {"outcome": "kept"}).status_code == 303
    assert "Đã thực hiện" in chair.get(below).text
    assert chair.submit(word, {"said": "Lần nữa"}).status_code == 409


def test_a_line_is_added_as_people_talk_and_takes_the_minutes_along(signed_in, sitting, at_home):
    officer = signed_in(f"officer.{UPPER}")
    officer.get(at_home(f"{sitting}/minutes"))
    line = {"who": "Chủ tịch", "what": "Nộp thêm", "amount": "20", "due_on": "31/3/2023"}
    said = {"page": "a", "text-said": "Đã trao đổi", "seen-said": "0", "was-said": ""}
    address = at_home(f"{sitting}/commitments")
    assert officer.submit(address, {**line, **said, "due_on": "6/3/2023"}).status_code == 422
    assert officer.submit(address, {**line, **said, "amount": "0"}).status_code == 422
    assert officer.submit(address, {**line, **said}).status_code == 303
    page = officer.get(at_home(f"{sitting}/minutes")).text
    assert "Đã trao đổi" in page and "0 trên 20 sáng kiến" in page


def test_both_first_pages_show_it(sitting, as_unit, signed_in, ids):
    with as_unit(UPPER) as session:
        promised(session.get_one(Visit, sitting))
    for login, words in ((f"officer.{UPPER}", "May Hòa Bình"), (f"leader.{LOWER}", "cam kết với")):
        page = signed_in(login).get(f"/u/{ids[login.split('.')[1]]}/").text
        assert "Nộp thêm sáng kiến của tổ may" in page and words in page
        assert "0 trên 5 sáng kiến" in page


def test_the_day_of_a_commitment_stands_in_both_calendars(sitting, as_unit, signed_in, ids):
    with as_unit(UPPER) as session:
        promised(session.get_one(Visit, sitting))
    for code in (UPPER, LOWER):
        page = signed_in(f"viewer.{code}").get(f"/u/{ids[code]}/calendars/?month=2023-03").text
        assert "Hạn cam kết: " in page and "Nộp thêm sáng kiến của tổ may" in page
