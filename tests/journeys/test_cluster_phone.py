"""The head of a cluster on a phone: the table, the letter as it will go, sending it; in the same
week a second one is refused, with the day of the first."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app import jobs
from app.tenancy import Everything
from app.units import Cluster, Unit
from tests.browser import page_at
from tests.journeys.test_chair_phone import sound
from tests.journeys.test_main_road import sign_in
from tests.world import NOW

MEMBERS = ("yen-khanh", "gia-vien", "nho-quan")


@pytest.fixture
def cluster(demo_app: Flask) -> str:
    """The address of the head's room: three districts of Ninh Bình, headed by Yên Khánh."""
    with demo_app.app_context(), jobs.step(Everything("a cluster for tests")):
        units = {code: Unit.by_code(code) for code in MEMBERS}
        founder = units["yen-khanh"].parent()
        made = Cluster.found(founder, "Cụm thi đua số 2 các huyện phía Bắc", by=None, at=NOW)
        for unit in units.values():
            made.take_in(unit, by=None, at=NOW)
        made.choose_head(units["yen-khanh"], by=None, at=NOW)
        address = f"/u/{units['yen-khanh'].id}/clusters/"
    with demo_app.app_context():
        jobs.run("clusters.figures")
    return address


def test_the_head_urges_once_a_week(
    browser: Browser, address: str, cluster: str, demo_app: Flask
) -> None:
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "canbo.yen-khanh")
        page.goto(cluster)
        sound(page)
        page.get_by_role("link", name="Bảng của cụm").click()
        expect(page.get_by_text("Số liệu lúc")).to_be_visible()
        expect(page.get_by_text("LĐLĐ huyện Nho Quan").first).to_be_visible()
        sound(page)
        page.get_by_role("link", name="Thư nhắc").click()
        expect(page.get_by_text("Xem trước: ai nhận, nội dung gì")).to_be_visible()
        expect(page.get_by_text("LĐLĐ huyện Gia Viễn; LĐLĐ huyện Nho Quan")).to_be_visible()
        expect(page.get_by_text("Kính gửi các đơn vị thành viên")).to_be_visible()
        sound(page)
        send = page.get_by_role("button", name="Gửi thư nhắc đến 2 đơn vị")
        assert (send.bounding_box() or {})["height"] >= 44, "large enough for a thumb"
        send.click()
        expect(page.get_by_text("Đã gửi thư nhắc.").first).to_be_visible()
        with demo_app.app_context():
            jobs.run("clusters.reminders")
        page.reload()
        expect(page.get_by_text("đã đến 2 đơn vị")).to_be_visible()
        page.get_by_role("link", name="Thư nhắc").click()
        expect(page.get_by_text("đã gửi ngày 06/03/2023")).to_be_visible()
        expect(page.get_by_text("từ thứ Hai, 13/03/2023")).to_be_visible()
        expect(page.get_by_role("button", name="Gửi thư nhắc")).to_have_count(0)
        sound(page)
