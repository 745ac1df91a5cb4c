"""Whoever leaves hands over the units he looks after; a leader's go with a leader's post."""

import re

import pytest
import sqlalchemy as sa

from app.accounts import Membership
from app.db import db
from app.journal import JournalLine
from app.progress import Charge
from app.units import Unit
from tests.world import NOW

HERE = "huyen-a1"


@pytest.fixture
def people(as_unit):
    """(post, account) by login."""
    with as_unit("tld"):
        posts = db.session.scalars(sa.select(Membership).where(Membership.until.is_(None)))
        return {p.full_name.split()[-1].lower(): (p.id, p.account_id) for p in posts}


@pytest.fixture
def charged(as_unit, ids, people):
    """The officer looks after both units below, and the leader leads one."""
    officer, leader = people[f"officer.{HERE}"][1], people[f"leader.{HERE}"][1]
    with as_unit(HERE):
        said = {ids["cs-a11"]: (officer, leader), ids["cs-a12"]: (officer, None)}
        Charge.put(Unit.by_code(HERE), said, by=1, at=NOW)
    return officer, leader


def held(as_unit):
    with as_unit(HERE):
        rows = db.session.scalars(Charge.of(Unit.by_code(HERE)))
        return {row.about.code: (row.officer_id, row.leader_id) for row in rows}


def hand_over(client, address, receiver, **more):
    page = client.get(address).text
    digest = re.search(r'name="digest" type="hidden" value="([^"]+)"', page)[1]
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    form = {"digest": digest, "once": once, "reason": "Nghỉ hưu", "account": receiver, **more}
    return page, client.submit(address, form)


def test_an_officer_who_leaves_hands_them_over(signed_in, ids, as_unit, people, charged):
    _officer, leader = charged
    receiver = people[f"contact.{HERE}"][1]
    address = f"/u/{ids[HERE]}/handovers/posts/{people[f'officer.{HERE}'][0]}"
    client = signed_in(f"leader.{HERE}")
    page, answer = hand_over(client, address, receiver, end_posts="y")
    assert 'Đơn vị được phân công theo dõi <b class="count num">2</b>' in page
    assert "CĐCS Công ty TNHH May Hòa Bình" in page
    assert answer.status_code == 303
    assert held(as_unit) == {"cs-a11": (receiver, leader), "cs-a12": (receiver, None)}
    paper = client.get(answer.location).text
    assert "Đơn vị được phân công theo dõi (2)" in paper
    progress = client.get(f"/u/{ids[HERE]}/progress/charges?who={receiver}").text
    assert progress.count('class="t"') == 2
    with as_unit("tld"):
        lines = db.session.scalars(
            sa.select(JournalLine).where(JournalLine.act == "charge.hand_on")
        )
        assert [line.fields for line in lines] == [["officer_id"]] * 2


def test_one_hands_over_his_own(signed_in, ids, as_unit, people, charged):
    receiver = people[f"leader.{HERE}"][1]
    client = signed_in(f"officer.{HERE}")
    _page, answer = hand_over(client, f"/u/{ids[HERE]}/handovers/mine", receiver)
    assert answer.status_code == 303
    assert held(as_unit) == {"cs-a11": (receiver, receiver), "cs-a12": (receiver, None)}


def test_what_a_leader_leads_goes_only_with_the_post(signed_in, ids, as_unit, people, charged):
    officer, leader = charged
    mine = signed_in(f"leader.{HERE}").get(f"/u/{ids[HERE]}/handovers/mine").text
    assert "Đơn vị được phân công chỉ đạo" not in mine
    receiver = people[f"officer.{HERE}"][1]
    address = f"/u/{ids[HERE]}/handovers/posts/{people[f'leader.{HERE}'][0]}"
    client = signed_in(f"administrator.{HERE}")
    page, answer = hand_over(client, address, receiver, end_posts="y")
    assert 'Đơn vị được phân công chỉ đạo <b class="count num">1</b>' in page
    assert answer.status_code == 303
    assert held(as_unit) == {"cs-a11": (officer, receiver), "cs-a12": (officer, None)}
    with as_unit(HERE):
        roles = sa.select(Membership.role).where(
            Membership.account_id == receiver, Membership.is_live()
        )
        assert "leader" in db.session.scalars(roles).all()
    assert leader not in {one for pair in held(as_unit).values() for one in pair}
