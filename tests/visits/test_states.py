"""A visit goes the way of its table and no other; twice is once; both sides are in step."""

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from app.journal import JournalLine
from app.notices import Notice
from app.visits import Visit, VisitNote
from app.visits.refusals import (
    CannotDoNow,
    ChangedMeanwhile,
    InThePast,
    NobodyToMeet,
    NoPartyCommittee,
    NoReason,
    NoResult,
    NotBelow,
    NotYet,
    VisitedAlready,
)
from app.visits.states import MOVES, Act, State
from tests.visits.conftest import BY, LOWER, UPPER, composed, gd2, held, plan, planned, unit
from tests.world import NOW

WAY = {
    State.PROPOSED: [],
    State.PLANNED: [Act.PLAN],
    State.ANNOUNCED: [Act.PLAN, Act.ANNOUNCE],
    State.HELD: [Act.PLAN, Act.ANNOUNCE, Act.HOLD],
    State.CONCLUDED: [Act.PLAN, Act.ANNOUNCE, Act.HOLD, Act.CONCLUDE],
    State.CANCELLED: [Act.CANCEL],
}


def do(visit: Visit, act: Act, group) -> None:
    match act:
        case Act.PLAN:
            visit.plan(plan(group), seen=visit.version, **BY)
        case Act.ANNOUNCE:
            visit.announce(**BY)
        case Act.HOLD:
            visit.hold(**BY)
        case Act.CONCLUDE:
            visit.conclude("Đơn vị nộp thêm 20", **BY)
        case Act.CANCEL:
            visit.cancel("Đơn vị bận", **BY)


def proposed() -> Visit:
    return Visit.propose(unit(UPPER), unit(LOWER), gd2(), "Nộp chậm", **BY)


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("act", [act for act in Act if act is not Act.PROPOSE])
def test_each_act_from_each_state_does_as_the_table_says(lagging, as_unit, start, act):
    with as_unit(UPPER):
        visit, group = proposed(), composed()
        for step in WAY[start]:
            do(visit, step, group)
        assert visit.state == start
        allowed = MOVES[act].get(start)
        before, lines = visit.version, lines_of()
        if allowed:
            do(visit, act, group)
            assert (visit.state, lines_of() > lines) == (allowed, True)
        elif start in MOVES[act].values() and act is not Act.PLAN:
            do(visit, act, group)  # done before: nothing changes
            assert (visit.state, visit.version, lines_of()) == (start, before, lines)
        else:
            with pytest.raises(CannotDoNow):
                do(visit, act, group)
            assert (visit.state, visit.version) == (start, before)


def lines_of() -> int:
    from app.db import db

    return db.session.scalar(sa.select(sa.func.count(JournalLine.id))) or 0


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_both_sides_say_the_same(lagging, as_unit, seed):
    dice = random.Random(seed)
    with as_unit(UPPER) as session:
        visit, group = proposed(), composed()
        told = False
        for _turn in range(12):
            act = dice.choice([a for a in Act if a is not Act.PROPOSE])
            try:
                do(visit, act, group)
            except CannotDoNow:
                assert State(visit.state) not in MOVES[act]
            told = told or visit.state == State.ANNOUNCED
            note = session.scalar(sa.select(VisitNote).where(VisitNote.visit_id == visit.id))
            assert (note is not None) == told
            if note:
                assert note.unit_path == unit(LOWER).path
                assert (note.state, note.starts_at) == (visit.state, visit.starts_at)
            assert (visit.dossier is not None) == (visit.held_at is not None)


def test_an_announcement_tells_the_unit_once_and_a_change_tells_it_again(lagging, as_unit):
    with as_unit(UPPER) as session:
        visit = planned()
        visit.announce(**BY)
        visit.announce(**BY)
        later = plan(visit.group, NOW + dt.timedelta(days=2), venue="Phòng họp số 2")
        visit.plan(later, seen=visit.version, **BY)
        visit.cancel("Đơn vị bận kiểm kê", **BY)
        told = session.scalars(
            sa.select(Notice).where(Notice.unit_id == unit(LOWER).id).order_by(Notice.id)
        ).all()
        assert [notice.title for notice in told] == [
            "Đoàn công tác đến làm việc",
            "Thay đổi lịch Đoàn công tác",
            "Hủy lịch Đoàn công tác",
        ]
        assert "Hội trường Công ty" in told[0].body and "Phòng họp số 2" in told[1].body
        assert "- Làm việc cùng: Lãnh đạo đơn vị, Ban Giám đốc" in told[0].body
        assert "Nộp chậm" not in "".join(notice.body for notice in told), "no internal words"
        assert "Đơn vị bận kiểm kê" in told[2].body
    with as_unit(LOWER) as session:
        (note,) = session.scalars(sa.select(VisitNote)).all()
        assert (note.state, note.venue) == ("cancelled", "Phòng họp số 2")
        assert session.scalars(sa.select(Visit)).all() == [], "the visit itself lies above"


def test_what_a_plan_is_refused_for(lagging, as_unit):
    with as_unit(UPPER):
        visit, group = proposed(), composed()
        seen = visit.version
        for wrong, refusal in (
            (plan(group, meets=[]), NobodyToMeet),
            (plan(group, meets=["mayor"]), NobodyToMeet),
            (plan(group, meets=["party"]), NoPartyCommittee),
            (plan(group, NOW - dt.timedelta(minutes=1)), InThePast),
        ):
            with pytest.raises(refusal):
                visit.plan(wrong, seen=seen, **BY)
        unit(LOWER).has_party_committee = True
        visit.plan(plan(group, meets=["party"]), seen=seen, **BY)
        with pytest.raises(ChangedMeanwhile):
            visit.plan(plan(group), seen=seen, **BY)


def test_one_group_at_a_time_and_only_below(lagging, as_unit):
    with as_unit("tld"):
        proposed()
        with pytest.raises(VisitedAlready):
            proposed()
        for wrong in (UPPER, "cs-a21", "tinh-a"):
            with pytest.raises(NotBelow):
                Visit.propose(unit(UPPER), unit(wrong), gd2(), "", **BY)


def test_a_second_visit_may_be_planned_once_the_first_was_held(lagging, as_unit):
    with as_unit(UPPER):
        held()
        assert proposed().state == State.PROPOSED


def test_it_is_not_held_before_its_day_nor_ended_without_words(lagging, as_unit):
    with as_unit(UPPER):
        visit = planned(NOW + dt.timedelta(days=1))
        with pytest.raises(NoReason):
            visit.cancel("", **BY)
        visit.announce(**BY)
        with pytest.raises(NotYet):
            visit.hold(**BY)
        visit.hold(**{**BY, "at": NOW + dt.timedelta(days=1, hours=-3)})
        with pytest.raises(NoResult):
            visit.conclude("", **BY)


def test_the_story_names_who_did_what(lagging, as_unit):
    with as_unit(UPPER):
        visit = held()
        assert [step.act for step in visit.steps] == ["propose", "plan", "announce", "hold"]
        assert {step.signed_by for step in visit.steps} == {"Trần Văn Bình"}
