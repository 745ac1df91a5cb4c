"""The grid of an allocation plan in a real browser: keys, paste, sums, saving, and bad days."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_findings, complaints, page_at
from tests.journeys.test_main_road import go, sign_in

PASTE = """([box, text]) => {
    const data = new DataTransfer();
    data.setData("text", text);
    const options = { clipboardData: data, bubbles: true, cancelable: true };
    box.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def draft(page: Page) -> str:
    """A new plan of Gia Lâm over the running stage, in which 2,571 are given already."""
    sign_in(page, "canbo.gia-lam")
    go(page, "Chỉ tiêu")
    page.get_by_role("link", name="Giao chỉ tiêu").or_(
        page.get_by_role("link", name="Bảng phân bổ")
    ).first.click()
    page.get_by_label("Tên bảng phân bổ").fill("Điều chỉnh giai đoạn 2 năm 2023")
    page.get_by_role("button", name="Lập bảng").click()
    expect(page.locator("[data-planned-now]")).to_have_text("2.571")
    assert axe_findings(page) == []
    return page.url


def cell(page: Page, number: int):  # type: ignore[no-untyped-def]
    return page.locator("[data-cell]").nth(number)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu")
    expect(page.locator("[data-cell][name]")).to_have_count(0)


def test_the_grid_is_worked_like_a_spreadsheet(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        draft(page)
        cell(page, 0).focus()
        page.keyboard.type("1.001")
        expect(page.locator("[data-planned-now]")).to_have_text("3.571")
        expect(page.locator(".plan-sum__left")).to_have_text("vượt 1.000", use_inner_text=True)
        page.keyboard.press("Enter")
        expect(cell(page, 1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(cell(page, 0)).to_be_focused()
        saved(page)
        page.reload()
        expect(cell(page, 0)).to_have_value("1.001")
        cell(page, 0).focus()
        page.keyboard.press("Control+z")
        expect(page.locator("[data-planned-now]")).to_have_text("2.571")

        page.evaluate(PASTE, [cell(page, 0).element_handle(), "1.200\n1 200\n02\nx\n1,5\n-3\n7\n"])
        for number, text in enumerate(["1.200", "1 200", "02", "x", "1,5", "-3", "7"]):
            expect(cell(page, number)).to_have_value(text)
        expect(page.locator("[data-cell][aria-invalid]")).to_have_count(3)
        expect(page.locator(".cellnote")).to_have_text(
            ["Xin ghi số nguyên từ 0 trở lên, ví dụ 1.226."] * 3
        )
        expect(page.locator("[data-saved]")).to_contain_text("Có ô chưa đúng")
        assert axe_findings(page) == []
        for number in (3, 4, 5):
            cell(page, number).focus()
            page.keyboard.press("Escape")
        page.reload()
        expect(cell(page, 0)).to_have_value("1.200")
        expect(cell(page, 2)).to_have_value("2")
        expect(cell(page, 3)).to_have_value("1")
        page.get_by_label("Tìm đơn vị").fill("stanley")
        expect(page.locator("#lines tbody tr:visible")).to_have_count(1)


def test_nothing_typed_is_lost_with_the_connection(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        plan = draft(page)
        page.context.set_offline(True)
        cell(page, 0).fill("31")
        page.keyboard.press("Enter")
        expect(page.locator("[data-saved]")).to_contain_text("mất kết nối")
        cell(page, 1).fill("41")
        page.keyboard.press("Enter")
        page.context.set_offline(False)
        saved(page)
        page.goto(plan)
        expect(cell(page, 0)).to_have_value("31")
        expect(cell(page, 1)).to_have_value("41")
        assert all("Failed to fetch" in told for told in complaints(page))
        complaints(page).clear()


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(
    browser: Browser, address: str
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        plan = draft(page)
        other = page.context.new_page()
        other.goto(plan)
        cell(other, 0).fill("11")
        other.keyboard.press("Enter")
        saved(other)
        cell(page, 1).fill("21")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("cửa sổ hoặc một máy khác")
        expect(cell(page, 1)).to_have_value("21")
        expect(cell(page, 0)).to_have_value("11")
        complaints(page).clear()  # the browser writes the 409 on its console
        page.get_by_role("button", name="Lưu lại các ô của tôi").click()
        saved(page)
        page.reload()
        expect(cell(page, 0)).to_have_value("11")
        expect(cell(page, 1)).to_have_value("21")


@pytest.mark.parametrize("width", [1366, 390])
def test_without_a_script_the_same_form_is_sent_by_its_button(
    browser: Browser, address: str, width: int
) -> None:
    with page_at(browser, width, base_url=address, java_script_enabled=False) as page:
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill("canbo.gia-lam")
        page.get_by_label("Mật khẩu").fill("sang-kien-2023")
        page.get_by_role("button", name="Đăng nhập").click()
        home = re.search(r"/u/(\d+)/", page.url)
        assert home
        page.goto(f"/u/{home[1]}/quotas/plans")
        page.get_by_label("Tên bảng phân bổ").fill("Không có mã lệnh")
        page.get_by_role("button", name="Lập bảng").click()
        cell(page, 0).fill("x")
        cell(page, 1).fill("1.200")
        page.get_by_role("button", name="Lưu các ô đã nhập").click()
        expect(cell(page, 0)).to_have_value("x")
        expect(cell(page, 1)).to_have_value("1.200")
        complaints(page).clear()  # the browser writes the 422 on its console
        cell(page, 0).fill("02")
        page.get_by_role("button", name="Lưu các ô đã nhập").click()
        expect(cell(page, 0)).to_have_value("2")
        expect(page.locator(".plan-sum")).to_contain_text("vượt")
