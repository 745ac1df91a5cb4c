"""The journal as a leader reads it: in words, narrowed, and no further than the scope."""

import datetime as dt
import html
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app import jobs, journal
from app.accounts import Account
from app.db import db
from app.units import Unit
from tests.browser import axe_findings, chromium, live, page_at
from tests.journal.tampering import LINE, tables
from tests.world import NOW, PASSWORD
from tests.written import paper

DAY = dt.timedelta(days=1)


def at(ids, code, query=""):
    return f"/u/{ids[code]}/audit/{query}"


def rows(page) -> list[str]:
    """The lines of a page as text, cells parted by "|"."""
    body = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    found = []
    for row in body.split("<tr ")[1:]:
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        found.append(" | ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in cells))
    return found


@pytest.fixture
def people(app) -> dict[str, int]:
    """Ids of accounts by login."""
    with app.app_context(), jobs.reading("accounts for a test") as session:
        return dict(session.execute(sa.select(Account.login, Account.id)).all())


@pytest.fixture
def walked(as_unit, people):
    """Some lines at huyen-a1 and below, the newest from above."""
    with as_unit("tinh-a"):
        below, district = Unit.by_code("cs-a11"), Unit.by_code("huyen-a1")
        officer, above = people["officer.huyen-a1"], people["leader.tinh-a"]
        journal.record("unit.rename", below, by=officer, at=NOW + DAY, fields=["name"])
        journal.record("unit.rename", district, by=above, at=NOW + 2 * DAY)
        journal.record("toys.play", district, by=None, at=NOW + 3 * DAY, fields=["toy"])


def test_newest_first_with_who_what_which_and_when(signed_in, ids, walked, people):
    leader = signed_in("leader.huyen-a1")
    first, second, third, *_rest = rows(leader.get(at(ids, "huyen-a1")))
    assert "hệ thống | toys.play (toy) |" in first, "an act without words shows its code"
    assert f"người dùng #{people['leader.tinh-a']} | Đổi tên đơn vị |" in second
    assert "Nguyễn Thị Officer.Huyen-A1 | Đổi tên đơn vị (tên) |" in third
    assert "07/03/2023" in third and "CĐCS Công ty TNHH May Hòa Bình" in third
    page = leader.get(at(ids, "huyen-a1")).text
    assert f'<a href="/u/{ids["cs-a11"]}/">Đơn vị #{ids["cs-a11"]}</a>' in page
    assert "Leader.Tinh-A" not in page, "somebody above has no name here"


def test_a_link_leads_to_the_initiative(signed_in, ids):
    chair = signed_in("leader.cs-a11")
    chair.get(f"/u/{ids['cs-a11']}/initiatives/new")
    draft = chair.submit(f"/u/{ids['cs-a11']}/initiatives/", paper(act="draft")).location
    leader = signed_in("leader.huyen-a1")
    link = draft.replace(f"/u/{ids['cs-a11']}/", f"/u/{ids['huyen-a1']}/")
    assert f'href="{link}"' in leader.get(at(ids, "huyen-a1")).text
    assert leader.get(link).status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?group=unit&since=7/3/2023", 2),
        ("?person=officer.huyen", 1),
        ("?person=nguyen thi officer.HUYEN-A1", 1),
        ("?person=Leader.Tinh-A", 0),
        ("?person=he thong&since=9/3/2023", 1),
        ("?unit=may hoa&since=7/3/2023", 1),
        ("?unit=cs-a11&since=7/3/2023", 1),
        ("?unit=tinh-a", 0),
        ("?unit=khong co", 0),
        ("?since=7/3/2023&until=8/3/2023", 2),
        ("?since=8/3/2023&until=8/3/2023", 1),
        ("?since=10/3/2023", 0),
    ],
)
def test_the_list_is_narrowed(signed_in, ids, walked, query, count):
    page = signed_in("leader.huyen-a1").get(at(ids, "huyen-a1", query))
    assert len(rows(page)) == count
    assert ("Không có dòng nhật ký nào như vậy" in page.text) == (count == 0)


