"""Stuck on a refused list: ask from the row, the officer puts it right, takes it and answers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_findings, page_at
from tests.intake.lists import paper
from tests.journeys.test_main_road import enter, go, sign_out

GOOD = ("Trần Thị Mười; 0901234567; 12/03/1988", 2, "Máy cắt chỉ thừa", "8/2022", "Gọn hơn.")
BAD = ("Nguyễn Văn Sáu; 0901234568; 1990", 2, "Cữ gá may túi xoay bốn mặt", "31/9/2022", "Nhanh.")
ANSWER = "Tháng 9 chỉ có 30 ngày. Đã sửa theo quyết định và nhận danh sách."


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach-thang-9.xlsx"
    path.write_bytes(paper(None, [GOOD, BAD]))
    return path


def sound(page: Page) -> None:
    page.wait_for_load_state()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def ask_about_the_refused_row(page: Page, sheet: Path) -> None:
    go(page, "Nhập danh sách")
    page.get_by_label("Tệp danh sách").set_input_files(sheet)
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    expect(page.get_by_text("tháng 9 chỉ có 30 ngày").first).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Hỏi về dòng 3").click()
    expect(page.get_by_text("Gửi kèm: dòng 3 của danh sách")).to_be_visible()
    expect(page.get_by_label("Việc cần hỗ trợ")).to_have_value("list")
    sound(page)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Xin điền mục này").first).to_be_visible()
    expect(page.get_by_text("Gửi kèm: dòng 3 của danh sách")).to_be_visible()
    page.get_by_label("Hỏi gì, trong một dòng").fill("Danh sách báo sai ngày ở dòng 3")
    page.get_by_label("Nội dung").fill("Quyết định ghi hết tháng 9.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Đã gửi yêu cầu đến").first).to_be_visible()
    sound(page)


def see_what_the_asker_sees(page: Page) -> None:
    go(page, "Hỗ trợ")
    page.get_by_role("link", name="Nơi trả lời").first.click()
    page.get_by_role("link", name="Danh sách báo sai ngày ở dòng 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danh sách báo sai ngày ở dòng 3")
    expect(page.get_by_text("danh-sach-thang-9.xlsx")).to_be_visible()
    expect(page.get_by_text("tháng 9 chỉ có 30 ngày").first).to_be_visible()
    sound(page)


def put_it_right_and_take_it(page: Page) -> None:
    page.get_by_role("link", name="Sửa dòng 3").click()
    expect(page.get_by_text("nói về danh sách này")).to_be_visible()
    sound(page)
    page.get_by_label("Thời gian áp dụng", exact=True).fill("30/9/2022")
    page.get_by_role("button", name="Lưu dòng 3").click()
    page.get_by_role("button", name="Nhận 2 sáng kiến").click()
    expect(page.get_by_text("Đã nhận 2 sáng kiến").first).to_be_visible()
    sound(page)


def answer(page: Page) -> None:
    page.get_by_role("link", name="Danh sách báo sai ngày ở dòng 3").click()
    expect(page.get_by_text("Đã nhận", exact=True).first).to_be_visible()
    page.get_by_label("Nội dung").fill(ANSWER)
    page.get_by_role("button", name="Trả lời, xong việc").click()
    expect(page.get_by_text("Đã gửi trả lời").first).to_be_visible()
    expect(page.get_by_text("Đã giải quyết").first).to_be_visible()
    sound(page)


@pytest.mark.parametrize("width", [1366, 390])
def test_from_a_refused_list_to_the_list_taken(
    browser: Browser, address: str, sheet: Path, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        enter(page, "chutich.may-an-binh")
        ask_about_the_refused_row(page, sheet)
        sign_out(page)

        enter(page, "canbo.go-vap")
        see_what_the_asker_sees(page)
        put_it_right_and_take_it(page)
        answer(page)
        sign_out(page)

        enter(page, "chutich.may-an-binh")
        go(page, "Hỗ trợ")
        page.get_by_role("link", name="Danh sách báo sai ngày ở dòng 3").click()
        expect(page.get_by_text(ANSWER)).to_be_visible()
        expect(page.get_by_text("Đã giải quyết").first).to_be_visible()
        page.get_by_role("link", name="Mở danh sách").click()
        expect(page.get_by_text("Đã nhận 2 sáng kiến").first).to_be_visible()
        sound(page)


@pytest.mark.parametrize("width", [1366, 390])
def test_a_member_asks_by_the_link_and_it_is_entered(
    browser: Browser, address: str, link: str, photo: Path, width: int
) -> None:
    with page_at(browser, 390, base_url=address) as page:
        page.goto(link)
        page.get_by_role("link", name="Cần giúp đỡ?").click()
        sound(page)
        page.get_by_label("Việc cần giúp").select_option("enter")
        page.get_by_label("Nội dung").fill("Cữ gá may túi, áp dụng tháng 8/2022, nhanh hơn 15%.")
        page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
        page.get_by_label("Ảnh hoặc tệp").set_input_files(photo)
        page.get_by_role("button", name="Gửi").click()
        expect(page.get_by_text("Xin điền mục này").first).to_be_visible()
        expect(page.get_by_text("Đã nhận quyet-dinh.jpg")).to_be_visible()
        sound(page)
        page.get_by_label("Số điện thoại").fill("0901 234 567")
        page.get_by_role("button", name="Gửi lại").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận yêu cầu")
        sound(page)
        receipt = re.sub(r"\s+", "-", page.locator(".wall__code").inner_text().strip())
        assert page.evaluate("localStorage.length") == 0
        assert page.context.cookies() == []

    with page_at(browser, width, base_url=address) as page:
        enter(page, "canbo.go-vap")
        go(page, "Hỗ trợ")
        page.get_by_role("link", name="Nơi trả lời").first.click()
        page.get_by_role("link", name="Cữ gá may túi, áp dụng").click()
        page.get_by_role("link", name="Nhập hộ sáng kiến").click()
        expect(page.get_by_label("Họ và tên tác giả")).to_have_value("Trần Thị Hoa")
        expect(page.get_by_text("Nhập hộ theo yêu cầu số")).to_be_visible()
        sound(page)
        page.get_by_label("Đối tượng").select_option("2")
        page.get_by_label("Tên sáng kiến").fill("Cữ gá may túi")
        page.get_by_label("Ngày áp dụng").fill("15/8/2022")
        page.get_by_label("Đồng chí tác giả đã đồng ý").check()
        page.get_by_role("button", name="Nộp", exact=True).click()
        expect(page.get_by_text("Nhập hộ theo yêu cầu số")).to_be_visible()
        code = page.locator("[data-copy]").first.get_attribute("data-copy")
        assert code
        sound(page)

    with page_at(browser, 390, base_url=address) as page:
        page.goto(f"/tra-cuu?ma={receipt}")
        page.get_by_label("4 số cuối").fill("4567")
        page.get_by_role("button", name="Xem kết quả").click()
        expect(page.get_by_text(code)).to_be_visible()
        sound(page)
