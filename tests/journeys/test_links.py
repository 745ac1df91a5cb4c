"""A member with a cheap phone: scans, fills, loses the page, sends with a photo, follows it."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_findings, page_at


def fill(page: Page) -> None:
    page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
    page.get_by_label("Số điện thoại").fill("0901 234 567")
    page.get_by_label("Công nhân lao động").check()
    page.get_by_label("Tên sáng kiến").fill("Cải tiến cữ gá may túi")
    page.get_by_label("Áp dụng từ khi nào").fill("tháng 8/2022")
    page.get_by_label("Tóm tắt").fill("Làm cữ gá bằng nhựa, năng suất tăng 15%.")


def sound(page: Page) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def receive(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận sáng kiến")
    return re.sub(r"\s+", "-", page.locator(".wall__code").inner_text().strip())


def follow(page: Page, receipt: str) -> None:
    page.get_by_role("link", name="tra-cuu").click()
    expect(page.get_by_label("Mã tra cứu")).to_have_value(receipt)
    page.get_by_label("4 số cuối").fill("4567")
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.get_by_text("Chờ xác nhận")).to_be_visible()
    assert "4567" not in page.url


def test_what_was_typed_outlives_the_page_and_becomes_a_receipt(
    browser: Browser, address: str, link: str, photo: Path
) -> None:
    with page_at(browser, 390, base_url=address) as page:
        page.goto(link)
        sound(page)
        assert page.context.cookies() == []
        fill(page)
        expect(page.get_by_text("Đã lưu tạm trên máy này")).to_be_visible()
        page.get_by_label("Tôi đồng ý").check()
        key = page.locator("[name=key]").input_value()
        page.reload()
        expect(page.get_by_label("Tên sáng kiến")).to_have_value("Cải tiến cữ gá may túi")
        expect(page.get_by_label("Công nhân lao động")).to_be_checked()
        expect(page.get_by_label("Tôi đồng ý")).not_to_be_checked()
        assert page.locator("[name=key]").input_value() == key
        page.get_by_label("Ảnh quyết định công nhận").set_input_files(photo)
        page.get_by_role("button", name="Gửi").click()
        expect(page.get_by_text("Xin đọc nội dung rồi đánh dấu").first).to_be_visible()
        expect(page.get_by_text("Đã nhận ảnh quyet-dinh.jpg")).to_be_visible()
        sound(page)
        page.get_by_label("Tôi đồng ý").check()
        page.get_by_role("button", name="Gửi lại").click()
        receipt = receive(page)
        sound(page)
        page.reload()
        assert receive(page) == receipt
        assert page.evaluate("localStorage.length") == 0
        follow(page, receipt)
        sound(page)
        assert page.context.cookies() == []


def test_what_was_typed_is_forgotten_on_a_shared_phone(
    browser: Browser, address: str, link: str
) -> None:
    with page_at(browser, 390, base_url=address) as page:
        page.goto(link)
        fill(page)
        page.get_by_role("link", name="Xóa nội dung đã nhập").click()
        expect(page.get_by_label("Họ và tên")).to_have_value("")
        assert page.evaluate("localStorage.length") == 0


def test_it_works_without_a_script(browser: Browser, address: str, link: str, photo: Path) -> None:
    with page_at(browser, 390, base_url=address, java_script_enabled=False) as page:
        page.goto(link)
        fill(page)
        page.get_by_label("Ảnh quyết định công nhận").set_input_files(photo)
        page.get_by_role("button", name="Gửi").click()
        expect(page.get_by_text("Xin đọc nội dung rồi đánh dấu").first).to_be_visible()
        page.get_by_label("Tôi đồng ý").check()
        page.get_by_role("button", name="Gửi lại").click()
        follow(page, receive(page))
