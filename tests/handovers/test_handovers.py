"""Handing over: all that was on the list moves, at once and once; every refusal is in words."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.accounts import Membership
from app.db import db, insert_all
from app.handovers import Duty, HandOver, HandOverItem, Piece, register
from app.handovers.duties import DUTIES
from app.handovers.handing import Estate, Terms, hand_over
from app.initiatives import Initiative, State, tallies
from app.journal import JournalLine
from app.notices import Notice
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

HERE, GIVER, LEADER = "huyen-a1", "officer.huyen-a1", "leader.huyen-a1"


def at(ids, tail="", code=HERE):
    return f"/u/{ids[code]}/handovers/{tail}"


def named(login):
    return f"Nguyễn Thị {login.title()}"


@pytest.fixture
def post(as_unit):
    """`post("officer.huyen-a1")`: (id of the post, id of the account)."""

    def find(login):
        with as_unit("tld") as session:
            one = session.query(Membership).filter_by(full_name=named(login)).one()
            return one.id, one.account_id

    return find


@pytest.fixture
def desk(as_unit, post):
    """Two on the giver's desk, one draft of his, one in other hands; their ids."""
    giver, other = post(GIVER)[1], post(LEADER)[1]
    with as_unit(HERE) as session:
        rows = [hand_in(Unit.by_code("cs-a11")) for _ in range(2)]
        rows.append(hand_in(Unit.by_code(HERE), to=State.DRAFT))
        rows.append(hand_in(Unit.by_code("cs-a12")))
        for row, hand in zip(rows, (giver, giver, giver, other), strict=True):
            row.desk_person_id = hand
        session.flush()
        return [row.id for row in rows]


def hands(as_unit, numbers):
    with as_unit("tld"):
        assert tallies.differences() == []
        return [db.session.get(Initiative, number).desk_person_id for number in numbers]


def form_of(page):
    """The fields that a browser would send with the form of the page."""
    digest = re.search(r'name="digest" type="hidden" value="([^"]+)"', page)[1]
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    return {"digest": digest, "once": once, "reason": "Nghỉ hưu", "document": "12/QĐ-LĐLĐ"}


def test_a_leader_hands_over_the_whole_desk_and_the_officer_leaves(
    signed_in, ids, as_unit, post, desk
):
    leader, (giver_post, _giver) = signed_in(LEADER), post(GIVER)
    _post, receiver = post("viewer.huyen-a1")
    people = leader.get(f"/u/{ids[HERE]}/accounts/").text
    assert at(ids, f"posts/{giver_post}") in people
    page = leader.get(at(ids, f"posts/{giver_post}")).text
    assert 'Sáng kiến đang xử lý <b class="count num">2</b>' in page
    assert 'Bản nháp và sáng kiến đang bổ sung <b class="count num">1</b>' in page
    assert 'Nhiệm vụ, vai trò <b class="count num">1</b>' in page
    form = {**form_of(page), "account": receiver, "end_posts": "y"}
    answer = leader.submit(at(ids, f"posts/{giver_post}"), form)
    assert hands(as_unit, desk) == [receiver, receiver, receiver, post(LEADER)[1]]
    paper = leader.get(answer.location).text
    for said in ("Bên giao", "Bên nhận", "Xác nhận của lãnh đạo", "Nghỉ hưu", "12/QĐ-LĐLĐ"):
        assert said in paper
    assert named(GIVER) in paper
    assert "Tổng số: 4 mục" in paper
    with as_unit(HERE) as session:
        (signed,) = session.query(HandOver).all()
        kinds = [kind for (kind,) in session.query(HandOverItem.kind).order_by(HandOverItem.id)]
        assert kinds == ["desk", "desk", "draft", "post"]
        assert session.query(Membership).filter_by(id=giver_post).one().until is not None
        roles = session.query(Membership.role).filter_by(account_id=receiver, until=None).all()
        assert sorted(role for (role,) in roles) == ["officer", "viewer"]
        (told,) = session.query(Notice).filter_by(account_id=receiver).all()
        assert told.link == at(ids, str(signed.id))
        acts = [act for (act,) in session.query(JournalLine.act)]
        assert acts.count("initiative.assign") == 3
        assert acts.count("hand_over.write") == acts.count("membership.end") == 1
    assert signed_in("viewer.huyen-a1").get(answer.location).status_code == 200
    assert "đã bàn giao" not in leader.get(at(ids)).text
    assert named(GIVER) in leader.get(at(ids)).text


def test_a_double_click_is_one_hand_over_with_or_without_a_key(signed_in, ids, as_unit, post, desk):
    leader, (giver_post, _g), (_p, receiver) = signed_in(LEADER), post(GIVER), post(LEADER)
    form = form_of(leader.get(at(ids, f"posts/{giver_post}")).text)
    form |= {"account": receiver}
    answers = [leader.submit(at(ids, f"posts/{giver_post}"), form) for _ in range(2)]
    del form["once"]
    answers.append(leader.submit(at(ids, f"posts/{giver_post}"), form))
    assert len({answer.location for answer in answers}) == 1
    with as_unit(HERE) as session:
        assert session.query(HandOver).count() == 1
        assert session.query(HandOver).one().pieces == 4
    only_posts = form_of(leader.get(at(ids, f"posts/{giver_post}")).text) | {"account": receiver}
    del only_posts["once"]
    answers = [leader.submit(at(ids, f"posts/{giver_post}"), only_posts) for _ in range(2)]
    assert answers[0].location == answers[1].location


