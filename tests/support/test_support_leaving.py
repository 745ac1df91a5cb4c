"""Whoever leaves hands over what he sees to and his lines of the roster; with the post ends all."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.accounts import Membership
from app.db import db
from app.support import Assignment, Duty, Request
from app.support.inside import colleagues
from tests.handovers.test_charges_handed_over import hand_over
from tests.support.conftest import DESK, UPPER, account, ask, on_duty, unit
from tests.world import NOW


@pytest.fixture
def officer(as_unit) -> int:
    """Sees to one request of two, follows the other, has a line of the roster, stands in."""
    with as_unit("tld"):
        who = account(f"officer.{UPPER}")
        on_duty(UPPER, account_id=who, phone="0911111111")
        other = account(f"leader.{UPPER}")
        instead = {"stand_in_id": who, "stand_in": "Bình", "stand_in_phone": "0922222222"}
        on_duty(UPPER, account_id=other, full_name="Phạm Thị Lan", **instead)
        Assignment.assign(ask(), unit(UPPER), who, by=who, at=NOW)
        Assignment.follow(ask("cs-a12"), unit(UPPER), by=who, at=NOW)
    return who


def post(login: str) -> Membership:
    who = sa.select(Membership).where(Membership.account_id == account(login))
    return db.session.scalars(who).one()


def lines(as_unit) -> list[tuple[int | None, str | None, int | None]]:
    with as_unit(UPPER):
        duties = Duty.listed([unit(UPPER).path])
        return [(duty.account_id, duty.phone, duty.stand_in_id) for duty in duties]


def live(as_unit) -> list[tuple[int, str]]:
    with as_unit(UPPER) as session:
        query = sa.select(Assignment).where(Assignment.until.is_(None)).order_by(Assignment.id)
        return [(one.account_id, one.part) for one in session.scalars(query)]


def test_with_the_post_ends_what_came_with_it(officer, as_unit):
    with as_unit("tld"):
        leader = account(f"leader.{UPPER}")
        post(f"officer.{UPPER}").end(by=1, at=NOW)
    assert lines(as_unit) == [(leader, "0912345678", None)]
    assert live(as_unit) == []
    with as_unit("tld"):
        assert ask().desk.code == UPPER, "the leader is there"
        post(f"leader.{UPPER}").end(by=1, at=NOW)
        assert ask().desk.code == UPPER, "nobody is on duty: the unit above"
    assert lines(as_unit) == []


def test_who_keeps_a_post_that_answers_keeps_it_all(officer, as_unit):
    with as_unit("tld"):
        one = post(f"officer.{UPPER}")
        one.hold_also(post(f"contact.{UPPER}"), by=1, at=NOW)
        one.end(by=1, at=NOW)
        assert officer in [who.account_id for who in colleagues(unit(UPPER))]
    assert [line[0] for line in lines(as_unit)][:1] == [officer]
    assert len(live(as_unit)) == 2


def test_a_viewers_post_ends_nothing(officer, as_unit):
    with as_unit("tld"):
        post(f"viewer.{UPPER}").end(by=1, at=NOW)
    assert len(lines(as_unit)) == 2
    assert len(live(as_unit)) == 2


def test_an_officer_who_leaves_hands_over_requests_and_roster(officer, as_unit, signed_in, ids):
    with as_unit("tld"):
        number, receiver = post(f"officer.{UPPER}").id, account(f"contact.{UPPER}")
    client = signed_in(f"leader.{UPPER}")
    address = f"/u/{ids[UPPER]}/handovers/posts/{number}"
    page, answer = hand_over(client, address, receiver, end_posts="y")
    assert 'Yêu cầu hỗ trợ đang xử lý <b class="count num">1</b>' in page
    assert 'Lịch trực <b class="count num">1</b>' in page
    assert "Danh sách bị từ chối ở dòng 12" in page and "Trực 7:30–11:30, 13:30–17:00" in page
    assert answer.status_code == 303
    assert "Yêu cầu hỗ trợ đang xử lý (1)" in client.get(answer.location).text
    assert live(as_unit) == [(receiver, "handles")]
    with as_unit("tld"):
        leader = account(f"leader.{UPPER}")
    assert lines(as_unit) == [(receiver, None, None), (leader, "0912345678", None)]


def test_a_stand_in_who_takes_over_brings_his_number(as_unit):
    with as_unit("tld"):
        contact = post(f"contact.{UPPER}")
        told = {
            "stand_in_id": contact.account_id,
            "stand_in": "Mai",
            "stand_in_phone": "0933333333",
        }
        duty = on_duty(UPPER, account_id=1, away_since=dt.date(2023, 3, 1), **told)
        duty.pass_on(contact, by=1, at=NOW)
        assert (duty.account_id, duty.phone, duty.stand_in_id, duty.away_since) == (
            contact.account_id, "0933333333", None, None)  # fmt: skip


def test_a_request_that_has_left_the_desk_is_not_handed_over(officer, as_unit):
    with as_unit("tld") as session:
        request = session.scalars(sa.select(Request).order_by(Request.id)).first()
        held = Assignment.handled_by(officer, unit(UPPER))
        assert session.scalars(held).all() == [request]
        request.hand_over(unit("tinh-a"), unit(UPPER), **DESK)
        assert session.scalars(held).all() == []
