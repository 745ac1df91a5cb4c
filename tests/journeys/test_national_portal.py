"""Entering initiatives on the national portal, field by field, in a real browser."""

from playwright.sync_api import Browser, expect

from tests.browser import axe_findings, page_at
from tests.journeys.test_main_road import go, sign_in


def test_copied_field_by_field_and_on_to_the_next(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Cổng TLĐ")
        page.locator("#missing a.title").first.click()
        first = page.get_by_role("heading", level=1).inner_text()
        expect(page.get_by_role("button", name="Sao chép Số điện thoại")).to_have_count(0)
        page.get_by_role("button", name="Hiện để sao chép").click()
        expect(page.get_by_role("button", name="Sao chép Số điện thoại")).to_be_visible()
        page.get_by_role("button", name="Sao chép Tên sáng kiến").click()
        expect(page.get_by_text("Đã sao chép").first).to_be_visible()
        assert axe_findings(page) == []
        page.get_by_label("Mã trên cổng").fill("SK00001")
        page.get_by_role("button", name="Ghi, sang sáng kiến sau").click()
        expect(page.get_by_text("Đã ghi mã SK00001").first).to_be_visible()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