def test_of_two_leaders_at_once_one_is_told(signed_in, ids, as_unit, post, desk):
    giver_post, _giver = post(GIVER)
    clients = [signed_in(LEADER), signed_in("administrator.huyen-a1")]
    page = clients[0].get(at(ids, f"posts/{giver_post}")).text
    clients[1].get(at(ids, f"posts/{giver_post}"))
    form = {**form_of(page), "end_posts": "y"}
    del form["once"]
    wanted = [post(login)[1] for login in ("contact.huyen-a1", "viewer.huyen-a1")]

    def send(client, to):
        return client.submit(at(ids, f"posts/{giver_post}"), {**form, "account": to})

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(send, clients, wanted))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "không còn nhiệm vụ" in late.text
    won = wanted[[a.status_code for a in answers].index(303)]
    assert hands(as_unit, desk)[:3] == [won] * 3
    with as_unit(HERE) as session:
        assert session.query(HandOver).count() == 1


def test_one_hands_over_his_own_desk_but_not_his_post(signed_in, ids, as_unit, post, desk):
    officer, leader = signed_in(GIVER), post(LEADER)[1]
    page = officer.get(at(ids, "mine")).text
    assert "Nhiệm vụ, vai trò" not in page
    assert "end_posts" not in page
    assert named("viewer.huyen-a1") not in page, "she could not work on it"
    form = {**form_of(page), "account": leader, "end_posts": "y"}
    assert officer.submit(at(ids, f"posts/{post(GIVER)[0]}"), form).status_code == 403
    answer = officer.submit(at(ids, "mine"), form)
    assert hands(as_unit, desk)[:3] == [leader] * 3
    assert "Tổng số: 3 mục" in officer.get(answer.location).text
    with as_unit(HERE) as session:
        assert session.query(Membership).filter_by(id=post(GIVER)[0]).one().until is None
    assert answer.location in officer.get(at(ids)).text
    empty = officer.get(at(ids, "mine")).text
    assert "Không có việc nào để bàn giao" in empty
    nothing = officer.submit(at(ids, "mine"), {"account": leader, "reason": "x", "digest": "x"})
    assert nothing.status_code in (409, 422)


def test_a_leader_hands_over_her_own_desk_without_her_post(signed_in, ids, as_unit, post, desk):
    leader, officer = signed_in(LEADER), post(GIVER)[1]
    page = leader.get(at(ids, f"posts/{post(LEADER)[0]}")).text
    assert "Nhiệm vụ, vai trò" not in page
    assert leader.submit(at(ids, "mine"), {**form_of(page), "account": officer}).status_code == 303
    assert hands(as_unit, desk) == [officer] * 4


def test_what_changed_meanwhile_is_shown_anew_with_what_was_typed(
    signed_in, ids, as_unit, post, desk
):
    leader, (giver_post, giver), receiver = signed_in(LEADER), post(GIVER), post(LEADER)[1]
    form = form_of(leader.get(at(ids, f"posts/{giver_post}")).text) | {"account": receiver}
    with as_unit(HERE) as session:
        one = hand_in(Unit.by_code("cs-a12"))
        one.desk_person_id = giver
        session.flush()
        number = one.id
    changed = leader.submit(at(ids, f"posts/{giver_post}"), form)
    assert changed.status_code == 409
    assert "Danh sách vừa thay đổi" in changed.text
    assert 'value="Nghỉ hưu"' in changed.text
    assert hands(as_unit, [number, *desk])[:2] == [giver, giver]
    again = form_of(changed.text) | {"account": receiver}
    assert leader.submit(at(ids, f"posts/{giver_post}"), again).status_code == 303
    assert hands(as_unit, [number]) == [receiver]


def test_who_left_meanwhile_is_said_in_words(signed_in, ids, as_unit, post, desk):
    leader, (giver_post, _giver) = signed_in(LEADER), post(GIVER)
    receiver_post, receiver = post("contact.huyen-a1")
    form = form_of(leader.get(at(ids, f"posts/{giver_post}")).text) | {"account": receiver}
    with as_unit(HERE) as session:
        session.get(Membership, receiver_post).until = NOW
    late = leader.submit(at(ids, f"posts/{giver_post}"), form)
    assert late.status_code == 422
    assert "Đồng chí nhận bàn giao không còn nhiệm vụ phù hợp" in late.text
    with as_unit(HERE) as session:
        session.get(Membership, giver_post).until = NOW
    form["account"] = post(LEADER)[1]
    late = leader.submit(at(ids, f"posts/{giver_post}"), form)
    assert late.status_code == 409
    assert "Đồng chí bàn giao không còn nhiệm vụ" in late.text
    assert leader.get(at(ids, f"posts/{giver_post}")).status_code == 409


