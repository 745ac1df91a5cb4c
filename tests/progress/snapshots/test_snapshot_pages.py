"""The pages of snapshots: who takes them, who sees them, what they say."""

import re

import pytest
import sqlalchemy as sa

from app import jobs
from app.progress.snapshots import Snapshot
from app.tenancy import Everything
from app.units import Unit
from tests.progress.snapshots.frozen_tables import SNAPSHOT, unlocked
from tests.progress.snapshots.test_snapshots import DAY, take
from tests.progress.tables.test_tables import fill
from tests.world import NOW


@pytest.fixture
def filled(app):
    with app.app_context():
        fill()
    return app


def numbers(app) -> list[int]:
    with app.app_context(), jobs.reading("look") as session:
        return list(session.scalars(sa.select(Snapshot.id).order_by(Snapshot.id)))


def at(ids, code: str, rest: str = "") -> str:
    return f"/u/{ids[code]}/progress/snapshots{rest}"


def test_an_officer_freezes_what_the_page_shows(filled, signed_in, ids):
    officer = signed_in("officer.tinh-a")
    page = officer.get(at(ids, "tinh-a", "/new?stage=gd2&count=valid"))
    title = re.search(r'name="title"[^>]* value="([^"]+)"', page.text)[1]
    assert re.fullmatch(r"Số liệu tính đến \d\d:\d\d ngày 06/03/2023", title)
    said = {"title": title, "proposed": title}
    answer = officer.submit(at(ids, "tinh-a", "?stage=gd2&count=valid"), said)
    assert answer.status_code == 303
    shown = officer.get(answer.location).text
    assert "Tỷ lệ tính trên số hợp lệ" in shown and "Chỉ tiêu chưa phân bổ" in shown
    assert re.search(r"chốt lúc \d\d:\d\d ngày 06/03/2023 bởi Nguyễn Thị Officer", shown)
    assert "không còn đáng tin cậy" not in shown
    assert answer.location in officer.get(at(ids, "tinh-a")).text


def test_a_day_that_is_over_is_frozen_as_it_was(filled, signed_in, ids):
    officer = signed_in("officer.tinh-a")
    asked = "?stage=gd2&on=20/2/2023&time=17:00"
    form = officer.get(at(ids, "tinh-a", f"/new{asked}")).text
    assert "Số liệu tính đến 17:00 ngày 20/02/2023" in form
    answer = officer.submit(at(ids, "tinh-a", asked), {"title": "Số liệu giao ban tháng 2"})
    shown = officer.get(answer.location).text
    assert "<h1>Số liệu giao ban tháng 2</h1>" in shown
    assert "17:00 ngày 20/02/2023, theo tổ chức ở thời điểm đó" in shown


def test_a_title_is_needed_and_a_day_that_is_none_is_refused(filled, signed_in, ids):
    officer = signed_in("officer.tinh-a")
    assert officer.submit(at(ids, "tinh-a"), {"title": " "}).status_code == 422
    assert officer.submit(at(ids, "tinh-a"), {"title": "x" * 201}).status_code == 422
    future = at(ids, "tinh-a", "?on=1/1/2090")
    assert officer.submit(future, {"title": "Mai sau"}).status_code == 422
    assert numbers(filled) == []


def test_a_double_click_gives_one(filled, signed_in, ids):
    officer = signed_in("officer.tinh-a")
    said = {"title": "Quý I", "once": "k" * 20}
    first, second = (officer.submit(at(ids, "tinh-a"), said) for _ in range(2))
    assert first.location == second.location
    third = officer.submit(at(ids, "tinh-a"), {"title": "Quý I", "once": "l" * 20})
    assert third.location == first.location, "the verb itself knows a second click"
    assert len(numbers(filled)) == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("leader", 303), ("officer", 303), ("contact", 303), ("viewer", 403)],
)
def test_viewers_read_and_do_not_take(filled, signed_in, ids, role, status):
    person = signed_in(f"{role}.tinh-a")
    page = person.get(at(ids, "tinh-a"))
    assert page.status_code == 200 and ("snapshots/new" in page.text) == (status == 303)
    assert person.get(at(ids, "tinh-a", "/new")).status_code == (200 if status == 303 else 403)
    assert ("Chốt số liệu" in person.get(f"/u/{ids['tinh-a']}/progress/").text) == (status == 303)
    assert person.submit(at(ids, "tinh-a"), {"title": "x"}).status_code == status


@pytest.fixture
def three(filled):
    """Of a province in February and now, and of its district now; their ids."""
    with filled.app_context(), jobs.step(Everything("snapshots for a test")):
        made = [take("tinh-a", day=DAY), take("tinh-a"), take("huyen-a1")]
        return [one.id for one in made]


