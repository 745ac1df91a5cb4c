"""The road of an initiative that came to the wrong unit, in a real browser."""

from flask import Flask
from playwright.sync_api import Browser, expect

from app import jobs
from tests.browser import axe_findings, page_at
from tests.journeys.test_main_road import go, sign_in


def test_from_the_wrong_unit_to_the_right_one(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "chutich.may-an-binh")
        go(page, "Chờ duyệt")
        row = page.locator("#queue a.title").first
        title = row.inner_text()
        row.click()
        page.get_by_role("link", name="Hồ sơ và liên hệ tác giả").click()
        page.get_by_role("link", name="Không phải của đơn vị này").click()
        page.get_by_label("sáng kiến thuộc đơn vị nào").fill("Trường Tiểu học Cẩm Sơn")
        assert axe_findings(page) == []
        page.get_by_role("button", name="Chuyển lên cấp trên").click()
        expect(page.get_by_text("Đã chuyển lên công đoàn cấp trên").first).to_be_visible()
    with demo_app.app_context():
        assert jobs.run("misplaced.lift") == 1
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Đơn vị khác")
        page.get_by_role("link", name=title).click()
        expect(page.get_by_text("Ý kiến người gửi")).to_be_visible()
        assert axe_findings(page) == []
        page.get_by_role("button", name="Chuyển đến CĐCS Trường Tiểu học Cẩm Sơn").click()
        expect(page.get_by_text("và báo cho đơn vị").first).to_be_visible()
        expect(page.get_by_text("Không có sáng kiến nào chờ chuyển")).to_be_visible()