def test_nobody_gives_a_role_to_himself(signed_in, ids, as_unit, post, desk):
    admin, (giver_post, giver) = signed_in("administrator.huyen-a1"), post(GIVER)
    form = form_of(admin.get(at(ids, f"posts/{giver_post}")).text)
    form["account"] = post("administrator.huyen-a1")[1]
    late = admin.submit(at(ids, f"posts/{giver_post}"), form)
    assert late.status_code == 409
    assert "không thể tự giao vai trò cho mình" in late.text
    assert hands(as_unit, desk)[:3] == [giver] * 3


def test_posts_below_go_along_and_what_lies_above_stays(signed_in, ids, as_unit, post):
    giver_post, giver = post(GIVER)
    receiver = post("contact.huyen-a1")[1]
    with as_unit("tinh-a") as session:
        below = Unit.by_code("cs-a12")
        session.get(Membership, giver_post).hold_also(
            session.query(Membership).filter_by(unit_id=below.id, role="officer").one(),
            by=1,
            at=NOW,
        )
        there, above = hand_in(below, to=State.SUBMITTED), hand_in(Unit.by_code("cs-a11"))
        above.desk_unit_id = Unit.by_code("tinh-a").id
        there.desk_person_id = above.desk_person_id = giver
        session.flush()
        numbers = [there.id, above.id]
    leader = signed_in(LEADER)
    page = leader.get(at(ids, f"posts/{giver_post}")).text
    form = form_of(page) | {"account": receiver, "end_posts": "y"}
    assert leader.submit(at(ids, f"posts/{giver_post}"), form).status_code == 303
    assert hands(as_unit, numbers) == [receiver, giver]
    with as_unit(HERE) as session:
        live = session.query(Membership).filter_by(until=None)
        assert live.filter_by(account_id=giver).count() == 0
        assert {p.unit.code for p in live.filter_by(account_id=receiver)} == {HERE, "cs-a12"}


def test_whom_it_does_not_concern_finds_nothing(signed_in, ids, as_unit, post, desk):
    leader, (giver_post, _giver) = signed_in(LEADER), post(GIVER)
    form = form_of(leader.get(at(ids, f"posts/{giver_post}")).text)
    answer = leader.submit(at(ids, f"posts/{giver_post}"), form | {"account": post(LEADER)[1]})
    for login in ("viewer.huyen-a1", "contact.huyen-a1"):
        client = signed_in(login)
        assert client.get(answer.location).status_code == 404
        assert named(GIVER) not in client.get(at(ids)).text
    assert signed_in("leader.huyen-a2").get(answer.location).status_code == 404
    below = signed_in("leader.cs-a11")
    assert below.get(at(ids, f"posts/{giver_post}", "cs-a11")).status_code == 404


def test_five_thousand_go_in_few_statements(as_unit, post, statements):
    (giver_post, giver), (_p, receiver) = post(GIVER), post(LEADER)
    with as_unit(HERE) as session:
        rows = [hand_in(Unit.by_code("cs-a11")) for _ in range(3)]
        columns = [c.key for c in Initiative.__table__.columns if c.key != "id"]
        made = [
            {
                **{name: getattr(rows[0], name) for name in columns},
                "code": f"code-{number}",
                "desk_person_id": giver,
                "title": f"Sáng kiến {number}",
            }
            for number in range(5000)
        ]
        insert_all(Initiative, made)
    with as_unit(HERE) as session:
        post_of, unit = session.get(Membership, giver_post), Unit.by_code(HERE)
        statements.clear()
        estate = Estate.of(post_of, unit, by=receiver)
        terms = Terms("Nghỉ", None, end_posts=True, digest=estate.digest)
        signed = hand_over(post_of, receiver, unit, terms, by=receiver, signed_by="L", at=NOW)
        session.flush()
        assert signed.pieces == 5001
        assert len(statements) <= 38, "whatever their number: each kind of duty asks for its own"
        left = session.query(Initiative).filter_by(desk_person_id=giver).count()
        assert left == 0


def test_another_room_hands_its_own_kind_along(signed_in, ids, as_unit, post):
    moved = []
    with as_unit(HERE):
        unit = Unit.by_code(HERE)
        piece = Piece(7, "Cuộc gọi chưa trả lời", unit.name, unit.id, unit.path)

    def give(pieces, transfer):
        moved.append((len(pieces), transfer.receiver.full_name))
        return len(pieces)

    register(Duty("call", "Cuộc gọi", held=lambda account, unit: [piece], give=give))
    try:
        officer = signed_in(GIVER)
        page = officer.get(at(ids, "mine")).text
        assert "Cuộc gọi chưa trả lời" in page
        form = form_of(page) | {"account": post(LEADER)[1]}
        answer = officer.submit(at(ids, "mine"), form)
        assert "Cuộc gọi chưa trả lời" in officer.get(answer.location).text
        assert moved == [(1, named(LEADER))]
    finally:
        del DUTIES["call"]
