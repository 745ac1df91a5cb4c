"""A request goes the way of its table and no other; twice is once; only its desk acts."""

import random

import pytest
import sqlalchemy as sa

from app import jobs
from app.journal import JournalLine
from app.support import Assignment, InternalNote, Request, Tie
from app.support.climbing import CLIMBING
from app.support.models import RequestStep
from app.support.refusals import (
    CannotDoNow,
    NotAColleague,
    NothingSaid,
    NotInLine,
    NotItself,
    NotOnYourDesk,
    NotTheAsker,
)
from app.support.states import ANSWERS, MOVES, RUNNING, Act, State
from tests.support.conftest import (
    ASKER,
    DESK,
    GRASSROOTS,
    PROVINCE,
    UPPER,
    account,
    ask,
    moment,
    on_duty,
    said,
    unit,
)
from tests.world import NOW


def act(request: Request, what: Act) -> None:
    here = unit(UPPER)
    if what in ANSWERS:
        request.answer(what, "Đã sửa giúp đồng chí.", here, **DESK)
    elif what in (Act.ADD, Act.REOPEN):
        request.add("Vẫn chưa được.", unit(GRASSROOTS), **ASKER)
    elif what is Act.HAND_OVER:
        request.hand_over(unit(UPPER), here, **DESK)
    elif what is Act.MERGE:
        request.merged(here, **DESK)
    elif what is Act.WITHDRAW:
        request.withdraw(unit(GRASSROOTS), **ASKER)


WAYS = [Act.REPLY, Act.ASK_BACK, Act.ADD, Act.SOLVE, Act.REOPEN, Act.MERGE, Act.WITHDRAW]


@pytest.mark.parametrize("seed", range(20))
def test_it_goes_the_way_of_its_table(rostered, as_unit, seed):
    dice = random.Random(seed)
    with as_unit("tld"):
        request = ask()
        for _number in range(6):
            what, before = dice.choice(WAYS), State(request.state)
            if what in (Act.ADD, Act.REOPEN):  # one button does both
                what = Act.REOPEN if before is State.SOLVED else Act.ADD
            to = MOVES[what].get(before)
            twice = {Act.SOLVE: State.SOLVED, Act.MERGE: State.MERGED}.get(what, State.WITHDRAWN)
            again = before is twice and what in (Act.SOLVE, Act.MERGE, Act.WITHDRAW)
            if to is None and not again:
                with pytest.raises(CannotDoNow):
                    act(request, what)
                assert request.state == before
                continue
            steps = len(request.steps)
            act(request, what)
            assert request.state == (before if again else to)
            assert (request.running_since is not None) == (request.state in RUNNING)
            assert (request.due_at is not None) == (request.state in RUNNING)
            written = sa.select(sa.func.count()).where(RequestStep.request_id == request.id)
            count = sa.inspect(request).session.scalar(written)
            assert count >= steps


def test_a_request_lands_on_the_nearest_desk(rostered, as_unit):
    with as_unit(GRASSROOTS):
        assert ask().desk.code == UPPER
    with as_unit("cs-a21"):
        assert ask("cs-a21").desk.code == PROVINCE, "the other district has nobody on duty"
    with as_unit("cs-b11"):
        assert ask("cs-b11").desk.code == "huyen-b1", "nobody: the unit above"


def test_only_the_desk_answers_and_only_the_asker_adds(asked, as_unit):
    with as_unit("tld") as session:
        request = session.get_one(Request, asked)
        for code in (GRASSROOTS, PROVINCE, "huyen-a2"):
            with pytest.raises(NotOnYourDesk):
                request.answer(Act.REPLY, "Có lời", unit(code), **DESK)
            with pytest.raises(NotOnYourDesk):
                request.hand_over(unit("tld"), unit(code), **DESK)
            with pytest.raises(NotOnYourDesk):
                InternalNote.write(request, unit(code), "Ghi", **DESK)
        for code in (UPPER, "cs-a12"):
            with pytest.raises(NotTheAsker):
                request.add("Thêm", unit(code), **ASKER)
        with pytest.raises(NothingSaid):
            request.answer(Act.REPLY, "", unit(UPPER), **DESK)


def test_it_is_handed_up_and_down_the_line_but_never_beside(asked, as_unit):
    with as_unit("tld") as session:
        request = session.get_one(Request, asked)
        for code in ("huyen-a2", "cs-a12", "tinh-b"):
            with pytest.raises(NotInLine):
                request.hand_over(unit(code), unit(UPPER), **DESK)
        for giver, taker in ((UPPER, PROVINCE), (PROVINCE, GRASSROOTS)):
            request.hand_over(unit(taker), unit(giver), **DESK)
            assert request.desk.code == taker
        acts = [step.act for step in request.steps]
        assert acts == [Act.ASK, Act.HAND_OVER, Act.HAND_OVER]


def test_what_nobody_answers_climbs_once(asked, as_unit, app):
    with as_unit("tld") as session:
        request = session.get_one(Request, asked)
        assert request.climbs_at == moment("2023-03-07 08:30")
        request.climb(at=moment("2023-03-07 08:29"))
        assert request.desk.code == UPPER
        request.climb(at=moment("2023-03-07 08:30"))
        assert request.desk.code == PROVINCE
        request.climb(at=moment("2023-03-07 08:31"))
        assert request.desk.code == PROVINCE
        request.climb(at=moment("2023-03-20 08:31"))
        assert (request.desk.code, request.climbs_at) == ("tld", None)
        assert request.first_after is None
    with app.app_context():
        assert jobs.run(CLIMBING) == 0


