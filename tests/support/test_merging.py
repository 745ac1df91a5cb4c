"""Requests that are answered as one: told, solved, taken apart again, and never left waiting."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.support import Request, Tie
from app.support.climbing import SPLITTING
from app.support.inside import answer_all
from app.support.messages import RequestStep
from app.support.refusals import CannotDoNow, NotOnYourDesk
from app.support.states import Act, State
from tests.support.conftest import (
    ASKER,
    DESK,
    GRASSROOTS,
    PROVINCE,
    UPPER,
    ask,
    moment,
    unit,
)

OTHER = "cs-a12"


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


@pytest.fixture
def merged(asked, as_unit) -> tuple[int, int]:
    """(the one that is answered, the one that is answered with it)."""
    with as_unit(UPPER) as session:
        other = ask(OTHER)
        Tie.merge(other, session.get_one(Request, asked), unit(UPPER), **DESK)
        return asked, other.id


def words(request: Request) -> list[str]:
    return [message.text for message in request.messages]


def test_both_hear_the_answer_and_both_are_solved(merged, as_unit):
    with as_unit(UPPER) as session:
        one, other = (session.get_one(Request, number) for number in merged)
        answer_all(one, Act.REPLY, "Đang xem.", unit(UPPER), **DESK)
        assert (one.state, other.state) == (State.OPEN, State.MERGED)
        answer_all(one, Act.SOLVE, "Đã sửa mẫu.", unit(UPPER), **DESK)
        answer_all(one, Act.SOLVE, "Đã sửa mẫu.", unit(UPPER), **DESK)
        assert (one.state, other.state) == (State.SOLVED, State.SOLVED)
        assert words(other)[1:] == ["Đang xem.", "Đã sửa mẫu."]
    with as_unit(OTHER) as session:
        other = session.get_one(Request, merged[1])
        other.add("Vẫn chưa được.", unit(OTHER), **ASKER)
        assert other.state == State.OPEN, "and may be taken up again by its asker"


def test_what_was_merged_is_taken_apart_and_waits_anew(merged, as_unit):
    with as_unit(UPPER) as session:
        one, other = (session.get_one(Request, number) for number in merged)
        [bound] = Tie.of(one, unit(UPPER))
        assert (bound.brings, bound.other.id) == (True, other.id)
        bound.tie.undo(unit(UPPER), **DESK)
        assert (other.state, bound.is_merged) == (State.NEW, False)
        assert None not in (other.due_at, other.first_due_at, other.climbs_at, other.running_since)
        assert Tie.merged_into(one) == []
        [left] = Tie.of(other, unit(UPPER))
        left.tie.undo(unit(UPPER), **DESK)
        session.flush()
        assert Tie.of(other, unit(UPPER)) == [], "what is only linked is linked no more"
        acts = sa.select(RequestStep.act).where(RequestStep.request_id == other.id)
        assert list(session.scalars(acts)) == [Act.ASK, Act.MERGE, Act.SPLIT]


def test_an_asker_who_says_more_is_answered_by_himself(merged, as_unit):
    with as_unit(OTHER) as session:
        other = session.get_one(Request, merged[1])
        other.add("Đơn vị tôi khác.", unit(OTHER), **ASKER)
        assert other.state == State.NEW
    with as_unit(UPPER) as session:
        one, other = (session.get_one(Request, number) for number in merged)
        answer_all(one, Act.SOLVE, "Xong.", unit(UPPER), **DESK)
        assert other.state == State.NEW
        assert "Xong." not in words(other)


def test_what_hangs_on_one_that_is_merged_goes_along(merged, as_unit):
    with as_unit(UPPER) as session:
        one, other = (session.get_one(Request, number) for number in merged)
        third = ask(GRASSROOTS)
        Tie.merge(one, third, unit(UPPER), **DESK)
        assert {found.id for found in Tie.merged_into(third)} == {one.id, other.id}
        answer_all(third, Act.SOLVE, "Đã trả lời cả ba.", unit(UPPER), **DESK)
        assert {one.state, other.state} == {State.SOLVED}
        with pytest.raises(CannotDoNow):
            Tie.merge(ask(OTHER), one, unit(UPPER), **DESK)


def test_nobody_waits_for_what_its_asker_withdrew(merged, as_unit, app):
    with as_unit(GRASSROOTS) as session:
        session.get_one(Request, merged[0]).withdraw(unit(GRASSROOTS), **ASKER)
    with app.app_context():
        assert jobs.run(SPLITTING) == 1
        assert jobs.run(SPLITTING) == 0
    with as_unit(UPPER) as session:
        other = session.get_one(Request, merged[1])
        assert (other.state, other.desk.code) == (State.NEW, UPPER)


@pytest.mark.parametrize("moves", [GRASSROOTS, OTHER])
def test_a_unit_that_moves_leaves_nobody_waiting(merged, as_unit, app, moves):
    with as_unit("tld"):
        unit(moves).move(unit("huyen-b1"), by=1, at=moment("2023-03-06 09:00"))
    with app.app_context():
        jobs.run(SPLITTING)
    with as_unit("tld") as session:
        session.expire_all()
        for request in session.scalars(sa.select(Request)):
            assert request.state == State.NEW
            assert request.unit_path.startswith(request.desk.path)


def test_one_that_goes_up_still_speaks_for_what_hangs_on_it(merged, as_unit):
    with as_unit("tld") as session:
        one, other = (session.get_one(Request, number) for number in merged)
        one.hand_over(unit(PROVINCE), unit(UPPER), **DESK)
        answer_all(one, Act.SOLVE, "Tỉnh đã sửa.", unit(PROVINCE), **DESK)
        assert other.state == State.SOLVED
        assert words(other)[-1] == "Tỉnh đã sửa."


def test_only_the_desk_takes_apart(merged, signed_in, as_unit, at):
    with as_unit(UPPER) as session:
        [bound] = Tie.of(session.get_one(Request, merged[0]), unit(UPPER))
        tail = f"{merged[1]}/ties/{bound.tie.id}/removal"
        other, tie = ask(GRASSROOTS).id, bound.tie.id
    for login, code, status in (
        (f"viewer.{UPPER}", UPPER, 403),
        ("officer.tinh-a", "tinh-a", 404),
        ("officer.huyen-a2", "huyen-a2", 404),
        (f"leader.{OTHER}", OTHER, 404),
    ):
        assert signed_in(login).submit(at(code, tail)).status_code == status, login
    officer = signed_in(f"officer.{UPPER}")
    foreign = f"{other}/ties/{tie}/removal"
    assert officer.submit(at(UPPER, foreign)).status_code == 404
    assert officer.submit(at(UPPER, tail)).status_code == 303
    with as_unit(UPPER) as session:
        assert session.get_one(Request, merged[1]).state == State.NEW
        with pytest.raises(NotOnYourDesk):
            session.get_one(Request, merged[1]).merged(unit(PROVINCE), **DESK)


def test_what_the_asker_of_a_merged_one_sees(merged, signed_in, at):
    asker = signed_in(f"leader.{OTHER}")
    page = asker.get(at(OTHER, str(merged[1])))
    assert "được trả lời chung với một yêu cầu khác cùng nội dung" in page.text
    assert f"support/{merged[0]}" not in page.text, "whose it is stays with the desk"
    told = {"text": "Việc của chúng tôi khác: không có quyết định."}
    assert asker.submit(at(OTHER, f"{merged[1]}/messages"), told).status_code == 303
    assert "Chờ trả lời" in asker.get(at(OTHER, str(merged[1]))).text
