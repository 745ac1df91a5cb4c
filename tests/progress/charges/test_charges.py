"""Who looks after which unit below: said once, by whom it may, of whom it may."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.accounts import Membership
from app.db import db
from app.journal import JournalLine
from app.progress import Charge
from app.progress.charges.models import NotBelow, NotOfThisUnit, choices
from app.units import Unit
from tests.world import NOW

HERE = "tinh-a"
BELOW = ["huyen-a1", "huyen-a2", "cs-a0"]


@pytest.fixture
def people(as_unit):
    """The accounts by login."""
    with as_unit("tld"):
        rows = db.session.execute(sa.select(Membership.full_name, Membership.account_id))
        return {name.removeprefix("Nguyễn Thị ").lower(): account for name, account in rows}


def put(as_unit, charges, at=NOW, by=1):
    with as_unit(HERE):
        return Charge.put(Unit.by_code(HERE), charges, by=by, at=at)


def held(as_unit):
    with as_unit(HERE):
        rows = db.session.scalars(Charge.of(Unit.by_code(HERE)))
        return {row.about_unit_id: (row.officer_id, row.leader_id) for row in rows}


def acts(as_unit):
    with as_unit("tld"):
        lines = db.session.scalars(sa.select(JournalLine).where(JournalLine.act == "charge.put"))
        return [(line.unit_id, line.fields) for line in lines]


def at(ids, tail="", code=HERE):
    return f"/u/{ids[code]}/progress/charges{tail}"


def line_of(number, officer, leader, was="0-0"):
    return {f"was-{number}": was, f"officer-{number}": officer, f"leader-{number}": leader}


def test_saying_it_twice_is_once(as_unit, ids, people):
    officer, leader = people["officer.tinh-a"], people["leader.tinh-a"]
    said = {ids["huyen-a1"]: (officer, leader)}
    assert put(as_unit, said) == 1
    assert put(as_unit, said) == 0
    assert held(as_unit) == said
    assert acts(as_unit) == [(ids[HERE], ["leader_id", "officer_id"])]
    assert put(as_unit, {ids["huyen-a1"]: (None, leader)}) == 1
    assert acts(as_unit)[-1] == (ids[HERE], ["officer_id"])


def test_foreign_units_are_refused(as_unit, ids, people):
    for code in ("tinh-b", "cs-a11", "tinh-a", "tld", "huyen-b1"):
        with pytest.raises(NotBelow):
            put(as_unit, {ids[code]: (people["officer.tinh-a"], None)})
    with as_unit("tld"):
        Unit.by_code("cs-a0").close(by=1, at=NOW)
    with pytest.raises(NotBelow):
        put(as_unit, {ids["cs-a0"]: (people["officer.tinh-a"], None)})
    assert held(as_unit) == {} and acts(as_unit) == []


@pytest.mark.parametrize(
    ("officer", "leader"),
    [
        ("officer.huyen-a1", None),
        ("viewer.tinh-a", None),
        ("administrator.tinh-a", None),
        (None, "officer.tinh-a"),
        (None, "leader.tld"),
    ],
)
def test_who_has_no_fitting_post_is_refused(as_unit, ids, people, officer, leader):
    with pytest.raises(NotOfThisUnit):
        put(as_unit, {ids["huyen-a1"]: (people.get(officer), people.get(leader))})
    assert held(as_unit) == {}


def test_who_has_an_officer_s_and_a_leader_s_post_can_be_either(as_unit, people):
    with as_unit(HERE):
        live = db.session.scalars(sa.select(Membership).where(Membership.is_live()))
        posts = {post.account_id: post for post in live}
        leader = people["leader.tinh-a"]
        posts[leader].hold_also(posts[people["officer.tinh-a"]], by=1, at=NOW)
        officers, leaders = choices(Unit.by_code(HERE))
        assert leader in officers and list(leaders) == [leader]


def test_two_at_once_both_stand(signed_in, ids, as_unit, people):
    officer, leader = people["officer.tinh-a"], people["leader.tinh-a"]
    clients = [signed_in("officer.tinh-a"), signed_in("leader.tinh-a")]
    first, second = ids["huyen-a1"], ids["huyen-a2"]
    pages = [
        {**line_of(first, officer, 0), **line_of(second, 0, 0)},
        {**line_of(first, 0, 0), **line_of(second, 0, leader)},
    ]
    for client in clients:
        client.get(at(ids))

    def send(client, form):
        return client.submit(at(ids), form).status_code

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(send, clients, pages)) == [303, 303]
    assert held(as_unit) == {first: (officer, None), second: (None, leader)}


def test_two_at_once_about_the_same_unit_leave_one_charge(signed_in, ids, as_unit, people):
    clients = [signed_in("officer.tinh-a"), signed_in("leader.tinh-a")]
    wanted = [people["officer.tinh-a"], people["contact.tinh-a"]]
    for client in clients:
        client.get(at(ids))

    def send(client, officer):
        return client.submit(at(ids), line_of(ids["cs-a0"], officer, 0)).status_code

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(send, clients, wanted)) == [303, 303]
    ((about, (officer, _leader)),) = held(as_unit).items()
    assert about == ids["cs-a0"] and officer in wanted


def test_the_form_changes_what_was_changed_in_it(signed_in, ids, as_unit, people):
    client, officer = signed_in("officer.tinh-a"), people["officer.tinh-a"]
    leader = people["leader.tinh-a"]
    page = client.get(at(ids)).text
    assert f'name="was-{ids["huyen-a1"]}" value="0-0"' in page
    answer = client.submit(at(ids), line_of(ids["huyen-a1"], officer, leader))
    assert answer.location.endswith(at(ids))
    assert "Đã ghi phân công theo dõi 1 đơn vị" in client.get(answer.location).text
    # A page from before says nothing new, and so takes nothing back.
    client.submit(at(ids), line_of(ids["huyen-a1"], 0, 0))
    assert held(as_unit) == {ids["huyen-a1"]: (officer, leader)}
    stale = client.submit(at(ids), line_of(ids["huyen-a1"], officer, leader))
    assert "Phân công giữ nguyên" in client.get(stale.location).text


def test_all_that_is_filtered_is_given_at_once(signed_in, ids, as_unit, people):
    client, officer = signed_in("leader.tinh-a"), people["officer.tinh-a"]
    leader, contact = people["leader.tinh-a"], people["contact.tinh-a"]
    put(as_unit, {ids["huyen-a1"]: (contact, leader)})
    client.get(at(ids))
    client.submit(at(ids, "?who=nobody"), {"act": "all", "officer": officer, "leader": ""})
    assert held(as_unit) == {
        ids["huyen-a1"]: (contact, leader),
        ids["huyen-a2"]: (officer, None),
        ids["cs-a0"]: (officer, None),
    }
    client.submit(at(ids, "?q=tay+son"), {"act": "all", "officer": "", "leader": leader})
    assert held(as_unit)[ids["huyen-a2"]] == (officer, leader)
    client.submit(at(ids), {"act": "all", "officer": "0", "leader": "0"})
    assert set(held(as_unit).values()) == {(None, None)}


@pytest.mark.parametrize("account", ["999999", "x", "1" * 30, "-4"])
def test_nonsense_is_refused_in_words(signed_in, ids, as_unit, account):
    client = signed_in("officer.tinh-a")
    client.get(at(ids))
    answer = client.submit(at(ids), line_of(ids["huyen-a1"], account, 0))
    assert answer.status_code == 422 and "không còn giữ nhiệm vụ" in answer.text
    answer = client.submit(at(ids), line_of(ids["huyen-b1"], account, 0))
    assert answer.status_code == 422 and "không còn trực thuộc" in answer.text
    answer = client.submit(at(ids), {"act": "all", "officer": account})
    assert answer.status_code == 422
    assert held(as_unit) == {}


def test_who_may_say_it(signed_in, ids):
    for login, status in (("contact", 403), ("viewer", 403), ("officer", 200), ("leader", 200)):
        assert signed_in(f"{login}.tinh-a").get(at(ids)).status_code == status
    assert signed_in("officer.tinh-b").get(at(ids)).status_code == 404
    page = signed_in("officer.cs-a0").get(at(ids, code="cs-a0")).text
    assert "Không có đơn vị trực thuộc để phân công" in page


def names(page):
    return re.findall(r'class="nm"><a class="t"[^>]*>([^<]+)<', page)


def test_the_filters(signed_in, ids, as_unit, people, statements):
    client, officer = signed_in("officer.tinh-a"), people["officer.tinh-a"]
    put(as_unit, {ids["huyen-a1"]: (officer, None), ids["cs-a0"]: (None, people["leader.tinh-a"])})
    client.get(at(ids))
    statements.clear()
    assert len(names(client.get(at(ids)).text)) == 3
    assert len(statements) <= 8, "\n".join(statements)
    assert names(client.get(at(ids, "?who=nobody")).text) == ["LĐLĐ huyện Tây Sơn"]
    assert "Chưa phân công (1)" in client.get(at(ids)).text
    assert names(client.get(at(ids, f"?who={officer}")).text) == ["LĐLĐ huyện Đông Sơn"]
    assert names(client.get(at(ids, "?q=vien+chuc")).text) == ["Công đoàn Viên chức tỉnh An Phú"]
    assert len(names(client.get(at(ids, "?who=x")).text)) == 3
    assert "Không có đơn vị nào như đang lọc" in client.get(at(ids, "?q=zzz")).text


def test_the_unit_page_shows_it_and_leads_there(signed_in, ids, as_unit, people):
    put(as_unit, {ids["huyen-a1"]: (people["officer.tinh-a"], people["leader.tinh-a"])})
    progress = f"/u/{ids[HERE]}/progress/"
    page = signed_in("officer.tinh-a").get(f"{progress}?stage=gd2").text
    assert "Nguyễn Thị Officer.Tinh-A" in page
    assert "lãnh đạo: Nguyễn Thị Leader.Tinh-A" in page
    assert f"{at(ids)}?who=nobody" in page and f'href="{at(ids)}"' in page
    viewer = signed_in("viewer.tinh-a").get(f"{progress}?stage=gd2").text
    assert "Nguyễn Thị Officer.Tinh-A" in viewer and "progress/charges" not in viewer
    nobody = signed_in("officer.tinh-a").get(f"{progress}?stage=gd2&status=nobody").text
    assert "LĐLĐ huyện Tây Sơn" in nobody
    assert ">LĐLĐ huyện Đông Sơn</a>" not in nobody.split('id="unit-lines"')[1]


def test_whose_post_has_ended_counts_as_nobody(signed_in, ids, as_unit, people):
    officer, leader = people["officer.tinh-a"], people["leader.tinh-a"]
    put(as_unit, {ids["huyen-a1"]: (officer, None)})
    with as_unit(HERE):
        post = sa.select(Membership).where(Membership.account_id == officer)
        db.session.scalars(post).one().end(by=leader, at=NOW)
    client = signed_in("leader.tinh-a")
    page = client.get(at(ids)).text
    assert "Officer.Tinh-A" not in page and "Chưa phân công (3)" in page
    assert f'name="was-{ids["huyen-a1"]}" value="0-0"' in page
    unit_page = client.get(f"/u/{ids[HERE]}/progress/?stage=gd2&status=nobody").text
    assert "LĐLĐ huyện Đông Sơn" in unit_page and "Officer.Tinh-A" not in unit_page
    client.submit(at(ids), line_of(ids["huyen-a1"], 0, leader))
    assert held(as_unit) == {ids["huyen-a1"]: (None, leader)}


def test_who_is_in_charge_may_stay_without_a_fitting_post(signed_in, ids, as_unit, people):
    """An officer who became a viewer is named; saying who leads does not need another officer."""
    officer, leader = people["officer.tinh-a"], people["leader.tinh-a"]
    put(as_unit, {ids["huyen-a1"]: (officer, None)})
    with as_unit(HERE):
        post = sa.select(Membership).where(Membership.account_id == officer)
        db.session.scalars(post).one().role = "viewer"
    client = signed_in("leader.tinh-a")
    page = client.get(at(ids)).text
    assert f'<option value="{officer}" selected>Nguyễn Thị Officer.Tinh-A</option>' in page
    form = line_of(ids["huyen-a1"], officer, leader, was=f"{officer}-0")
    assert client.submit(at(ids), form).status_code == 303
    assert held(as_unit) == {ids["huyen-a1"]: (officer, leader)}
