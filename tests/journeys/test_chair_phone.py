"""The chair of a grassroots union on a phone: two came in by the link; one is confirmed, one goes
back to the member; whoever mends it lands on the very field."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app import jobs
from app.db import db
from app.initiatives import Initiative, State
from app.programmes import Programme, ReasonCode
from app.programmes.reasons import FIELDS
from app.reviews import CannedNote, Outcome, Review, Reviewer, Word
from app.tenancy import Everything
from app.units import Unit
from tests.browser import axe_findings, page_at
from tests.journeys.test_links import fill, receive
from tests.journeys.test_main_road import sign_in
from tests.world import NOW

LONG = "Cải tiến quy trình kiểm soát chất lượng vải đầu vào tại xưởng cắt số 3"
NOTE = "Đề nghị ghi rõ năng suất trước và sau khi áp dụng."


@pytest.fixture
def noted(demo_app: Flask) -> None:
    """A note that the union keeps."""
    with demo_app.app_context(), jobs.step(Everything("a note for tests")):
        CannedNote.add(Unit.by_code("may-an-binh"), NOTE, by=1, at=NOW)


def send(browser: Browser, address: str, wall: str, title: str, picture: Path | None) -> None:
    with page_at(browser, 390, base_url=address) as page:
        page.goto(wall)
        fill(page)
        page.get_by_label("Tên sáng kiến").fill(title)
        if picture:
            page.get_by_label("Ảnh quyết định công nhận").set_input_files(picture)
        page.get_by_label("Tôi đồng ý").check()
        page.get_by_role("button", name="Gửi").click()
        receive(page)


def sound(page: Page) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def open_one(page: Page, title: str) -> None:
    page.goto(page.locator("a[href$='/reviews/']").first.get_attribute("href") or "")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("Đoàn viên gửi qua liên kết")).to_be_visible()
    sound(page)


def confirm(page: Page) -> None:
    shown = page.locator(".arrived__photo img")
    expect(shown).to_be_visible()
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("img => img.naturalWidth") > 0, "the photo is there to be seen"
    page.get_by_role("link", name="Xuống phần xác nhận").click()
    page.get_by_label("Đã đánh giá cùng ai").fill("Giám đốc xí nghiệp")
    for day, said in (("31/9/2022", "tháng 9 chỉ có 30 ngày"), ("1/1/2090", "chưa đến")):
        page.get_by_label("Ngày đánh giá").fill(day)
        page.get_by_role("button", name="Xác nhận, chuyển lên cấp trên").click()
        expect(page.get_by_text(said).first).to_be_visible()
        expect(page.get_by_label("Ngày đánh giá")).to_have_value(day)
        expect(page.get_by_label("Đã đánh giá cùng ai")).to_have_value("Giám đốc xí nghiệp")
        sound(page)
    page.get_by_label("Ngày đánh giá").fill("5/9/2022")
    page.get_by_role("button", name="Xác nhận, chuyển lên cấp trên").click()
    expect(page.get_by_text("Đã xác nhận").first).to_be_visible()


def return_it(page: Page) -> None:
    page.get_by_text("Trả lại để bổ sung").click()
    page.get_by_label("Thiếu giá trị làm lợi").check()
    page.get_by_label("Ghi rõ cần bổ sung").fill("Đồng chí bổ sung giúp.")
    page.get_by_label("Mẫu ghi chú").select_option(label=NOTE)
    page.get_by_role("button", name="Chèn mẫu").click()
    expect(page.get_by_label("Ghi rõ cần bổ sung")).to_have_value(f"Đồng chí bổ sung giúp.\n{NOTE}")
    expect(page.get_by_label("Ghi rõ cần bổ sung")).to_be_focused()
    sound(page)
    for button in page.locator("#refusal .btn").all():
        assert (button.bounding_box() or {})["height"] >= 44, "large enough for a thumb"
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.get_by_text("Đã yêu cầu bổ sung, kèm lý do.").first).to_be_visible()


def test_a_chair_confirms_one_and_returns_another(
    browser: Browser,
    address: str,
    link: str,
    photo: Path,
    noted: None,
    demo_app: Flask,
) -> None:
    send(browser, address, link, LONG, photo)
    send(browser, address, link, "Máy cuốn chỉ tự động", None)
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "chutich.may-an-binh")
        open_one(page, LONG)
        confirm(page)
        open_one(page, "Máy cuốn chỉ tự động")
        return_it(page)
    with demo_app.app_context(), jobs.reading("what the chair said"):
        one, other = (_by_title(title) for title in (LONG, "Máy cuốn chỉ tự động"))
        assert (one.state, other.state) == (State.ENDORSED, State.RETURNED)
        said, back = Review.of(one)[0], Review.of(other)[0]
        assert (said.assessed_with, str(said.assessed_on)) == ("Giám đốc xí nghiệp", "2022-09-05")
        assert back.note.endswith(NOTE)


def test_a_note_is_put_in_without_a_script(
    browser: Browser,
    address: str,
    link: str,
    noted: None,
) -> None:
    send(browser, address, link, "Máy cuốn chỉ tự động", None)
    with page_at(browser, 390, base_url=address, java_script_enabled=False) as page:
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill("chutich.may-an-binh")
        page.get_by_label("Mật khẩu").fill("sang-kien-2023")
        page.get_by_role("button", name="Đăng nhập").click()
        page.goto(page.locator("a[href$='/reviews/']").first.get_attribute("href") or "")
        page.get_by_role("link", name="Máy cuốn chỉ tự động").first.click()
        page.get_by_text("Trả lại để bổ sung").click()
        page.get_by_label("Thiếu giá trị làm lợi").check()
        page.get_by_label("Ghi rõ cần bổ sung").fill("Bổ sung giúp.")
        page.get_by_label("Mẫu ghi chú").select_option(label=NOTE)
        page.get_by_role("button", name="Chèn mẫu").click()
        expect(page.get_by_label("Ghi rõ cần bổ sung")).to_have_value(f"Bổ sung giúp.\n{NOTE}")
        expect(page.get_by_label("Thiếu giá trị làm lợi")).to_be_checked()
        page.get_by_role("button", name="Yêu cầu bổ sung").click()
        expect(page.get_by_text("Đã yêu cầu bổ sung, kèm lý do.").first).to_be_visible()


def test_the_link_of_a_reason_opens_and_focuses_the_very_field(
    browser: Browser,
    address: str,
    link: str,
    demo_app: Flask,
) -> None:
    send(browser, address, link, LONG, None)
    with demo_app.app_context(), jobs.step(Everything("a return for tests")) as session:
        one = _by_title(LONG)
        codes = ReasonCode.of(Programme.by_code("01-trieu"))[:1]
        word = Word(Outcome.RETURNED, codes=codes, note="Xem lại")
        Review.write(one, one.unit, word, by=Reviewer(1, "Lê Văn Xét"), at=NOW)
        session.flush()
        where = f"/u/{one.unit_id}/initiatives/{one.id}/edit"
        field, read = codes[0].field, f"/u/{one.unit_id}/reviews/{one.id}"
    with page_at(browser, 390, base_url=address) as page:
        sign_in(page, "chutich.may-an-binh")
        page.goto(read)
        page.get_by_role("link", name="Sửa mục này").click()
        expect(page).to_have_url(f"{address}{where}#{field}")
        expect(page.get_by_label("Ngày công nhận")).to_be_focused()
        sound(page)
        for name in FIELDS:
            page.goto("about:blank")
            page.goto(f"{address}{where}#{name}")
            expect(page.locator(f"#{name}")).to_be_focused()
            box = page.locator(f"#{name}").bounding_box() or {}
            assert 0 <= box["y"] < 844, f"{name} is out of sight"


def _by_title(title: str) -> Initiative:
    query = sa.select(Initiative).where(Initiative.title == title)
    return db.session.scalars(query).unique().one()
