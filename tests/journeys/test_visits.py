"""An officer composes a group and plans a visit, writes minutes on a phone while two write at once,
and follows a commitment to its end; the unit sees what is its own."""

import re

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser import page_at
from tests.journeys.test_chair_phone import sound
from tests.journeys.test_main_road import enter, sign_in

UNIT = "Công ty TNHH May An Bình"
TODAY = "06/03/2023"


def compose(page: Page) -> None:
    page.get_by_role("link", name="Đôn đốc").first.click()
    page.get_by_role("link", name="Làm việc trực tiếp").click()
    sound(page)
    page.get_by_role("link", name="Đoàn công tác", exact=True).click()
    page.get_by_role("link", name="Lập Đoàn công tác").click()
    sound(page)
    page.get_by_label("Tên Đoàn").fill("Đoàn công tác số 1")
    page.get_by_label("Trưởng đoàn").select_option(index=1)
    page.get_by_label("Thư ký").select_option(index=2)
    page.get_by_role("button", name="Lập Đoàn").click()
    expect(
        page.get_by_text("Trưởng đoàn và thư ký phải là hai người khác nhau").first
    ).to_be_visible()
    page.get_by_label("Thư ký").select_option(index=3)
    page.get_by_role("button", name="Lập Đoàn").click()
    page.get_by_label("Họ và tên").fill("Huỳnh Thị Thanh Nguyên Phương")
    page.get_by_label("Chức vụ").fill("Phó Trưởng phòng Lao động")
    page.get_by_label("Cơ quan, đơn vị").fill("Phòng Lao động, Thương binh và Xã hội quận Gò Vấp")
    page.get_by_role("button", name="Mời vào Đoàn").click()
    expect(page.get_by_text("được mời")).to_be_visible()
    sound(page)


