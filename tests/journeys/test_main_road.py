"""The main job, in a real browser, on a desk and on a phone: sign in, take the paper list in,
confirm, decide, see the figure move at every level above."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo.people import PASSWORD
from tests.browser import axe_findings, page_at

LIST = Path(__file__).parent.parent / "intake" / "samples" / "danh-sach-cdcs.xlsx"
WIDTHS = [1366, 390]


def sign_in(page: Page, login: str) -> None:
    """Through the door, looking at it and at the first page."""
    page.goto("/accounts/sign-in")
    assert axe_findings(page) == []
    enter(page, login)
    assert axe_findings(page) == []


def enter(page: Page, login: str) -> None:
    """The same where there are no scripts to look with."""
    page.goto("/accounts/sign-in")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc hôm nay")


def go(page: Page, entry: str) -> None:
    """Along the menu; on a phone the last entries hide behind "Thêm"."""
    menu = page.get_by_role("navigation", name="Chính")
    named = re.compile(rf"^\s*{re.escape(entry)}\s*([0-9].*)?$")  # with the number beside it
    link = menu.get_by_role("link", name=named).and_(page.locator(":visible"))
    if not link.count():
        menu.get_by_text("Thêm").click()
    link.first.click()
    page.wait_for_load_state()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def sign_out(page: Page) -> None:
    page.locator(".top__menu > summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def registered(page: Page) -> str:
    """The first figure of the progress page: what is registered now."""
    go(page, "Tiến độ")
    return page.locator(".kpi__value").first.inner_text().split("/")[0].strip()


def take_the_list_in(page: Page) -> None:
    go(page, "Nhập danh sách")
    page.get_by_label("Tệp danh sách").set_input_files(LIST)
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    expect(page.get_by_text("Hệ thống đọc được")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Nhận 12 sáng kiến").click()
    expect(page.get_by_text("Đã nhận 12 sáng kiến").first).to_be_visible()
    assert axe_findings(page) == []


def confirm_one(page: Page) -> None:
    go(page, "Chờ duyệt")
    page.locator(".q-row a.title").first.click()
    page.get_by_role("button", name="Xác nhận, chuyển lên cấp trên").click()
    expect(page.get_by_text("Xin điền mục này").first).to_be_visible()
    page.get_by_label("Đã đánh giá cùng ai").fill("Hội đồng sáng kiến công ty")
    page.get_by_label("Ngày đánh giá").fill("1/9/2022")
    page.get_by_role("button", name="Xác nhận, chuyển lên cấp trên").click()
    expect(page.get_by_text("Đã xác nhận").first).to_be_visible()
    assert axe_findings(page) == []


def decide_two(page: Page) -> None:
    go(page, "Chờ duyệt")
    page.locator(".q-row a.title").first.click()
    page.get_by_role("button", name="Hợp lệ", exact=True).click()
    expect(page.get_by_text("Đã ghi nhận: hợp lệ").first).to_be_visible()
    page.locator(".fold-card summary").click()
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.locator(".errors")).to_be_visible()
    page.locator("#refusal").get_by_role("checkbox").first.check()
    page.get_by_label("Ghi rõ cần bổ sung điều gì").fill("Đề nghị gửi quyết định công nhận.")
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.get_by_text("kèm lý do").first).to_be_visible()
    assert axe_findings(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_paper_list_to_the_figure_at_the_root(
    browser: Browser, address: str, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        assert registered(page) == "341"
        take_the_list_in(page)
        assert registered(page) == "353"
        sign_out(page)

        sign_in(page, "chutich.may-an-binh")
        confirm_one(page)
        sign_out(page)

        sign_in(page, "canbo.go-vap")
        decide_two(page)
        assert registered(page) == "352", "what is sent back is registered no more"
        sign_out(page)

        for login in ("canbo.tp-ho-chi-minh", "canbo.tld"):
            sign_in(page, login)
            assert registered(page) == "352"
            sign_out(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_main_road_without_a_script(browser: Browser, address: str, width: int) -> None:
    with page_at(browser, width, base_url=address, java_script_enabled=False) as page:
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill("canbo.go-vap")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        unit = page.url.split("/u/")[1].split("/")[0]
        page.goto(f"/u/{unit}/intake/")
        page.get_by_label("Tệp danh sách").set_input_files(LIST)
        page.get_by_role("button", name="Kiểm tra danh sách").click()
        page.get_by_role("button", name="Nhận 12 sáng kiến").click()
        page.goto(f"/u/{unit}/reviews/")
        page.locator(".q-row a.title").first.click()
        page.get_by_role("button", name="Hợp lệ", exact=True).click()
        page.goto(f"/u/{unit}/progress/")
        assert "353" in page.locator(".kpi__value").first.inner_text()
        page.goto(f"/u/{unit}/units/?q=hoa phat tai")
        expect(page.get_by_text("Công ty CP Cơ khí Hòa Phát Tài")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_live_search_swaps_the_list_and_keeps_the_words(
    browser: Browser, address: str, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Đơn vị")
        box = page.get_by_role("searchbox")
        box.press_sequentially("hoa phat", delay=20)
        expect(page.locator("#units tbody tr")).to_have_count(1)
        expect(box).to_have_value("hoa phat")
        assert "q=hoa" in page.url
        box.fill("không có đơn vị này")
        expect(page.get_by_text("Không tìm thấy đơn vị nào")).to_be_visible()
        assert axe_findings(page) == []
