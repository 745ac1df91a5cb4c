"""Files of an initiative in a real browser, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe_findings, chromium, live, page_at
from tests.initiatives.sending import CHAIR
from tests.uploads.files import pdf
from tests.world import PASSWORD


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scripts", [True, False], ids=["htmx", "plain"])
def test_in_a_browser(app, made, ids, browser, width, scripts):
    initiative = made()
    tail = "/edit" if scripts else ""
    with (
        live(app) as address,
        page_at(browser, width, base_url=address, java_script_enabled=scripts) as page,
    ):
        page.goto("/accounts/sign-in")
        page.get_by_label("Tên đăng nhập").fill(CHAIR)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.goto(f"/u/{ids['cs-a11']}/initiatives/{initiative}{tail}")
        if scripts:
            page.get_by_label("Tên sáng kiến").fill("Đang gõ dở")
        for name, data in (("hại.exe", b"MZ"), ("Bản vẽ cữ gá may túi.pdf", pdf())):
            file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
            page.get_by_label("Thêm tệp").set_input_files(file)
            page.get_by_role("button", name="Tải lên").click()
            if data == b"MZ":
                expect(page.get_by_text("Chỉ nhận ảnh JPEG")).to_be_visible()
                if scripts:
                    assert axe_findings(page) == []
        link = page.get_by_role("link", name="Bản vẽ cữ gá may túi.pdf", exact=True)
        expect(link).to_be_visible()
        if scripts:
            page.get_by_role("link", name="Xem trước Bản vẽ").click()
            drawn = page.get_by_role("img", name="Bản vẽ cữ gá may túi.pdf")
            expect(drawn).to_be_visible()
            expect(drawn).to_have_js_property("complete", True)
            assert drawn.evaluate("image => image.naturalWidth") == 600
            assert page.get_by_label("Tên sáng kiến").input_value() == "Đang gõ dở"
            assert axe_findings(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == "Bản vẽ cữ gá may túi.pdf"
        page.get_by_role("button", name="Xóa tệp Bản vẽ").click()
        expect(link).to_have_count(0)