def test_units_above_see_it_and_nobody_else(three, signed_in, ids):
    of_district = three[2]
    for login, code, status in [
        ("viewer.huyen-a1", "huyen-a1", 200),
        ("viewer.tinh-a", "huyen-a1", 200),
        ("viewer.tinh-a", "tinh-a", 200),
        ("leader.huyen-a2", "huyen-a2", 404),
        ("leader.cs-a11", "cs-a11", 404),
        ("leader.tinh-b", "tinh-b", 404),
    ]:
        person = signed_in(login)
        for rest in (f"/{of_district}", f"/{of_district}/compare"):
            assert person.get(at(ids, code, rest)).status_code == status, (login, rest)
    district = signed_in("leader.huyen-a1")
    assert district.get(at(ids, "huyen-a1", f"/{three[0]}")).status_code == 404
    other = at(ids, "huyen-a1", f"/{of_district}/compare?with={three[0]}")
    assert district.get(other).status_code == 404


def test_two_are_compared_the_earlier_first(three, signed_in, ids):
    viewer = signed_in("viewer.tinh-a")
    early, late = three[:2]
    pages = [
        viewer.get(at(ids, "tinh-a", f"/{one}/compare?with={other}")).text
        for one, other in ((early, late), (late, early))
    ]
    bodies = [re.search(r"<tbody>.*</tfoot>", page, re.DOTALL)[0] for page in pages]
    assert bodies[0] == bodies[1]
    changes = re.findall(r"<b>([+−]?[\d.]+)</b>\)", bodies[0])
    whole = [int(text.replace("−", "-").replace(".", "")) for text in changes]
    lines = len(re.findall(r"<tr>", bodies[0])) - 3
    assert sum(whole[1 : 2 * lines : 2]) == whole[2 * lines + 1], "the counts' changes add up"
    assert sum(whole[0 : 2 * lines : 2]) == whole[2 * lines], "and those of the quotas"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("now", 200), ("", 404), ("abc", 404), ("²", 404), ("999999", 404), ("9" * 40, 404)],
)
def test_what_it_is_compared_with(three, signed_in, ids, asked, status):
    viewer = signed_in("viewer.tinh-a")
    address = at(ids, "tinh-a", f"/{three[0]}/compare?with={asked}")
    assert viewer.get(address).status_code == status


def test_now_is_compared_at_the_snapshots_own_unit(three, signed_in, ids):
    viewer = signed_in("viewer.tinh-a")
    for code in ("tinh-a", "huyen-a1"):
        page = viewer.get(at(ids, code, f"/{three[2]}/compare?count=all")).text
        assert "CĐCS Công ty TNHH May Hòa Bình" in page and "LĐLĐ huyện Tây Sơn" not in page
        assert "Tất cả đã nộp" in page and "chỉ có ở" not in page


def test_a_new_child_is_a_line_of_its_own(filled, three, signed_in, ids):
    with filled.app_context(), jobs.step(Everything("a unit for a test")):
        Unit.by_code("cs-a0").move(Unit.by_code("huyen-a2"), by=1, at=NOW)
    page = signed_in("viewer.tinh-a").get(at(ids, "tinh-a", f"/{three[1]}/compare")).text
    assert page.count("chỉ có ở bảng trước") == 1


def test_other_stages_are_not_compared(filled, three, signed_in, ids):
    officer = signed_in("officer.tinh-a")
    made = officer.submit(at(ids, "tinh-a", "?stage=gd1"), {"title": "Giai đoạn 1"})
    other = made.location.rsplit("/", 1)[1]
    answer = officer.get(at(ids, "tinh-a", f"/{three[0]}/compare?with={other}"))
    assert answer.status_code == 409 and "không so sánh được" in answer.text


def test_a_faulty_one_says_so_in_red(filled, three, signed_in, ids):
    viewer = signed_in("viewer.tinh-a")
    with unlocked(filled) as connection:
        row = connection.scalar(sa.select(SNAPSHOT.c.total).where(SNAPSHOT.c.id == three[1]))
        wrong = {**row, "quota": 4700}
        connection.execute(SNAPSHOT.update().where(SNAPSHOT.c.id == three[1]).values(total=wrong))
    page = viewer.get(at(ids, "tinh-a", f"/{three[1]}")).text
    assert "notice--danger" in page and "dấu kiểm tra không khớp" in page
    assert "cột Chỉ tiêu: đã lưu 4.700, cộng lại được 4.640" in page
    compared = viewer.get(at(ids, "tinh-a", f"/{three[0]}/compare?with={three[1]}")).text
    assert "notice--danger" in compared
    assert "notice--danger" not in viewer.get(at(ids, "tinh-a", f"/{three[0]}")).text


def test_a_page_costs_at_most_eight_statements(three, signed_in, ids, statements):
    officer = signed_in("officer.tinh-a")
    past = "/new?on=20/2/2023&time=17:00"
    pages = [
        "",
        "/new",
        past,
        f"/{three[0]}",
        f"/{three[0]}/compare",
        f"/{three[0]}/compare?with={three[1]}",
    ]
    for rest in pages:
        statements.clear()
        assert officer.get(at(ids, "tinh-a", rest)).status_code == 200
        assert len(statements) <= 8, "\n".join(statements)
