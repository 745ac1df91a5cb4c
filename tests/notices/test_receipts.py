"""Receipts: a unit confirms once, by one of its people; who has not is a list."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app import jobs
from app.notices import Notice
from app.notices.receipts import RemindedToday
from app.tenancy import Everything
from app.units import Unit
from tests.world import NOW


@pytest.fixture
def asked(as_unit) -> list[int]:
    """A notice of huyen-a1 to its two grassroots unions that asks for receipts; their ids."""
    with as_unit("huyen-a1") as session:
        upper = Unit.by_code("huyen-a1")
        children = session.scalars(upper.children()).unique().all()
        said = {"title": "Hạn chót 31/5", "body": "Đề nghị nộp sớm.", "link": None}
        sent = Notice.send_all(children, sender=upper, **said, asks_receipt=True, by=None, at=NOW)
        return [notice.id for notice in sent]


def page_of_list(client, ids, first: int, view: str = "") -> str:
    address = f"/u/{ids['huyen-a1']}/notices/{first}/receipts"
    return client.get(address + (f"?view={view}" if view else "")).text


def test_a_unit_confirms_by_one_of_its_people(signed_in, ids, asked):
    officer, first = signed_in("officer.huyen-a1"), asked[0]
    viewer, chair = signed_in("viewer.cs-a11"), signed_in("leader.cs-a11")
    home, address = f"/u/{ids['cs-a11']}/", f"/u/{ids['cs-a11']}/notices/{first}/acknowledgement"
    assert "Cần xác nhận đã đọc" in viewer.get(home).text
    assert "Xác nhận đã đọc: Hạn chót" not in viewer.get(home).text
    assert viewer.submit(address).status_code == 303
    waiting = page_of_list(officer, ids, first)
    assert "May Hòa Bình" in waiting and "Có người đã xem" in waiting
    assert "0/2 đơn vị đã xác nhận" in officer.get(f"/u/{ids['huyen-a1']}/notices/sent").text
    assert "Xác nhận đã đọc: Hạn chót" in chair.get(home).text
    for _click in range(2):
        answer = chair.submit(address, {"back": "home"})
        assert answer.location.endswith(home)
    assert "Cần xác nhận đã đọc" not in chair.get(home).text
    assert "Cần xác nhận đã đọc" not in viewer.get(home).text
    assert "1/2 đơn vị đã xác nhận" in officer.get(f"/u/{ids['huyen-a1']}/notices/sent").text
    assert "May Hòa Bình" not in page_of_list(officer, ids, first)
    assert "Nguyễn Thị Leader.Cs-A11" in page_of_list(officer, ids, first, "confirmed")


def test_whoever_looks_in_from_above_does_not_confirm(signed_in, ids, asked):
    officer = signed_in("officer.huyen-a1")
    officer.get(f"/u/{ids['cs-a11']}/notices/")
    officer.submit(f"/u/{ids['cs-a11']}/notices/{asked[0]}/acknowledgement")
    assert "0/2 đơn vị đã xác nhận" in officer.get(f"/u/{ids['huyen-a1']}/notices/sent").text


def test_only_those_who_have_not_are_reminded_and_once_a_day(signed_in, ids, asked):
    officer, chair = signed_in("officer.huyen-a1"), signed_in("leader.cs-a11")
    chair.get(f"/u/{ids['cs-a11']}/notices/")
    chair.submit(f"/u/{ids['cs-a11']}/notices/{asked[0]}/acknowledgement")
    page_of_list(officer, ids, asked[0])
    address = f"/u/{ids['huyen-a1']}/notices/{asked[0]}/reminder"
    assert officer.submit(address).status_code == 303
    assert officer.submit(address).status_code == 409, "on the same day"
    assert "Nhắc xác nhận" not in chair.get(f"/u/{ids['cs-a11']}/notices/").text
    other = signed_in("leader.cs-a12").get(f"/u/{ids['cs-a12']}/notices/").text
    assert other.count("Nhắc xác nhận: Hạn chót 31/5</h2>") == 1
    assert re.search(rf'href="/u/{ids["cs-a12"]}/"', other)


def test_on_the_next_day_they_may_be_reminded_again(app, asked):
    with app.app_context():
        for day, wanted in ((0, 2), (1, 2)):
            with jobs.step(Everything("a reminder of a test")) as session:
                notice, upper = session.get_one(Notice, asked[0]), Unit.by_code("huyen-a1")
                assert notice.remind(upper, by=None, at=NOW + dt.timedelta(days=day)) == wanted
        with jobs.step(Everything("once more")) as session:
            notice, upper = session.get_one(Notice, asked[0]), Unit.by_code("huyen-a1")
            later = NOW + dt.timedelta(days=1, hours=9)
            with pytest.raises(RemindedToday):
                notice.remind(upper, by=None, at=later)
        with jobs.reading("what came of it") as session:
            assert session.scalar(sa.select(sa.func.count(Notice.id))) == 6


def test_receipts_of_others_are_not_found(signed_in, ids, asked, as_unit):
    with as_unit("huyen-a1"):
        plain = Notice.send(
            Unit.by_code("cs-a11"), sender=Unit.by_code("huyen-a1"), title="Khác", body="x",
            by=None, at=NOW,
        ).id  # fmt: skip
    for login, unit, number in (
        ("officer.huyen-a2", "huyen-a2", asked[0]),
        ("officer.tinh-a", "tinh-a", asked[0]),
        ("officer.huyen-a1", "huyen-a1", plain),
    ):
        address = f"/u/{ids[unit]}/notices/{number}"
        client = signed_in(login)
        assert client.get(f"{address}/receipts").status_code == 404
        assert client.submit(f"{address}/reminder").status_code == 404
    answer = signed_in("viewer.huyen-a1").get(f"/u/{ids['huyen-a1']}/notices/{asked[0]}/receipts")
    assert answer.status_code == 403


def test_the_form_asks_for_receipts(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    officer.get(f"/u/{ids['huyen-a1']}/notices/new")
    form = {"to": "children", "title": "Họp giao ban", "body": "Sáng thứ Hai.", "asks_receipt": "y"}
    officer.submit(f"/u/{ids['huyen-a1']}/notices/", form)
    assert "0/2 đơn vị đã xác nhận" in officer.get(f"/u/{ids['huyen-a1']}/notices/sent").text
