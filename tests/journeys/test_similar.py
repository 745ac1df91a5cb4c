"""Somebody types what has been handed in before, sees it, and the officer marks the copy."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from app import jobs
from app.demo.people import PASSWORD
from app.initiatives import Initiative, State
from app.tenancy import Everything
from app.units import Unit
from tests.browser import axe_findings, complaints, page_at

TITLE = "Gá kẹp hàn khung xe đạp xoay được bốn mặt"
SUMMARY = (
    "Thợ hàn phải lật khung nhiều lần, mối hàn dưới hay rỗ. Tôi làm bàn gá có trục xoay và chốt "
    "khóa mỗi 90 độ, kẹp ba ống bằng tay gạt. Một khung hàn xong trong 11 phút thay vì 17."
)


@pytest.fixture
def copied(demo_app):
    """Two pending initiatives below Gò Vấp say the same; the worker has seen it."""
    with demo_app.app_context():
        with jobs.step(Everything("a copy for the journey")) as session:
            unit = session.scalars(sa.select(Unit).where(Unit.code == "go-vap")).one()
            session.execute(sa.update(Initiative).values(compared=True))
            query = sa.select(Initiative).where(
                Initiative.desk_unit_id == unit.id, Initiative.state == State.ENDORSED
            )
            for number, one in enumerate(session.scalars(query.limit(2)).unique()):
                one.title, one.summary = TITLE, SUMMARY.replace("11", str(11 + number))
                one.index()
            found = unit.id
        jobs.run("similar")
    return found


@pytest.mark.parametrize("width", [1366, 390])
def test_a_copy(browser: Browser, address: str, copied: int, width: int) -> None:
    with page_at(browser, width, base_url=address) as page:
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill("canbo.go-vap")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Việc hôm nay")

        page.goto(f"/u/{copied}/initiatives/new")
        page.get_by_label("Tên sáng kiến").fill(TITLE)
        page.get_by_label("Tóm tắt").press_sequentially(SUMMARY[:90])
        expect(page.get_by_text("Có thể trùng")).to_be_visible()
        assert axe_findings(page) == []

        page.goto(f"/u/{copied}/similar/")
        pair = page.locator(".alike-pair")
        expect(pair).to_have_count(1)
        expect(pair.locator("mark").first).to_be_visible()
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        pair.get_by_role("button", name="Trùng", exact=True).click()
        expect(page.get_by_text("Đã đánh dấu sáng kiến nộp sau là trùng.").first).to_be_visible()
        expect(page.locator(".alike-pair")).to_have_count(0)
        assert complaints(page) == []