def plan(page: Page) -> str:
    """From looking for the unit to telling it; the address of the visit."""
    page.get_by_role("link", name="Các Đoàn công tác").click()
    page.get_by_role("link", name="Buổi làm việc", exact=True).click()
    page.get_by_role("link", name="Lên lịch buổi làm việc").click()
    page.get_by_role("searchbox", name="Tìm đơn vị").fill("may an binh")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=UNIT).click()
    sound(page)
    page.get_by_label("Ngày làm việc").fill("31/9/2023")
    page.get_by_label("Giờ").fill("16h30")
    page.get_by_label("Địa điểm").fill("Phòng họp tầng 2 của Công ty")
    page.get_by_role("button", name="Lưu lịch").click()
    expect(page.get_by_text("tháng 9 chỉ có 30 ngày").first).to_be_visible()
    sound(page)
    page.get_by_label("Ngày làm việc").fill(TODAY)
    page.get_by_label("Ban Giám đốc").check()
    page.get_by_role("button", name="Lưu lịch").click()
    expect(page.get_by_text(f"Đã lên lịch làm việc với {UNIT}")).to_be_visible()
    address = page.url
    sound(page)
    page.get_by_role("link", name="Xem và gửi thông báo").click()
    expect(page.get_by_text("Xem trước: ai nhận, nội dung gì")).to_be_visible()
    expect(page.get_by_text("- Làm việc cùng: Lãnh đạo đơn vị, Ban Giám đốc")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Gửi thông báo").click()
    expect(page.get_by_text(f"Đã thông báo cho {UNIT}")).to_be_visible()
    page.get_by_role("link", name="Hồ sơ đơn vị").click()
    expect(page.get_by_role("heading", name="2. Tiến độ")).to_be_visible()
    sound(page)
    assert pages_of(page) == 2, "a dossier of two pages"
    return address


def pages_of(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def write(page: Page, address: str) -> None:
    """Minutes on a phone: each part is saved as it is left, a line is added."""
    page.goto(address)
    start = page.get_by_role("button", name="Bắt đầu làm việc")
    assert (start.bounding_box() or {})["height"] >= 42
    start.click()
    sound(page)
    said = page.get_by_label("Nội dung trao đổi")
    said.fill("Tổ may có 12 cải tiến chưa nộp vì chưa có quyết định công nhận.")
    page.get_by_label("Kết luận của trưởng đoàn").focus()
    expect(page.get_by_text(re.compile(r"Đã lưu lúc \d\d:\d\d")).first).to_be_visible()
    expect(said).to_have_value(re.compile("Tổ may có 12"))
    page.get_by_label("Ai", exact=False).first.fill("Đ/c Chủ tịch công đoàn")
    page.get_by_label("Làm gì").fill("Nộp sáng kiến của tổ may sau khi có quyết định")
    page.get_by_label("Số sáng kiến").fill("12")
    page.get_by_label("Hạn", exact=False).first.fill("31/3/2023")
    page.get_by_role("button", name="Thêm cam kết").click()
    expect(page.get_by_text("0 trên 12 sáng kiến")).to_be_visible()
    sound(page)


def write_at_once(page: Page, other: Page, address: str) -> None:
    """Another phone has the same minutes open: whoever is slower keeps both."""
    other.goto(f"{address}/minutes")
    page.goto(f"{address}/minutes")
    page.get_by_label("Kết luận của trưởng đoàn").fill("Công ty ra quyết định trước 20/3.")
    expect(page.get_by_text("Có chữ chưa lưu")).to_be_visible()
    page.get_by_label("Nội dung trao đổi").focus()
    expect(page.get_by_text("Có chữ chưa lưu")).to_be_hidden()
    expect(page.get_by_text("Đã lưu lúc").first).to_be_visible()
    expect(page.locator(".is-saving")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Kết luận của trưởng đoàn")).to_have_value(re.compile("20/3"))
    other.get_by_label("Kết luận của trưởng đoàn").fill("Cấp trên cử người hướng dẫn hồ sơ.")
    other.get_by_label("Nội dung trao đổi").focus()
    expect(other.get_by_text("vừa lưu phần này lúc").first).to_be_visible()
    sound(other)
    other.get_by_role("button", name="Ghép cả hai").click()
    both = other.get_by_label("Kết luận của trưởng đoàn")
    expect(both).to_have_value(re.compile("20/3.\nCấp trên cử người", re.S))


def test_from_a_group_to_a_kept_promise(browser: Browser, address: str, demo_app: Flask) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        compose(page)
        visit = plan(page)
    with (
        page_at(browser, 390, base_url=address) as page,
        page_at(browser, 390, base_url=address) as other,
    ):
        sign_in(page, "canbo.go-vap")
        sign_in(other, "lanhdao.go-vap")
        write(page, visit)
        write_at_once(page, other, visit)
        page.goto(f"{visit}/minutes/paper")
        expect(page.get_by_text("Cộng hòa xã hội chủ nghĩa Việt Nam")).to_be_visible()
        sound(page)
        page.goto(visit)
        page.get_by_label("Kết quả buổi làm việc").fill("Công ty nhận công nhận 12 cải tiến.")
        page.get_by_role("button", name="Ghi kết quả, đóng biên bản").click()
        expect(page.get_by_text("Đã ghi kết quả.")).to_be_visible()
        sound(page)
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "chutich.may-an-binh")
        expect(page.get_by_text("Đoàn công tác, cam kết")).to_be_visible()
        sound(page)
        page.get_by_role("link", name="Nộp sáng kiến của tổ may").click()
        expect(page.get_by_text("Tổ may có 12 cải tiến")).to_have_count(0)
        page.get_by_text("Báo đã xong").click()
        page.get_by_role("textbox", name="Đã làm được gì").fill("Đã nộp đủ 12")
        page.get_by_role("button", name="Báo cho cấp trên").click()
        expect(page.get_by_text("Đơn vị đã báo lúc")).to_be_visible()
        sound(page)
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        page.get_by_role("link", name="Nộp sáng kiến của tổ may").click()
        expect(page.get_by_text("Đã nộp đủ 12")).to_be_visible()
        page.get_by_label("Kết luận").select_option(label="Đã thực hiện")
        sound(page)
        page.get_by_role("button", name="Ghi kết luận").click()
        expect(page.get_by_text("Đã kết luận cam kết.")).to_be_visible()


def test_minutes_without_a_script(browser: Browser, address: str, demo_app: Flask) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        compose(page)
        visit = plan(page)
    with page_at(browser, 390, base_url=address, java_script_enabled=False) as page:
        enter(page, "canbo.go-vap")
        page.goto(visit)
        page.get_by_role("button", name="Bắt đầu làm việc").click()
        page.get_by_label("Nội dung trao đổi").fill("Không cần mạng nhanh")
        page.get_by_label("Làm gì").fill("Nộp hồ sơ")
        page.get_by_role("button", name="Thêm cam kết").click()
        expect(page.get_by_text("Xin điền mục này.").first).to_be_visible()
        expect(page.get_by_label("Nội dung trao đổi")).to_have_value("Không cần mạng nhanh")
        page.get_by_role("button", name="Lưu biên bản").click()
        expect(page.get_by_text("Đã lưu biên bản lúc")).to_be_visible()
        expect(page.get_by_label("Nội dung trao đổi")).to_have_value("Không cần mạng nhanh")
