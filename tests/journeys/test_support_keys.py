"""The desk of requests in a real browser: by keys alone, with keys off, without a script."""

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app import clock, jobs
from app.support import Asked, CannedAnswer, Request
from app.tenancy import Everything
from app.units import Unit
from tests.browser import axe_findings, page_at
from tests.journeys.test_main_road import enter
from tests.journeys.test_review_desk import tab_to

OFFICER = "canbo.go-vap"
SUBJECTS = [f"Danh sách đợt {number} bị từ chối ở dòng 12, quyết định ghi đúng" for number in "123"]


@pytest.fixture
def asked(demo_app: Flask) -> None:
    """Three requests on the desk of Gò Vấp, and an answer that is kept for them."""
    with demo_app.app_context(), jobs.step(Everything("requests for tests")):
        desk, below = Unit.by_code("go-vap"), Unit.by_code("may-an-binh")
        assert desk is not None
        assert below is not None
        for subject in SUBJECTS:
            told = Asked("list", subject, f"{subject}. Xin được giúp.", "Lê Thị Hoa")
            Request.log(desk, below, told, by=None, at=clock.now())
        kept = "Kính gửi [đơn vị]: đã sửa yêu cầu số [số]."
        CannedAnswer.keep(desk, "Đã sửa", kept, "list", by=1, at=clock.now())


def states(app: Flask) -> dict[str, str]:
    with app.app_context(), jobs.step(Everything("a look at requests")) as session:
        rows = session.execute(sa.select(Request.subject_line, Request.state))
        return {subject: state for subject, state in rows if subject in SUBJECTS}


def open_desk(page: Page) -> str:
    enter(page, OFFICER)
    desk = f"/u/{page.url.split('/u/')[1].split('/')[0]}/support/desk"
    page.goto(desk)
    return desk


def ready(page: Page, subject: str) -> None:
    expect(page.locator("#reading h1")).to_have_text(subject)
    expect(page.locator("body[data-keys=ready]")).to_be_attached()


def looked_over(page: Page) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def test_a_request_is_taken_answered_and_the_next_one_opened_by_keys_alone(
    browser: Browser, address: str, demo_app: Flask, asked: None
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        open_desk(page)
        looked_over(page)
        page.keyboard.press("j")
        expect(page.locator("[data-row]").first).to_be_focused()
        page.keyboard.press("o")
        ready(page, SUBJECTS[0])
        looked_over(page)
        page.keyboard.press("n")
        expect(page.get_by_role("button", name="Nhận xử lý")).to_have_count(0)
        ready(page, SUBJECTS[0])

        page.keyboard.press("t")
        area = page.get_by_label("Nội dung")
        expect(area).to_be_focused()
        page.keyboard.type("njkocg/?m")
        expect(area).to_have_value("njkocg/?m")
        area.fill("")
        page.keyboard.press("Escape")
        expect(page.locator("#reading h1")).to_be_focused()
        page.keyboard.press("m")
        expect(page.locator("#canned")).to_be_focused()
        page.locator("#canned").select_option(label="Đã sửa")
        tab_to(page, page.get_by_role("button", name="Chèn mẫu vào câu trả lời"))
        page.keyboard.press("Enter")
        expect(area).to_be_focused()
        expect(area).to_have_value("Kính gửi Công ty TNHH May An Bình: đã sửa yêu cầu số 1.")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Đã gửi trả lời.").first).to_be_visible()
        expect(page.locator("[data-queue] [data-row]")).to_have_count(2)
        assert states(demo_app)[SUBJECTS[0]] == "solved"

        expect(page.locator("body[data-keys=ready]")).to_be_attached()
        page.keyboard.press("j")
        page.keyboard.press("o")
        ready(page, SUBJECTS[1])
        for key, wanted in (("c", "#to-unit"), ("g", "#note"), ("p", "#account")):
            page.keyboard.press(key)
            expect(page.locator(wanted)).to_be_focused()
            page.keyboard.press("Escape")
        page.keyboard.press("Shift+Slash")
        expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
        looked_over(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Slash")
        page.keyboard.type("dot 3")
        page.keyboard.press("Enter")
        expect(page.locator("[data-row]")).to_have_count(1)
    assert states(demo_app)[SUBJECTS[1]] == "new"


def test_keys_that_are_switched_off_do_nothing(
    browser: Browser, address: str, demo_app: Flask, asked: None
) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        open_desk(page)
        page.locator("[data-row]").first.click()
        ready(page, SUBJECTS[0])
        switch = page.get_by_role("checkbox", name="Dùng phím tắt")
        switch.uncheck()
        page.reload()
        ready(page, SUBJECTS[0])
        expect(switch).not_to_be_checked()
        for key in ("n", "t", "j", "c", "Slash", "Shift+Slash"):
            page.keyboard.press(key)
        expect(page.locator("#reading h1")).to_be_focused()
        expect(page.get_by_role("button", name="Nhận xử lý")).to_be_visible()
        switch.check()


@pytest.mark.parametrize("width", [1366, 390])
def test_an_answer_with_a_kept_text_without_a_script(
    browser: Browser, address: str, demo_app: Flask, asked: None, width: int
) -> None:
    with page_at(browser, width, base_url=address, java_script_enabled=False) as page:
        open_desk(page)
        page.locator("[data-row]").first.click()
        expect(page.get_by_text("Dùng phím tắt").first).to_be_hidden()
        page.get_by_role("button", name="Nhận xử lý").click()
        page.get_by_label("Nội dung").fill("Chào đồng chí.")
        page.locator("#canned").select_option(label="Đã sửa")
        page.get_by_role("button", name="Chèn mẫu vào câu trả lời").click()
        expect(page.get_by_label("Nội dung")).to_have_value(
            "Chào đồng chí.\nKính gửi Công ty TNHH May An Bình: đã sửa yêu cầu số 1."
        )
        page.get_by_role("button", name="Trả lời, xong việc").click()
        expect(page.get_by_text("Đã gửi trả lời.").first).to_be_visible()
    assert states(demo_app)[SUBJECTS[0]] == "solved"


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_to_hold_against_the_pages_of_support(
    browser: Browser, address: str, demo_app: Flask, asked: None, width: int, scheme: str
) -> None:
    with page_at(browser, width, base_url=address, color_scheme=scheme) as page:
        desk = open_desk(page)
        looked_over(page)
        page.locator("[data-row]").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECTS[0])
        looked_over(page)
        page.get_by_role("button", name="Trả lời, xong việc").click()
        expect(page.locator("[data-errors]")).to_be_focused()
        looked_over(page)
        for tail in ("overdue", "followed", "mine&q=không có gì"):
            page.goto(f"{desk}?tab={tail}")
            looked_over(page)
        room = desk.removesuffix("desk")
        for tail in ("", "directory", "roster", "team", "articles", "canned", "figures"):
            page.goto(room + tail)
            looked_over(page)
        for tail in ("obstacles", "obstacles/employer", "new", "calls"):
            page.goto(room + tail)
            looked_over(page)
