"""The sign-in in a real browser: over a half-typed page, without a script, and out."""

import re

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app import clock
from app.accounts.sessions import SessionToken
from app.db import db
from app.demo.people import PASSWORD
from app.tenancy import IDENTITY
from tests.browser import axe_findings, page_at

WIDTHS = [1366, 390]
OFFICER, LEADER = "canbo.go-vap", "lanhdao.go-vap"


def fill(page: Page, login: str = OFFICER, password: str = PASSWORD) -> None:
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def sign_in(page: Page, login: str = OFFICER) -> str:
    """Signs in; returns the address of the unit."""
    page.goto("/accounts/sign-in")
    fill(page, login)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc hôm nay")
    return re.sub(r"(/u/\d+/).*", r"\1", page.url)


def end_all_sessions(app: Flask) -> None:
    """What thirty idle minutes do."""
    long_ago = clock.real() - app.config["SESSION_IDLE"]
    with app.app_context():
        session = db.session()
        session.enter(IDENTITY)
        for row in session.query(SessionToken):
            row.seen_at = long_ago
        session.commit()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_session_that_ends_is_renewed_over_the_page_and_the_request_sent_again(
    browser: Browser, address: str, demo_app: Flask, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        unit = sign_in(page)
        page.goto(f"{unit}units/")
        end_all_sessions(demo_app)
        box = page.get_by_role("searchbox")
        box.fill("hoa phat")
        dialog = page.get_by_role("dialog", name="Phiên làm việc đã hết")
        expect(dialog).to_be_visible()
        assert axe_findings(page) == []
        fill(page, password="sai")
        expect(dialog.get_by_text("không đúng")).to_be_visible()
        fill(page)
        expect(dialog).to_have_count(0)
        expect(box).to_have_value("hoa phat")
        expect(page.locator("#units tbody tr")).to_have_count(1)
        page.locator(".top__menu > summary").click()
        page.get_by_role("button", name="Tối").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_change_is_sent_again_with_the_token_of_the_new_session(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        unit = sign_in(page)
        page.goto(f"{unit}initiatives/")
        page.locator("a.title").first.click()
        end_all_sessions(demo_app)
        page.locator("#author button").first.click()
        fill(page)
        expect(page.get_by_text("Lần xem này đã ghi vào nhật ký")).to_be_visible()


def test_putting_the_sign_in_off_leaves_what_was_typed(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        unit = sign_in(page)
        page.goto(f"{unit}units/")
        end_all_sessions(demo_app)
        page.get_by_role("searchbox").fill("hoa phat")
        page.get_by_role("button", name="Để sau").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("searchbox")).to_have_value("hoa phat")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_sent_too_late_comes_back_after_the_sign_in(
    browser: Browser, address: str, demo_app: Flask, scripts: bool
) -> None:
    with page_at(browser, 390, base_url=address, java_script_enabled=scripts) as page:
        unit = sign_in(page, LEADER)
        page.goto(f"{unit}accounts/invitations/new")
        page.get_by_label("Họ và tên").fill("Lê Thị Mới")
        page.get_by_label("Chức vụ").fill("Ủy viên")
        end_all_sessions(demo_app)
        page.get_by_role("button", name="Tạo liên kết mời").click()
        expect(page.get_by_text("Nội dung vừa gửi vẫn được giữ")).to_be_visible()
        fill(page, LEADER)
        expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
        if scripts:
            assert axe_findings(page) == []
        page.get_by_role("button", name="Gửi lại").click()
        expect(page.get_by_text("Gửi cho đồng chí Lê Thị Mới")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_phone_is_taken_in_and_asked_for_at_the_next_sign_in(
    browser: Browser, address: str, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        sign_in(page)
        page.goto("/accounts/second-factor/new")
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        secret = "".join(page.locator(".code").inner_text().split())
        page.get_by_label("Mã 6 số").fill(pyotp.TOTP(secret).at(clock.real()))
        page.get_by_role("button", name="Đăng ký").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
        assert axe_findings(page) == []
        paper = page.locator("#codes code").first.inner_text()
        page.get_by_role("button", name="Tôi đã cất mã").click()
        page.locator(".top__menu > summary").click()
        page.get_by_role("button", name="Đăng xuất").click()
        fill(page)
        assert axe_findings(page) == []
        page.get_by_label("Mã xác thực").fill(paper)
        page.get_by_role("button", name="Xác nhận").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Việc hôm nay")


def enrol(page: Page) -> None:
    secret = "".join(page.locator(".code").inner_text().split())
    page.get_by_label("Mã 6 số").fill(pyotp.TOTP(secret).at(clock.real()))
    page.get_by_role("button", name="Đăng ký").click()
    page.get_by_role("button", name="Tôi đã cất mã").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_who_comes_to_need_a_phone_enrols_over_the_page_and_the_request_is_sent_again(
    browser: Browser, address: str, demo_app: Flask, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    with page_at(browser, width, base_url=address) as page:
        unit = sign_in(page)
        page.goto(f"{unit}units/")
        monkeypatch.setitem(demo_app.config, "SECOND_FACTOR", "required")
        box = page.get_by_role("searchbox")
        box.fill("hoa phat")
        dialog = page.get_by_role("dialog", name="Đăng ký điện thoại xác thực")
        expect(dialog).to_be_visible()
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        enrol(page)
        expect(dialog).to_have_count(0)
        expect(box).to_have_value("hoa phat")
        expect(page.locator("#units tbody tr")).to_have_count(1)
        page.locator(".top__menu > summary").click()
        page.get_by_role("button", name="Tối").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_that_meets_the_enrolment_comes_back_behind_it(
    browser: Browser, address: str, demo_app: Flask, monkeypatch: pytest.MonkeyPatch, scripts: bool
) -> None:
    with page_at(browser, 390, base_url=address, java_script_enabled=scripts) as page:
        unit = sign_in(page, LEADER)
        page.goto(f"{unit}accounts/invitations/new")
        page.get_by_label("Họ và tên").fill("Lê Thị Mới")
        page.get_by_label("Chức vụ").fill("Ủy viên")
        monkeypatch.setitem(demo_app.config, "SECOND_FACTOR", "required")
        end_all_sessions(demo_app)
        page.get_by_role("button", name="Tạo liên kết mời").click()
        fill(page, LEADER)
        expect(page.get_by_text("Nội dung vừa gửi vẫn được giữ")).to_be_visible()
        enrol(page)
        page.get_by_role("button", name="Gửi lại").click()
        expect(page.get_by_text("Gửi cho đồng chí Lê Thị Mới")).to_be_visible()


def test_after_signing_out_the_back_button_shows_nothing(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        sign_in(page)
        page.locator(".top__menu > summary").click()
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
        assert "/accounts/sign-in" in page.url