def test_a_person_above_is_found_by_number(signed_in, ids, walked, people):
    number = people["leader.tinh-a"]
    page = signed_in("leader.huyen-a1").get(at(ids, "huyen-a1", f"?person=%23{number}"))
    assert len(rows(page)) == 1


def test_what_cannot_be_read_is_said_and_narrows_nothing(signed_in, ids, walked):
    leader = signed_in("leader.huyen-a1")
    page = leader.get(at(ids, "huyen-a1", "?since=31/9/2023&group=nonsense&page=99"))
    assert page.status_code == 200
    assert "tháng 9 chỉ có 30 ngày" in page.text and 'value="31/9/2023"' in page.text
    assert rows(page)
    part = leader.get(at(ids, "huyen-a1", "?until=31/9/2023"), htmx=True)
    assert "Đến ngày: " in part.text, "said with the list, for the form is not drawn anew"


def test_pages_and_parts(signed_in, ids, as_unit):
    with as_unit("cs-a11"):
        for number in range(120):
            unit = Unit.by_code("cs-a11")
            journal.record("unit.rename", unit, by=None, at=NOW + number * DAY)
    leader = signed_in("leader.cs-a11")
    assert len(rows(leader.get(at(ids, "cs-a11", "?group=unit&page=2")))) == 50
    part = leader.get(at(ids, "cs-a11", "?group=unit&page=3"), htmx=True)
    assert "<html" not in part.text and 'id="lines"' in part.text
    assert "page=2" in part.text and "group=unit" in part.text


@pytest.mark.parametrize("query", ["", "?person=officer&unit=may&group=unit&since=1/1/2023"])
def test_it_costs_at_most_eight_statements(signed_in, ids, walked, statements, query):
    leader = signed_in("leader.huyen-a1")
    statements.clear()
    leader.get(at(ids, "huyen-a1", query))
    assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.parametrize("role", ["officer", "contact", "viewer"])
def test_it_is_for_those_who_may_read_it(signed_in, ids, role):
    reader = signed_in(f"{role}.huyen-a1")
    assert reader.get(at(ids, "huyen-a1")).status_code == 403
    assert "/audit/" not in reader.get(f"/u/{ids['huyen-a1']}/").text


def test_an_administrator_reads_it_but_is_led_nowhere_he_may_not_go(signed_in, ids, as_unit):
    with as_unit("cs-a11"):
        line = journal.JournalLine(
            unit_id=ids["cs-a11"], unit_path=Unit.by_code("cs-a11").path,
            at=NOW, act="batch.check", subject="batch", subject_id=4711,
        )  # fmt: skip
        db.session.add(line)
    for login, led in (("administrator.cs-a11", False), ("leader.cs-a11", True)):
        page = signed_in(login).get(at(ids, "cs-a11"))
        assert "Danh sách #4711" in page.text
        assert ("/intake/4711" in page.text) is led


def test_siblings_read_nothing_of_each_other(signed_in, ids, walked):
    other = signed_in("leader.huyen-a2")
    assert other.get(at(ids, "huyen-a1")).status_code == 404
    assert "May Hòa Bình" not in other.get(at(ids, "huyen-a2")).text


def test_an_empty_journal_has_a_page(app, signed_in, ids):
    with tables(app, triggers=False) as connection:
        connection.execute(LINE.delete())
    assert "Nhật ký còn trống" in signed_in("leader.cs-b11").get(at(ids, "cs-b11")).text


@pytest.mark.parametrize("width", [1366, 390])
def test_it_looks_well(app, ids, walked, width):
    with chromium() as browser, live(app) as url, page_at(browser, width, base_url=url) as page:
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill("leader.huyen-a1")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state()
        for query in ("", "?group=quota", "?since=31/9/2023"):
            page.goto(at(ids, "huyen-a1", query))
            assert axe_findings(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(at(ids, "huyen-a1"))
        before = page.locator("#lines tbody tr").count()
        page.get_by_label("Loại việc").select_option("unit")
        expect(page.locator("#lines tbody tr")).not_to_have_count(before)
        assert "group=unit" in page.url