def test_the_worker_lets_it_climb(asked, as_unit, app):
    with as_unit("tld") as session:
        session.get_one(Request, asked).climbs_at = NOW
    with app.app_context():
        assert jobs.run_all() >= 1, "what a worker does each minute"
    with as_unit("tld") as session:
        request = session.get_one(Request, asked)
        assert request.desk.code == PROVINCE
        assert [step.act for step in request.steps] == [Act.ASK, Act.CLIMB]


def test_a_unit_that_moves_takes_its_requests_along(asked, as_unit):
    with as_unit("tld") as session:
        unit(GRASSROOTS).move(unit("huyen-b1"), by=1, at=NOW)
        session.expire_all()
        request = session.get_one(Request, asked)
        assert request.unit_path.startswith(request.desk.path)
        assert request.desk.code == "huyen-b1"


def test_below_and_beside_see_no_request_and_nobody_below_a_note(asked, as_unit):
    with as_unit(UPPER) as session:
        InternalNote.write(session.get_one(Request, asked), unit(UPPER), "Đơn vị khó", **DESK)
    with as_unit("cs-a12") as session:
        assert session.get(Request, asked) is None
    with as_unit(GRASSROOTS) as session:
        request = session.get_one(Request, asked)
        assert session.scalars(sa.select(InternalNote)).all() == []
        assert (request.phone, len(request.messages)) == (None, 1)


def test_one_sees_to_it_at_a_time_and_others_follow(asked, as_unit):
    with as_unit(UPPER) as session:
        request, here = session.get_one(Request, asked), unit(UPPER)
        officer, contact = account(f"officer.{UPPER}"), account(f"contact.{UPPER}")
        for who in (officer, officer, contact):
            Assignment.assign(request, here, who, by=officer, at=NOW)
        Assignment.follow(request, here, by=officer, at=NOW)
        Assignment.follow(request, here, by=officer, at=NOW)
        live = Assignment.live([request], here)
        assert sorted((one.account_id, one.part) for one in live) == sorted(
            [(contact, "handles"), (officer, "follows")]
        )
        with pytest.raises(NotAColleague):
            Assignment.assign(request, here, account(f"viewer.{UPPER}"), by=officer, at=NOW)
        Assignment.leave(request, here, by=officer, at=NOW)
        Assignment.release(request, here, by=officer, at=NOW)
        assert Assignment.live([request], here) == []


def test_two_are_linked_or_answered_as_one(asked, as_unit):
    with as_unit(UPPER) as session:
        one, here = session.get_one(Request, asked), unit(UPPER)
        other = ask("cs-a12")
        with pytest.raises(NotItself):
            Tie.link(one, one, here, by=1, at=NOW)
        Tie.link(other, one, here, by=1, at=NOW)
        Tie.link(other, one, here, by=1, at=NOW)
        Tie.merge(other, one, here, **DESK)
        assert other.state == State.MERGED
        assert [found.id for found in Tie.merged_into(one)] == [other.id]
        with pytest.raises(CannotDoNow):
            Tie.merge(one, other, here, **DESK)
        merged = other.id
    with as_unit(PROVINCE) as session:
        one = session.get_one(Request, asked)
        assert [found.id for found in Tie.merged_into(one)] == [merged], "those above, too"
        Tie.must_reach(one, unit(PROVINCE))
        with pytest.raises(NotInLine):
            Tie.must_reach(one, unit(GRASSROOTS))


def test_a_call_is_written_down_where_it_came_in(rostered, as_unit):
    with as_unit(PROVINCE):
        told = said(phone="0912345678")
        request = Request.log(unit(PROVINCE), unit(GRASSROOTS), told, by=1, at=NOW)
        assert (request.desk.code, request.asker_id, request.phone) == (
            PROVINCE,
            None,
            "0912345678",
        )
        with pytest.raises(NotInLine):
            Request.log(unit(UPPER), unit("cs-a21"), told, by=1, at=NOW)


def test_the_journal_knows_every_act(asked, as_unit):
    with as_unit(UPPER) as session:
        request = session.get_one(Request, asked)
        request.answer(Act.SOLVE, "Đã sửa dòng 12.", unit(UPPER), **DESK)
        request.answer(Act.SOLVE, "Đã sửa dòng 12.", unit(UPPER), **DESK)
        acts = session.scalars(
            sa.select(JournalLine.act).where(JournalLine.subject == "request")
        ).all()
        assert sorted(acts) == ["request.answer", "request.ask"]


def test_who_is_away_is_stood_in_for(as_unit):
    with as_unit("tld"):
        away = {"away_since": NOW.date(), "away_until": NOW.date()}
        on_duty(PROVINCE)
        duty = on_duty(UPPER, stand_in="Võ Thị Mai", stand_in_phone="0987654321", **away)
        assert duty.who(NOW.date(), [duty.turn]) == ("Võ Thị Mai", "0987654321")
        assert ask().desk.code == UPPER
        duty.change({"stand_in": ""}, by=1, at=NOW)
        assert ask().desk.code == PROVINCE
