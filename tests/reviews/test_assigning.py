"""Inside a desk: taken on, given back, given to a colleague; open forms stay good."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.accounts import Membership
from app.db import db
from app.initiatives import Initiative, State, put_in_hands
from app.journal import JournalLine
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/{tail}"


@pytest.fixture
def made(as_unit):
    def make(state=State.ENDORSED, unit="cs-a11"):
        with as_unit("huyen-a1"):
            return hand_in(Unit.by_code(unit), to=state).id

    return make


@pytest.fixture
def person(as_unit):
    """`person("officer.huyen-a1")`: the account's id."""

    def find(login):
        with as_unit("tld") as session:
            name = f"Nguyễn Thị {login.title()}"
            return session.query(Membership.account_id).filter_by(full_name=name).scalar()

    return find


@pytest.fixture
def holder(as_unit):
    """`holder(id)`: the account that has it in hand, and its version."""

    def look(number):
        with as_unit("tld"):
            row = db.session.get(Initiative, number)
            return row.desk_person_id, row.version

    return look


def put(client, ids, number, act, unit="huyen-a1", **data):
    client.get(at(ids, unit, str(number)))
    return client.submit(at(ids, unit, f"{number}/hands"), {"act": act, **data})


def test_an_officer_takes_it_on_and_gives_it_back(signed_in, ids, made, person, holder, as_unit):
    number, officer = made(), signed_in("officer.huyen-a1")
    _nobody, version = holder(number)
    assert "Chưa ai nhận xử lý" in officer.get(at(ids, "huyen-a1", str(number))).text
    for _ in range(2):
        assert put(officer, ids, number, "take").status_code == 303
    assert holder(number) == (person("officer.huyen-a1"), version), "an open form stays good"
    assert "Đồng chí đang xử lý" in officer.get(at(ids, "huyen-a1", str(number))).text
    other = signed_in("leader.huyen-a1").get(at(ids, "huyen-a1", str(number))).text
    assert "<b>Nguyễn Thị Officer.Huyen-A1</b>" in other
    for _ in range(2):
        assert put(officer, ids, number, "back").status_code == 303
    assert holder(number) == (None, version)
    with as_unit("cs-a11") as session:
        lines = session.query(JournalLine.act).filter_by(subject_id=number).all()
    acts = [act for (act,) in lines if act in ("initiative.take-on", "initiative.give-back")]
    assert acts == ["initiative.take-on", "initiative.give-back"], "each once"


def test_what_others_have_is_not_taken_but_the_leader_gives_it_on(
    signed_in, ids, made, person, holder, as_unit
):
    with as_unit("huyen-a1") as session:  # a second officer
        unit = Unit.by_code("huyen-a1")
        viewer = session.query(Membership).filter_by(unit_id=unit.id, role="viewer").one()
        viewer.role = "officer"
    number, leader = made(), signed_in("leader.huyen-a1")
    put(signed_in("officer.huyen-a1"), ids, number, "take")
    second = signed_in("viewer.huyen-a1")
    late = put(second, ids, number, "take")
    assert late.status_code == 409
    assert "Đồng chí Nguyễn Thị Officer.Huyen-A1 đang xử lý" in late.text
    assert put(second, ids, number, "back").status_code == 409
    to = person("viewer.huyen-a1")
    assert put(second, ids, number, "give", account=to).status_code == 409
    assert put(leader, ids, number, "give", account=to).status_code == 303
    assert holder(number)[0] == to
    assert put(second, ids, number, "give", account=person("leader.huyen-a1")).status_code == 303
    assert holder(number)[0] == person("leader.huyen-a1")
    put(leader, ids, number, "give", account=to)
    assert "Chuyển cho tôi" in leader.get(at(ids, "huyen-a1", str(number))).text
    assert put(leader, ids, number, "take").status_code == 303
    assert holder(number)[0] == person("leader.huyen-a1")


def test_it_is_given_to_who_may_work_on_it_only(signed_in, ids, made, person, holder):
    number, leader = made(), signed_in("leader.huyen-a1")
    page = leader.get(at(ids, "huyen-a1", str(number))).text
    page = re.search(r'<select class="in" id="hands-account".*?</select>', page, re.S)[0]
    assert f'value="{person("officer.huyen-a1")}"' in page
    for login in ("viewer.huyen-a1", "contact.huyen-a1", "officer.tinh-a", "officer.cs-a11"):
        assert f'value="{person(login)}"' not in page
        answer = put(leader, ids, number, "give", account=person(login))
        assert answer.status_code == 422
        assert "không còn nhiệm vụ" in answer.text
    assert put(leader, ids, number, "give", account="999999").status_code == 422
    assert put(leader, ids, number, "nonsense").status_code == 422
    assert holder(number)[0] is None


def test_only_at_the_desk_where_it_waits(signed_in, ids, made, holder):
    number = made()
    chair = signed_in("leader.cs-a11")
    assert "hands-title" not in chair.get(at(ids, "cs-a11", str(number))).text
    assert put(chair, ids, number, "take", unit="cs-a11").status_code == 409
    viewer = signed_in("viewer.huyen-a1")
    assert "/hands" not in viewer.get(at(ids, "huyen-a1", str(number))).text
    assert put(viewer, ids, number, "take").status_code == 403
    assert put(signed_in("leader.huyen-a2"), ids, number, "take", "huyen-a2").status_code == 404
    own = made(State.SUBMITTED)
    assert put(chair, ids, own, "take", unit="cs-a11").status_code == 303
    officer = signed_in("officer.huyen-a1")
    officer.submit(at(ids, "huyen-a1", f"{number}/approval"))
    assert put(officer, ids, number, "take").status_code == 409


def test_of_two_who_take_it_at_once_one_is_told(signed_in, ids, made, person, holder):
    number = made()
    clients = [signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")]
    for client in clients:
        client.get(at(ids, "huyen-a1"))
    with ThreadPoolExecutor(2) as both:
        answers = both.map(
            lambda c: c.submit(at(ids, "huyen-a1", f"{number}/hands"), {"act": "take"}), clients
        )
        said = {answer.status_code for answer in answers}
    assert holder(number)[0] in {person("officer.huyen-a1"), person("leader.huyen-a1")}
    assert 303 in said
    assert said <= {303, 409}


def test_hands_that_changed_since_they_were_seen_are_left_alone(as_unit, made):
    number = made()
    with as_unit("huyen-a1"):
        row = db.session.get(Initiative, number)
        assert put_in_hands(row, 5, before=None, by=5, at=NOW)
        assert not put_in_hands(row, 7, before=None, by=7, at=NOW), "somebody was quicker"
        assert row.desk_person_id == 5
