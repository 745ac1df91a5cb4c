"""A reviewer decides on many at once, in a real browser: by filter, one left out, run, undone."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.demo.people import PASSWORD
from tests.browser import axe_findings, page_at
from tests.journeys.test_main_road import go, sign_in

WIDTHS = (1366, 390)
SETTLED = "!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


def fits(page: Page) -> bool:
    """Whether nothing of the page lies beside the screen."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_many_at_once(browser: Browser, address: str, demo_app: Flask, width: int) -> None:
    with page_at(browser, width, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Chờ duyệt")
        waiting = page.locator("tr.q-row").count()
        page.get_by_role("button", name="đang lọc").first.click()
        bar = page.locator("#picks")
        expect(bar).to_contain_text("đã chọn")
        expect(page.locator("[data-pick]:checked")).to_have_count(waiting)
        out = page.locator("[data-pick]").first
        with page.expect_response(lambda answer: "/reviews/picks" in answer.url) as kept:
            out.uncheck()
        assert kept.value.status == 200
        page.reload()
        expect(page.locator("[data-pick]").first).not_to_be_checked()
        expect(page.locator("[data-pick]:checked")).to_have_count(waiting - 1)
        assert fits(page)
        assert axe_findings(page) == []
        bar.get_by_role("button", name="Hợp lệ…", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Duyệt hàng loạt")
        assert axe_findings(page) == []
        assert fits(page)
        page.get_by_role("button", name="Ghi “Hợp lệ” cho").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả duyệt hàng loạt")
        assert axe_findings(page) == []
        assert fits(page)
        page.get_by_role("button", name="Hoàn tác cả lần ghi này").click()
        expect(page.get_by_text("trở lại hàng chờ như trước").first).to_be_visible()
        page.get_by_role("link", name="Vừa quyết định").click()
        expect(page.get_by_text("Đã hoàn tác").first).to_be_visible()
        assert axe_findings(page) == []
        assert fits(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bar_covers_no_row_and_shows_two_actions_and_more(
    browser: Browser, address: str, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Chờ duyệt")
        with page.expect_response(lambda answer: answer.url.endswith("/picks")):
            page.locator("[data-pick]").first.check()
        bar = page.locator("#picks")
        expect(bar.locator(".btn:visible")).to_have_text(["Hợp lệ…", "Bổ sung…", "Thêm"])
        page.wait_for_function(SETTLED)
        # Both at one moment: the answer may bring a new bar between two questions.
        row, lies = page.evaluate(
            """() => ['tr.q-row', '#picks'].map(
                (which) => document.querySelector(which).getBoundingClientRect().toJSON())"""
        )
        assert lies["height"] > 0
        assert lies["bottom"] <= row["y"] + 0.5
        assert lies["x"] >= 0
        assert lies["right"] <= width
        assert fits(page)
        bar.get_by_text("Thêm").click()
        expect(bar.get_by_role("button", name="Không hợp lệ…")).to_be_visible()
        assert fits(page)
        assert axe_findings(page) == []


def test_one_decision_is_taken_back_from_its_message(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Chờ duyệt")
        first = page.locator("tr.q-row a.title").first
        title = first.inner_text()
        first.click()
        page.get_by_role("button", name="Hợp lệ", exact=True).click()
        toast = page.locator(".toast")
        expect(toast).to_contain_text("Đã ghi nhận: hợp lệ.")
        toast.get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_text("Đang xem xét").first).to_be_visible()


def test_without_javascript_the_same_buttons_work(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address, java_script_enabled=False) as page:
        page.goto("/accounts/sign-in")  # axe, which signing in and the menu ask, is a script
        page.get_by_label("Tên đăng nhập").fill("canbo.go-vap")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        unit = page.url.split("/u/")[1].split("/")[0]
        page.goto(f"/u/{unit}/reviews/")
        page.locator("[data-pick]").nth(1).check()
        page.get_by_role("button", name="Bổ sung…").click()
        expect(page.get_by_text("Sẽ ghi: 1 sáng kiến")).to_be_visible()
        page.locator("[name=codes]").first.check()
        page.get_by_label("Ghi rõ cần bổ sung điều gì").fill("Gửi kèm quyết định công nhận.")
        page.get_by_role("button", name="Ghi “Yêu cầu bổ sung” cho 1 sáng kiến").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả duyệt hàng loạt")
        page.get_by_role("button", name="Hoàn tác cả lần ghi này").click()
        expect(page.get_by_text("Đã hoàn tác 1 sáng kiến")).to_be_visible()
