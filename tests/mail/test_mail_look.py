"""Letters, addresses and receipts in a real browser: a desk and a phone, long names."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import db
from app.notices import Notice
from app.units import Unit
from tests.browser import axe_findings, chromium, live, page_at
from tests.mail.conftest import rounds, settle, write
from tests.world import NOW

PICTURES = os.environ.get("SANGKIEN_PICTURES")  # a folder, for whoever wants to look
LONG = (
    "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư và Phát triển "
    "Nông nghiệp công nghệ cao huyện Nghĩa Hưng"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def busy(app, post, as_unit):
    """Letters in every state, a notice that one unit has confirmed, and long names."""
    with as_unit("huyen-a1") as session:
        upper, unit = Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        unit.name = LONG
        children = session.scalars(upper.children()).unique().all()
        title = "Đôn đốc hoàn thành chỉ tiêu sáng kiến giai đoạn 2 trước ngày 31/5/2023"
        said = {"title": title, "body": f"Đề nghị {LONG} nộp sớm.", "by": None, "at": NOW}
        sent = Notice.send_all(children, sender=upper, **said, asks_receipt=True)
        sent[1].confirm(by=1, name="Nguyễn Thị Hồng Nhung", at=NOW)
        Notice.send_all(children, sender=upper, **said)
    with app.app_context():
        reader = settle("leader.cs-a11")
        write(reader, "cs-a11", 1)
        rounds(0)
        post.mode = "unknown"
        write(reader, "cs-a11", 2)
        rounds(1)
        post.mode = "grey"
        write(reader, "cs-a11", 3)
        rounds(2)
        write(reader, "cs-a11", 4)
        db.session.remove()


def looked_at(page: Page, name: str) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1366, 390])
def test_the_log_and_receipts(app, browser, signed_in, ids, busy, width):
    cookie, unit = signed_in("officer.huyen-a1").get_cookie("sangkien").value, ids["huyen-a1"]
    with live(app) as address, page_at(browser, width, base_url=address) as page:
        page.context.add_cookies([{"name": "sangkien", "value": cookie, "url": address}])
        page.goto(f"/u/{unit}/mail/")
        looked_at(page, f"log-{width}")
        page.get_by_role("button", name="Thử gửi lại: Nhắc việc số 2").click()
        expect(page.get_by_text("Thư sẽ được gửi lại ngay.")).to_be_visible()
        page.goto(f"/u/{unit}/notices/new")
        looked_at(page, f"new-{width}")
        page.goto(f"/u/{unit}/notices/sent")
        looked_at(page, f"sent-{width}")
        page.get_by_role("link", name="1/2 đơn vị đã xác nhận").click()
        looked_at(page, f"receipts-{width}")
        page.get_by_role("button", name="Nhắc lại").click()
        expect(page.get_by_text("Đã nhắc 1 đơn vị chưa xác nhận.")).to_be_visible()
        expect(page.get_by_text("Hôm nay đã nhắc")).to_be_visible()
        looked_at(page, f"reminded-{width}")
        page.goto(f"/u/{unit}/notices/1/receipts?view=confirmed")
        looked_at(page, f"confirmed-{width}")


@pytest.mark.parametrize("width", [1366, 390])
def test_an_own_address_and_what_is_to_be_confirmed(
    app, browser, signed_in, ids, busy, post, width
):
    cookie, unit = signed_in("leader.cs-a11").get_cookie("sangkien").value, ids["cs-a11"]
    post.mode = "well"
    with live(app) as address, page_at(browser, width, base_url=address) as page:
        page.context.add_cookies([{"name": "sangkien", "value": cookie, "url": address}])
        page.goto(f"/u/{unit}/")
        looked_at(page, f"home-{width}")
        page.get_by_role("button", name="Xác nhận đã đọc").click()
        expect(page.get_by_text("Cần xác nhận đã đọc")).to_have_count(0)
        page.goto(f"/u/{unit}/notices/")
        looked_at(page, f"inbox-{width}")
        page.goto("/mail/address")
        looked_at(page, f"address-{width}")
        page.get_by_label("Địa chỉ thư điện tử").fill("hoa.tran@congdoan")
        page.get_by_role("button", name="Gửi mã xác nhận").click()
        expect(page.get_by_text("Địa chỉ chưa đúng").first).to_be_visible()
        looked_at(page, f"address-refused-{width}")
        page.get_by_label("Địa chỉ thư điện tử").fill("hoa.tran@congdoan.vn")
        page.get_by_role("button", name="Gửi mã xác nhận").click()
        expect(page.get_by_text("Đang gửi mã đến hoa.tran@congdoan.vn")).to_be_visible()
        looked_at(page, f"address-code-{width}")
        page.goto("/mail/address")
        page.get_by_role("button", name="Tắt nhận thư").click()
        expect(page.get_by_text("Đã tắt nhận thư")).to_be_visible()
        page.goto(f"/u/{unit}/mail/?state=given-up")
        looked_at(page, f"log-own-{width}")
