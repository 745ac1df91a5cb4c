"""The road of a quota in a real browser: from the sheet of an office to the chair's answer."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_findings, page_at
from tests.journeys.test_main_road import go, sign_in, sign_out

SHEET = Path(__file__).parent.parent / "quotas" / "samples" / "phan-bo-gia-lam.xlsx"


def test_the_sheet_of_gia_lam_becomes_a_plan_and_is_issued(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.gia-lam")
        go(page, "Chỉ tiêu")
        page.get_by_role("link", name="Bảng phân bổ").first.click()
        page.get_by_role("link", name="Đọc từ bảng tính").click()
        page.get_by_label("Tệp bảng phân bổ").set_input_files(SHEET)
        page.locator("main button.btn--primary").click()
        expect(page.get_by_text("số thứ tự 4.6 đã có ở dòng 15")).to_be_visible()
        expect(page.get_by_text("cùng ghi “Giai đoạn 1”")).to_be_visible()
        assert axe_findings(page) == []
        page.get_by_role("button", name="Lập bảng phân bổ từ tệp này").click()
        expect(page.locator("[data-planned-now]")).to_have_text(["2.771", "2.571"])
        expect(page.locator(".plan-sum__left")).to_have_text(["khớp"] * 2, use_inner_text=True)
        assert axe_findings(page) == []


def change_one_quota(page: Page) -> None:
    """May An Bình gets one more, the next union one less; issued under a document."""
    go(page, "Chỉ tiêu")
    page.get_by_role("link", name="Bảng phân bổ").first.click()
    page.get_by_label("Tên bảng phân bổ").fill("Điều chỉnh tháng 3")
    page.get_by_role("button", name="Lập bảng").click()
    row = page.locator("#lines tbody tr", has_text="May An Bình").locator("[data-cell]")
    other = page.locator("[data-cell]").nth(5)
    row.fill(str(int(row.input_value()) + 1))
    other.fill(str(int(other.input_value()) - 1))
    page.keyboard.press("Enter")
    expect(page.locator("[data-cell][name]")).to_have_count(0)
    page.get_by_role("link", name="Ban hành…").click()
    page.get_by_label("Số văn bản").fill("31/LĐLĐ-CSPL")
    page.get_by_label("Ngày văn bản").fill("06/03/2023")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text("báo cho 2 đơn vị").first).to_be_visible()


def test_a_chair_takes_note_asks_for_another_quota_and_is_answered(
    browser: Browser, address: str
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        change_one_quota(page)
        sign_out(page)
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "chutich.may-an-binh")
        go(page, "Chỉ tiêu")
        page.get_by_role("button", name="Xác nhận đã nhận văn bản 31/LĐLĐ-CSPL").click()
        page.get_by_role("link", name="Đề nghị điều chỉnh").first.click()
        page.get_by_label("Chỉ tiêu đề nghị").fill("5")
        page.get_by_label("Lý do").fill("Công ty giảm một phân xưởng từ tháng 2.")
        assert axe_findings(page) == []
        page.locator("main button.btn--primary").click()
        expect(page.get_by_text("Đề nghị đang chờ trả lời")).to_be_visible()
        sign_out(page)
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        go(page, "Chỉ tiêu")
        page.get_by_role("link", name="Đề nghị của cấp dưới").click()
        page.locator("main table a, main article a").first.click()
        expect(page.get_by_text("Công ty giảm một phân xưởng")).to_be_visible()
        page.get_by_label("Không chấp nhận").check()
        page.get_by_label("Ý kiến trả lời").fill("Giữ chỉ tiêu đến hết quý II rồi xem lại.")
        assert axe_findings(page) == []
        page.locator("main button.btn--primary").click()
        expect(page.get_by_text("Không có đề nghị nào chờ trả lời")).to_be_visible()
        sign_out(page)
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "chutich.may-an-binh")
        go(page, "Chỉ tiêu")
        expect(page.get_by_text("Giữ chỉ tiêu đến hết quý II")).to_be_visible()
