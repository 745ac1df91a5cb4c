"""The pages about personal data in a real browser: a desk and a phone, light and dark."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import db
from app.initiatives import ConsentText, RetentionRule
from app.units import Unit
from tests.browser import axe_findings, chromium, live, page_at
from tests.world import NOW

PICTURES = os.environ.get("SANGKIEN_PICTURES")  # a folder, for whoever wants to look
LONG = (
    "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư và Phát triển "
    "Nông nghiệp công nghệ cao huyện Nghĩa Hưng, tỉnh Nam Định"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def ruled(as_unit):
    """A long name at the root, two versions of the text, two terms."""
    who = {"by": 1, "at": NOW}
    with as_unit("tld"):
        root = Unit.by_code("tld")
        root.name = LONG
        text = f"{ConsentText.seen_at(root.path)[0].text} Người giữ thông tin: {LONG}."
        ConsentText.publish(root, text, since=NOW.date(), **who)
        ConsentText.publish(root, f"{text} Bản sau.", since=NOW.date().replace(day=9), **who)
        said = {"document": "Kết luận số 12345/KL-UBKT ngày 06/3/2023 của Ủy ban Kiểm tra"}
        RetentionRule.write(root, "reveal", 12, reason="Theo kết luận kiểm tra", **said, **who)
        RetentionRule.write(root, "staged_list", 0, reason=LONG, **who)
        db.session.flush()


def looked_at(page: Page, name: str) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_terms_and_texts(app, browser, signed_in, ids, ruled, width, scheme):
    cookie = signed_in("administrator.tld").get_cookie("sangkien").value
    with (
        live(app) as address,
        page_at(browser, width, base_url=address, color_scheme=scheme) as page,
    ):
        page.context.add_cookies([{"name": "sangkien", "value": cookie, "url": address}])
        here, tail = f"/u/{ids['tld']}/privacy/", f"{width}-{scheme}"
        page.goto(here)
        expect(page.get_by_text("Xóa ngay trong ngày").first).to_be_visible()
        looked_at(page, f"terms-{tail}")
        page.get_by_role("link", name="Đổi thời hạn: Lượt xem đầy đủ").click()
        expect(page.get_by_label("Thông tin")).to_have_value("reveal")
        page.get_by_label("Lưu bao nhiêu tháng").fill("6")
        page.get_by_role("button", name="Đổi thời hạn").click()
        expect(page.get_by_text("Xin điền mục này.").first).to_be_visible()
        looked_at(page, f"term-{tail}")
        page.get_by_label("Lý do").fill("Theo kết luận kiểm tra")
        page.get_by_role("button", name="Đổi thời hạn").click()
        expect(page.get_by_text("6 tháng").first).to_be_visible()

        page.get_by_role("link", name="Nội dung đồng ý", exact=True).click()
        expect(page.get_by_text("Sắp áp dụng")).to_be_visible()
        looked_at(page, f"texts-{tail}")
        page.get_by_role("link", name="Ban hành bản mới").click()
        page.get_by_label("Nội dung tác giả đồng ý").fill("Ngắn")
        page.get_by_role("button", name="Ban hành").click()
        expect(page.get_by_text("Xin ghi rõ lưu thông tin gì").first).to_be_visible()
        looked_at(page, f"text-{tail}")
