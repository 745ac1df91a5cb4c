"""Who else has it open: said by a post, lapsing by itself, swept by the next."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import Initiative
from app.reviews import Looking, Outcome, Review, Reviewer, Word
from app.reviews.looking import LAPSES_AFTER, RENEWED_EVERY
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

OFFICER, LEADER = "Nguyễn Thị Officer.Huyen-A1", "Nguyễn Thị Leader.Huyen-A1"


@pytest.fixture
def number(as_unit):
    with as_unit("huyen-a1"):
        return hand_in(Unit.by_code("cs-a11")).id


@pytest.fixture
def rows(as_unit):
    """`rows()`: who looks, until when."""

    def read():
        with as_unit("tld") as session:
            return session.execute(sa.select(Looking.name, Looking.until)).all()

    return read


@pytest.fixture
def look(signed_in, ids, number):
    """`look("officer")`: the page of somebody at huyen-a1 says that it is open."""

    def post(role, tail="", data=None, **options):
        address = f"/u/{ids['huyen-a1']}/reviews/{number}"
        client = signed_in(f"{role}.huyen-a1")
        client.get(address)
        return client.submit(f"{address}/looking{tail}", data, **options)

    return post


def test_two_people_see_each_other(look):
    assert "đang xem" not in look("officer", htmx=True).text
    assert f"Đồng chí {OFFICER} đang xem" in look("leader", htmx=True).text
    again = look("officer", htmx=True).text
    assert f"Đồng chí {LEADER} đang xem" in again
    assert OFFICER not in again


def test_several_are_named_together(look, as_unit, number):
    with as_unit("huyen-a1"):
        row = db.session.get(Initiative, number)
        for account, name in ((1, "Trần Thị Bích"), (2, "Lê Văn Cường")):
            Looking.renew(row, by=Reviewer(account, name), at=clock.now())
    assert "Các đồng chí Trần Thị Bích, Lê Văn Cường đang xem" in look("officer", htmx=True).text


def test_it_is_one_row_however_often(look, rows):
    for _ in range(3):
        look("officer", htmx=True)
    assert [name for name, _until in rows()] == [OFFICER]


def test_it_lapses_by_itself_and_the_next_sweeps_it(as_unit, number):
    with as_unit("huyen-a1") as session:
        row = db.session.get(Initiative, number)
        Looking.renew(row, by=Reviewer(1, "A"), at=NOW)
        just = NOW + LAPSES_AFTER - dt.timedelta(seconds=1)
        assert Looking.others(row, but=2, now=just) == ["A"]
        assert Looking.others(row, but=1, now=just) == []
        assert Looking.others(row, but=2, now=NOW + LAPSES_AFTER) == []
        assert session.scalar(sa.select(sa.func.count(Looking.id))) == 1
        Looking.renew(row, by=Reviewer(2, "B"), at=NOW + LAPSES_AFTER)
        assert session.scalars(sa.select(Looking.name)).all() == ["B"]


def test_two_of_three_renewals_may_be_lost():
    assert 2 * RENEWED_EVERY < LAPSES_AFTER < 3 * RENEWED_EVERY


def test_another_tab_of_the_same_person_is_no_other(as_unit, number, monkeypatch):
    """Two tabs say so at once: neither sees the other's row before it writes its own."""
    with as_unit("huyen-a1") as session:
        row = db.session.get(Initiative, number)
        Looking.renew(row, by=Reviewer(1, "A"), at=NOW)
        prolong, blind = Looking._prolong, iter([True, False])

        def first_sees_nothing(*arguments):
            return not next(blind) and prolong(*arguments)

        monkeypatch.setattr(Looking, "_prolong", first_sees_nothing)
        later = NOW + dt.timedelta(seconds=10)
        Looking.renew(row, by=Reviewer(1, "A"), at=later)
        assert session.scalars(sa.select(Looking.until)).all() == [later + LAPSES_AFTER]


def test_to_look_at_a_page_writes_nothing(signed_in, ids, number, rows):
    page = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/reviews/{number}").text
    assert rows() == []
    form = re.search(r'<form id="looking".*?>', page)[0]
    assert "hidden" in form, "without a script nobody sees it"
    assert 'hx-trigger="load, every 30s"' in form


def test_without_a_script_the_address_leads_back(look):
    answer = look("officer", "?view=overdue")
    assert answer.status_code == 303
    assert answer.location.endswith("?view=overdue")


def test_what_lies_elsewhere_is_looked_at_by_nobody(signed_in, ids, number, rows):
    officer = signed_in("officer.tinh-a")
    address = f"/u/{ids['tinh-a']}/reviews/{number}"
    assert "looking" not in officer.get(address).text
    assert officer.submit(f"{address}/looking", htmx=True).status_code == 200
    assert rows() == []
    viewer = signed_in("viewer.huyen-a1")
    said = viewer.submit(f"/u/{ids['huyen-a1']}/reviews/{number}/looking", htmx=True)
    assert said.status_code == 403


def test_the_page_hears_what_has_happened_meanwhile(look, as_unit, number):
    with as_unit("huyen-a1"):
        version = db.session.get(Initiative, number).version
    assert "notice" not in look("officer", data={"version": version}, htmx=True).text
    with as_unit("huyen-a1"):
        row, desk = db.session.get(Initiative, number), Unit.by_code("huyen-a1")
        row.summary = "Viết lại."
    page = look("officer", data={"version": version}, htmx=True).text
    assert "Xin đọc lại rồi quyết định" in page
    with as_unit("huyen-a1"):
        row, desk = db.session.get(Initiative, number), Unit.by_code("huyen-a1")
        Review.write(row, desk, Word(Outcome.VALID), by=Reviewer(1, "Lê Văn Bảy"), at=NOW)
    page = look("officer", data={"version": version}, htmx=True).text
    assert "Đồng chí Lê Văn Bảy đã ghi “Hợp lệ”" in page
