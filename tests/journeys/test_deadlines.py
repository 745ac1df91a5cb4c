"""An officer of Gò Vấp looks at whom a rule reaches and switches it on; from a laggard's line on a
phone a call is written down, and the unit's story tells of it."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app import jobs
from app.deadlines import Escalation, Ladder
from app.demo.people import PASSWORD
from app.programmes import windows
from app.tenancy import Everything, owned_by
from app.units import Unit
from tests.browser import page_at
from tests.journeys.test_chair_phone import sound
from tests.journeys.test_main_road import go, sign_in
from tests.world import NOW

MAY = "Công ty TNHH May An Bình"


@pytest.fixture
def due(demo_app: Flask) -> None:
    """A call that is due about May An Bình, as the run of this morning makes it."""
    with demo_app.app_context(), jobs.step(Everything("a step for tests")) as session:
        upper, about = Unit.by_code("go-vap"), Unit.by_code("may-an-binh")
        assert upper and about
        window = next(w for w in windows(upper) if w.stage.code == "gd2")
        session.add(
            Escalation(
                **owned_by(upper),
                about_unit_id=about.id,
                ladder_id=Ladder.of(upper)[0].id,
                programme_id=window.programme.id,
                stage_id=window.stage.id,
                position=2,
                step="Gọi điện",
                kind="call",
                acts="officer",
                told=[],
                since=NOW.date(),
                due=NOW.date(),
                made_at=NOW,
                quota=407,
                count=18,
                expected=311,
                text="x",
                state="due",
                tells_above=False,
            )
        )


def urge(page: Page, tab: str) -> None:
    page.get_by_role("navigation", name="Chọn danh sách").get_by_role("link", name=tab).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(tab)
    sound(page)


def test_a_rule_is_looked_at_before_it_is_switched_on(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Đôn đốc")
        urge(page, "Nhắc nhở")
        page.get_by_role("link", name="Thêm quy tắc").click()
        sound(page)
        page.get_by_label("Tên quy tắc").fill("Còn 60 ngày")
        page.get_by_label("Đơn vị chưa có sáng kiến nào").check()
        page.get_by_label("Trước hạn chót của đơn vị").fill("60")
        page.get_by_label("Nội dung").fill("Kính gửi {don_vii}.")
        page.get_by_role("button", name="Lưu và xem trước").click()
        expect(page.get_by_text("Không có mục {don_vii}").first).to_be_visible()
        expect(page.get_by_label("Tên quy tắc")).to_have_value("Còn 60 ngày")
        sound(page)
        page.get_by_label("Nội dung").fill("Kính gửi {don_vi}, hạn chót {han_chot}.")
        page.get_by_role("button", name="Lưu và xem trước").click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Xem trước: ai nhận, nội dung gì")
        expect(page.get_by_text(re.compile(r"\d+ đơn vị nhận, \d+ đơn vị không"))).to_be_visible()
        expect(
            page.get_by_text("Kính gửi CĐCS Phường 1 quận Gò Vấp, hạn chót 23:59")
        ).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Đã xem, bật quy tắc").click()
        expect(page.get_by_text("Đã bật quy tắc “Còn 60 ngày”.").first).to_be_visible()
        sound(page)


@pytest.mark.usefixtures("due")
def test_a_call_is_written_down_on_a_phone(browser: Browser, address: str) -> None:
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Đôn đốc")
        expect(page.get_by_role("heading", name=MAY)).to_be_visible()
        urge(page, "Đơn vị chậm")
        page.get_by_role("link", name=f"Ghi cuộc gọi với {MAY}").click()
        sound(page)
        page.get_by_label("Đã hẹn số lượng, thời hạn").check()
        page.get_by_label("Hẹn thêm").fill("25")
        page.get_by_label("đến hết ngày").fill("5/3/2023")
        save = page.get_by_role("button", name="Ghi cuộc gọi")
        assert (save.bounding_box() or {})["height"] >= 44, "large enough for a thumb"
        save.click()
        expect(page.get_by_text("Ngày hẹn đã qua").first).to_be_visible()
        expect(page.get_by_label("Hẹn thêm")).to_have_value("25")
        sound(page)
        page.get_by_label("đến hết ngày").fill("17/3/2023")
        save.click()
        expect(page.get_by_text(f"Đã ghi cuộc gọi với {MAY}.").first).to_be_visible()
        page.get_by_role("searchbox", name="Đơn vị").fill("hoa phat tai")  # and the next
        expect(page.get_by_label("Công ty CP Cơ khí Hòa Phát Tài")).to_be_checked()
        page.get_by_label("Không nghe máy").check()
        save.click()
        expect(page.get_by_text("Đã ghi cuộc gọi với Công ty CP Cơ khí").first).to_be_visible()
        page.get_by_role("link", name=MAY).last.click()
        expect(page.get_by_text("Hẹn thêm 25 sáng kiến đến hết ngày 17/03/2023")).to_be_visible()
        expect(page.get_by_text("Trước và sau mỗi lần")).to_be_visible()
        sound(page)


def test_a_call_is_written_down_without_scripts(browser: Browser, address: str) -> None:
    with page_at(browser, 390, base_url=address, java_script_enabled=False) as page:
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill("canbo.go-vap")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        menu = page.get_by_role("navigation", name="Chính")
        menu.get_by_text("Thêm").click()
        link = menu.get_by_role("link", name=re.compile(r"^\s*Đôn đốc"))
        link.and_(page.locator(":visible")).first.click()
        page.get_by_role("link", name="Cuộc gọi").click()
        page.get_by_role("searchbox", name="Đơn vị").fill("truong tieu hoc")
        page.get_by_role("button", name="Tìm").click()
        page.get_by_label("CĐCS Trường Tiểu học Phú Xuân").check()
        page.get_by_label("Đã trao đổi, chưa hẹn").check()
        page.get_by_role("button", name="Ghi cuộc gọi").click()
        expect(
            page.get_by_text("Đã ghi cuộc gọi với CĐCS Trường Tiểu học Phú Xuân")
        ).to_be_visible()
