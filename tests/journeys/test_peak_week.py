"""A peak week: an officer begins it and shares its target out, the worker tells the units, a chair
on a phone hands one in and sees it counted, and the officer reads the board."""

from flask import Flask
from playwright.sync_api import Browser, expect

from app import jobs
from app.tenancy import Everything
from app.units import Unit
from tests.browser import page_at
from tests.journeys.test_chair_phone import sound
from tests.journeys.test_main_road import sign_in
from tests.written import hand_in

NAME = "Tuần cao điểm chào mừng Đại hội Công đoàn quận"


def test_a_week_from_its_beginning_to_the_board(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page, "canbo.go-vap")
        home = page.url
        page.goto(f"{home}campaigns/")
        sound(page)
        page.get_by_role("link", name="Lập đợt cao điểm").first.click()
        page.get_by_label("Tên đợt").fill(NAME)
        page.get_by_label("Từ ngày").fill("6/3/2023")
        page.get_by_label("Đến hết ngày").fill("12/3/2023")
        page.get_by_label("Mục tiêu").fill("120")
        sound(page)
        page.get_by_role("button", name="Lập đợt cao điểm").click()
        expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
        board = page.url
        page.get_by_role("link", name="Giao mục tiêu").click()
        page.get_by_role("link", name="Chia theo chỉ tiêu đã giao").click()
        expect(page.get_by_text("Đã chia thử 120 sáng kiến")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Lưu mục tiêu").click()
        expect(page.get_by_text("Đã ghi mục tiêu của").first).to_be_visible()
        with demo_app.app_context():
            with jobs.step(Everything("one of this week")):
                unit = Unit.by_code("may-an-binh")
                assert unit is not None
                hand_in(unit)
            jobs.run("campaigns.standing")
            jobs.run("campaigns.notices")
        with page_at(browser, 390, base_url=address) as phone:
            sign_in(phone, "chutich.may-an-binh")
            strip = phone.get_by_role("region", name=NAME)
            expect(strip.get_by_text("còn 6 ngày")).to_be_visible()
            expect(phone.get_by_text(f"Bắt đầu: {NAME}").first).to_be_visible()
            sound(phone)
            strip.get_by_role("link").click()
            expect(phone.get_by_text("Hạng của đơn vị")).to_be_visible()
            expect(phone.get_by_text("Trường Mầm non")).to_have_count(0)
            sound(phone)
        page.goto(board)
        expect(page.get_by_role("row", name="Công ty TNHH May An Bình")).to_contain_text("1")
        expect(page.get_by_text("1/46 đơn vị có sáng kiến trong đợt")).to_be_visible()
        expect(page.get_by_role("button", name="Sao chép để gửi Zalo")).to_be_visible()
        sound(page)
