"""Consent, revealing, handing out and erasing in a real browser, on a desk and on a phone."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import db
from app.initiatives import Person
from app.units import Unit
from tests.browser import axe_findings, chromium, live, page_at
from tests.written import hand_in

PICTURES = os.environ.get("SANGKIEN_PICTURES")  # a folder, for whoever wants to look


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def lying(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"), title="Bàn cắt vải xoay")
        author = db.session.get(Person, initiative.authors[0].person_id)
        author.phone, author.id_number = "0903334445", "079012345678"
        return initiative.id


def looked_at(page: Page, name: str) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"
    if PICTURES:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [1366, 390])
def test_an_author_is_asked_shown_and_forgotten(app, browser, signed_in, ids, lying, width):
    cookie = signed_in("leader.huyen-a1").get_cookie("sangkien").value
    with live(app) as address, page_at(browser, width, base_url=address) as page:
        page.context.add_cookies([{"name": "sangkien", "value": cookie, "url": address}])
        here = f"/u/{ids['huyen-a1']}/initiatives/"
        page.goto(f"{here}new")
        box = page.get_by_label(re.compile("Đồng chí tác giả đã đồng ý"))
        expect(box).not_to_be_checked()
        looked_at(page, "form")

        page.goto(f"{here}{lying}")
        expect(page.get_by_text("0903334445")).to_have_count(0)
        looked_at(page, "covered")
        page.get_by_role("button", name="Gọi để bổ sung hồ sơ").click()
        expect(page.get_by_text("0903334445")).to_be_visible()
        looked_at(page, "revealed")
        page.reload()
        expect(page.get_by_text("0903334445")).to_be_visible()

        page.get_by_role("link", name="Dữ liệu cá nhân của tác giả").click()
        expect(page.get_by_text("09••••445")).to_be_visible()
        looked_at(page, "person")
        with page.expect_download() as file:
            page.get_by_role("button", name="Tải mọi dữ liệu của tác giả").click()
        assert "0903334445" in Path(file.value.path()).read_text()
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Xóa thông tin của tác giả").click()
        expect(page.get_by_text("Đã xóa lúc")).to_be_visible()
        looked_at(page, "forgotten")
