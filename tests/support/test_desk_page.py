"""The desk: its tabs, its order, its search, what stands beside a request, and what it costs."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app.db import db
from app.support import Assignment, Request
from app.support.desk import TABS, Desk
from app.support.states import Act
from app.web.pages import SIZE
from tests.conftest import ON_POSTGRESQL
from tests.support.conftest import DESK, GRASSROOTS, PROVINCE, UPPER, account, ask, unit
from tests.world import NOW

LATER = NOW + dt.timedelta(days=30)


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


def shown(page) -> list[int]:
    return [int(number) for number in re.findall(r'id="request-(\d+)"', page.text)]


@pytest.fixture
def laid(rostered, as_unit) -> dict[str, int]:
    """One request of each kind on the desk of the district."""
    with as_unit("tld"):
        here, officer = unit(UPPER), account(f"officer.{UPPER}")
        made = {
            name: ask(subject=f"Việc {name}", at=NOW + dt.timedelta(minutes=number))
            for number, name in enumerate(("mine", "theirs", "waiting", "free", "done", "gone"))
        }
        Assignment.assign(made["mine"], here, officer, by=officer, at=NOW)
        other = account(f"contact.{UPPER}")
        Assignment.assign(made["theirs"], here, other, by=officer, at=NOW)
        made["waiting"].answer(Act.ASK_BACK, "Số mấy?", here, **DESK)
        made["done"].answer(Act.SOLVE, "Đã sửa.", here, **DESK)
        Assignment.follow(made["gone"], here, by=officer, at=NOW)
        made["gone"].hand_over(unit(PROVINCE), here, **DESK)
        return {name: one.id for name, one in made.items()}


TABBED = {
    "all": ["mine", "theirs", "free", "waiting"],
    "mine": ["mine"],
    "unassigned": ["free", "waiting"],
    "waiting": ["waiting"],
    "overdue": [],
    "followed": ["gone"],
}


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_holds_what_it_says_what_is_due_first_on_top(laid, signed_in, at, tab):
    page = signed_in(f"officer.{UPPER}").get(at(UPPER, f"desk?tab={tab}"))
    assert shown(page) == [laid[name] for name in TABBED[tab]]
    if not TABBED[tab]:
        assert "Không có yêu cầu nào quá hạn" in page.text


def test_counts_are_those_of_the_lists(laid, as_unit):
    with as_unit("tld") as session:
        desk = Desk(unit(UPPER), account(f"officer.{UPPER}"), LATER)
        counts = desk.counts()
        for tab in TABS:
            listed = Desk(desk.unit, desk.account_id, LATER, tab).listing()
            assert counts[tab] == len(session.scalars(listed).all()), tab
        assert counts["overdue"] == 3, "the clocks of one stand"


def test_a_search_needs_no_marks(laid, signed_in, at):
    officer = signed_in(f"officer.{UPPER}")
    for text, found in {
        "viec mine": ["mine"],
        "MAY HOA BINH": ["mine", "theirs", "free", "waiting"],
        f"#{laid['free']}": ["free"],
        "le thi hoa": ["mine", "theirs", "free", "waiting"],
        "không có": [],
        "100%_": [],
    }.items():
        page = officer.get(at(UPPER, f"desk?q={text.replace('#', '%23').replace('%_', '%25_')}"))
        assert shown(page) == [laid[name] for name in found], text
    assert "Không tìm thấy" in page.text


def test_a_request_stands_beside_its_list(laid, signed_in, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(UPPER, f"{laid['free']}?tab=unassigned"))
    rows = re.findall(r'data-row href="[^"]*/support/(\d+)\?tab=unassigned"', page.text)
    assert [int(number) for number in rows] == [laid["free"], laid["waiting"]]
    assert page.text.count('aria-current="true"') >= 1
    part = officer.get(at(UPPER, f"{laid['free']}?tab=unassigned"), htmx=True)
    assert "data-row" not in part.text
    assert "<h1" in part.text
    below = signed_in(f"leader.{GRASSROOTS}").get(at(GRASSROOTS, str(laid["free"])))
    assert "data-row" not in below.text
    assert "Ghi chú nội bộ" not in below.text or "Chưa có ghi chú" in below.text


def test_acts_lead_back_to_the_list_they_came_from(laid, signed_in, at, as_unit):
    officer = signed_in(f"officer.{UPPER}")
    with as_unit(UPPER):
        me = account(f"officer.{UPPER}")
    tail = f"{laid['free']}/assignee?tab=unassigned&q=viec"
    answer = officer.submit(at(UPPER, tail), {"account": str(me)})
    assert answer.location.endswith("?tab=unassigned&q=viec")
    assert shown(officer.get(at(UPPER, "desk?tab=mine"))) == [laid["mine"], laid["free"]]


def test_the_page_is_the_one_in_which_it_stands(rostered, as_unit, signed_in, at):
    with as_unit("tld"):
        ids = [ask(at=NOW + dt.timedelta(minutes=n)).id for n in range(SIZE + 5)]
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(UPPER, str(ids[-1])))
    assert f'support/{ids[-1]}?tab=all" aria-current="true"' in page.text
    assert f"support/{ids[0]}?tab=all" not in page.text


@pytest.mark.parametrize("tab", TABS)
def test_a_page_of_the_desk_costs_six_statements(rostered, as_unit, signed_in, at, statements, tab):
    with as_unit("tld"):
        for number in range(SIZE + 5):
            ask(at=NOW + dt.timedelta(minutes=number))
    officer = signed_in(f"officer.{UPPER}")
    statements.clear()
    assert officer.get(at(UPPER, f"desk?tab={tab}")).status_code == 200
    assert len(statements) <= 6, statements


def test_the_list_of_an_asker_costs_six_statements(rostered, as_unit, signed_in, at, statements):
    with as_unit("tld"):
        for number in range(5):
            ask(at=NOW + dt.timedelta(minutes=number))
    asker = signed_in(f"leader.{GRASSROOTS}")
    statements.clear()
    assert len(shown(asker.get(at(GRASSROOTS)))) == 5
    assert len(statements) <= 6, statements


@pytest.mark.parametrize("tab", [tab for tab in TABS if tab != "followed"])
def test_a_tab_is_a_range_of_the_index_of_desks(app, as_unit, tab):
    seen = []

    def note(connection, cursor, sql, params, context, many):
        seen.append((sql, params))

    with as_unit(UPPER) as session:
        query = Desk(unit(UPPER), 7, NOW, tab).listing().limit(SIZE)
        sa.event.listen(db.engine, "before_cursor_execute", note)
        session.scalars(query).unique().all()
        sa.event.remove(db.engine, "before_cursor_execute", note)
    plan = plan_of(app, *next(found for found in seen if "FROM request" in found[0]))
    assert "ix_request_desk" in plan, plan


def plan_of(app, sql, params):
    """How the database goes about a query; as if tables were large."""
    explain = "EXPLAIN" if ON_POSTGRESQL else "EXPLAIN QUERY PLAN"
    with app.app_context():
        engine = db.engine.execution_options(wall="a plan of a query")
        with engine.connect().execution_options(reading=True) as connection:
            for how in ("seqscan", "bitmapscan") if ON_POSTGRESQL else ():
                connection.exec_driver_sql(f"SET LOCAL enable_{how} = off")
            return str(connection.exec_driver_sql(f"{explain} {sql}", params).all())


def test_what_is_looked_for_follows_who_changes_it(asked, as_unit):
    with as_unit(UPPER) as session:
        request = session.get_one(Request, asked)
        assert request.search == "danh sach bi tu choi o dong 12 le thi hoa"
        request.asker = "(đã xóa theo yêu cầu)"
        session.flush()
        assert "hoa" not in request.search.split()
