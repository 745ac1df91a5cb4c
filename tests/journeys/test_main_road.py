"""The main job, in a real browser, on a desk and on a phone: sign in, take the paper list in,
confirm, decide, see the figure move at every level above."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_findings, chromium, live, page_at
from tests.conftest import DEMO_PASSWORD

LIST = Path(__file__).parent.parent / "intake" / "samples" / "danh-sach-cdcs.xlsx"
WIDTHS = [1366, 390]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def address(demo_app: Flask) -> Iterator[str]:
    with live(demo_app) as url:
        yield url


def sign_in(page: Page, login: str) -> None:
    page.goto("/accounts/sign-in")
    assert axe_findings(page) == []
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc hôm nay")
    assert axe_findings(page) == []


def go(page: Page, entry: str) -> None:
    """Along the menu; on a phone the last entries hide behind "Thêm"."""
    menu = page.get_by_role("navigation", name="Chính")
    link = menu.get_by_role("link", name=entry).and_(page.locator(":visible"))
    if not link.count():
        menu.get_by_text("Thêm").click()
    link.first.click()
    page.wait_for_load_state()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def registered(page: Page) -> str:
    go(page, "Tiến độ")
    return page.locator(".kpi").first.locator("dd").first.inner_text().split("/")[0].strip()
