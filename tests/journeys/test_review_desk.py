"""The desk of a reviewer in a real browser: by keys alone, without a script, two at once."""

import re
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from app import jobs
from app.accounts import Account
from app.accounts.door import identity
from app.demo.people import PASSWORD
from app.reviews import Outcome, Review
from app.tenancy import Everything
from tests.browser import axe_findings, page_at
from tests.journeys.test_main_road import sign_in

OFFICER, LEADER, CHAIR = "canbo.go-vap", "lanhdao.go-vap", "chutich.may-an-binh"
NOTE = "Đề nghị nêu rõ: hợp lệ khi có quyết định công nhận."  # h, b and x are but letters in it


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab along until it has the focus."""
    for _ in range(160):  # the list and all that stands in the pane may lie between
        if wanted.evaluate("box => box === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {wanted}")


def enter(page: Page, login: str) -> str:
    """Sign in by keyboard; returns the address of the unit's queue."""
    page.goto("/accounts/sign-in")
    tab_to(page, page.get_by_label("Tên đăng nhập"))
    page.keyboard.type(login)
    tab_to(page, page.get_by_label("Mật khẩu"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc hôm nay")
    return f"/u/{page.url.split('/u/')[1].split('/')[0]}/reviews/"


def title(page: Page) -> Locator:
    return page.locator("#reading h1")


def open_first(page: Page, queue: str) -> str:
    page.goto(queue)
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("o")
    return opened(page, "")


def opened(page: Page, before: str) -> str:
    """Wait until another one is open and the keys are at work; returns its title."""
    expect(title(page)).not_to_have_text(before)
    expect(title(page)).to_be_focused()
    expect(page.locator("body[data-keys=ready]")).to_be_attached()
    return title(page).inner_text()


def give_reason(page: Page, key: str, down: int) -> None:
    """b or x, a reason further down, the note; Ctrl and Enter, or the button."""
    page.keyboard.press(key)
    boxes = page.locator("#refusal [name=codes]")
    expect(boxes.first).to_be_focused()
    for _ in range(down):
        page.keyboard.press("ArrowDown")
    expect(boxes.nth(down)).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Ghi rõ cần bổ sung điều gì"))
    page.keyboard.type(NOTE)
    if down % 2:
        page.keyboard.press("Control+Enter")
    else:
        name = "Không hợp lệ" if key == "x" else "Yêu cầu bổ sung"
        tab_to(page, page.get_by_role("button", name=name, exact=True))
        page.keyboard.press("Enter")


def said(app: Flask, login: str) -> list[tuple[str, str, str]]:
    """All that an account has said, of what: title, outcome, note."""
    with app.app_context():
        with identity() as door:
            account = door.scalar(sa.select(Account.id).where(Account.login == login))
        with jobs.step(Everything("a look at what was said")) as session:
            query = sa.select(Review).where(Review.reviewer_id == account).order_by(Review.id)
            return [(r.initiative.title, r.outcome, r.note) for r in session.scalars(query)]


def test_twenty_are_reviewed_by_keyboard_alone(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    before = len(said(demo_app, OFFICER))
    acts = ["h", "b", "h", "x"] * 5
    done = []
    with page_at(browser, 1366, base_url=address) as page:
        queue = enter(page, OFFICER)
        current = open_first(page, queue)
        count = page.locator(".desk__head .count")
        waiting = int(count.inner_text())
        for number, key in enumerate(acts):
            done.append(current)
            if key == "h":
                page.keyboard.press("h")
            else:
                give_reason(page, key, down=number % 3)
            current = opened(page, current)
            expect(count).to_have_text(str(waiting - number - 1))
    outcomes = {"h": Outcome.VALID, "b": Outcome.RETURNED, "x": Outcome.INVALID}
    wanted = [
        (name, outcomes[key].value, "" if key == "h" else NOTE)
        for name, key in zip(done, acts, strict=True)
    ]
    assert said(demo_app, OFFICER)[before:] == wanted
    assert Counter(acts) == {"h": 10, "b": 5, "x": 5}


def test_keys_move_open_search_and_help_and_decide_nothing_by_themselves(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    before = said(demo_app, OFFICER)
    with page_at(browser, 1366, base_url=address) as page:
        queue = enter(page, OFFICER)
        first = open_first(page, queue)
        rows = page.locator("[data-row]")
        for _ in range(2):
            page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(rows.nth(2)).to_be_focused()
        expect(title(page)).to_have_text(first)
        page.keyboard.press("o")
        third = opened(page, first)
        expect(rows.nth(2)).to_have_attribute("aria-current", "true")
        expect(rows.first).not_to_have_attribute("aria-current", "true")
        expect(page).to_have_title(re.compile(re.escape(third)))
        expect(page.locator("#live")).to_have_text(f"Đã mở: {third}")
        assert page.url.endswith(rows.nth(2).get_attribute("href") or "nowhere")
        page.go_back()
        opened(page, third)
        page.go_forward()
        opened(page, first)

        page.keyboard.press("b")
        expect(page.locator("#refusal [value=returned].is-chosen")).to_be_visible()
        page.keyboard.press("x")  # a box has the focus: but a letter
        expect(page.locator("#refusal [value=returned].is-chosen")).to_be_visible()
        page.keyboard.press("h")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.locator("#reasons")).not_to_have_attribute("open", "")
        expect(page.locator("#reasons > summary")).to_be_focused()
        for chord in ("Control+h", "Alt+h", "Meta+h", "Shift+h", "Control+x", "Alt+b"):
            page.keyboard.press(chord)
        expect(page.locator("#reasons")).not_to_have_attribute("open", "")
        page.keyboard.press("x")
        expect(page.locator("#refusal [value=invalid].is-chosen")).to_be_visible()
        assert axe_findings(page) == []
        page.keyboard.press("Escape")

        page.keyboard.press("Shift+Slash")
        expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
        assert axe_findings(page) == []
        page.keyboard.press("h")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(title(page)).to_have_text(third)

        page.keyboard.press("Slash")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("hbxjko")
        expect(page.locator("#q")).to_have_value("hbxjko")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Không tìm thấy sáng kiến nào khớp")).to_be_visible()
    assert said(demo_app, OFFICER) == before


def test_a_key_that_is_held_decides_once_and_input_methods_do_not_matter(
    browser: Browser, address: str, demo_app: Flask
) -> None:
    before = len(said(demo_app, OFFICER))
    with page_at(browser, 1366, base_url=address) as page:
        first = open_first(page, enter(page, OFFICER))
        page.keyboard.down("h")
        second = opened(page, first)
        for _ in range(3):
            page.keyboard.down("h")  # repeats
        page.keyboard.up("h")
        eaten = "new KeyboardEvent('keydown', {key: 'Process', code: 'KeyB', bubbles: true})"
        page.evaluate(f"document.body.dispatchEvent({eaten})")
        expect(page.locator("#refusal [name=codes]").first).to_be_focused()
        expect(title(page)).to_have_text(second)
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("h")  # too soon after it opened: pressed for the one before
        expect(page.locator("body[data-keys=ready]")).to_be_attached()
        expect(title(page)).to_have_text(second)
    assert len(said(demo_app, OFFICER)) == before + 1


def test_keys_can_be_switched_off_and_on(browser: Browser, address: str) -> None:
    with page_at(browser, 1366, base_url=address) as page:
        queue = enter(page, OFFICER)
        first = open_first(page, queue)
        hint = page.locator("#pane .key").first
        expect(hint).to_be_visible()
        switch = page.get_by_role("checkbox", name="Dùng phím tắt")
        tab_to(page, switch)
        page.keyboard.press("Space")
        expect(hint).to_be_hidden()
        page.reload()
        expect(page.locator("body[data-keys=ready]")).to_be_attached()
        expect(switch).not_to_be_checked()
        for key in ("h", "b", "x", "j", "Slash", "Shift+Slash"):
            page.keyboard.press(key)
        expect(title(page)).to_be_focused()
        expect(title(page)).to_have_text(first)
        expect(page.locator("#reasons")).not_to_have_attribute("open", "")
        tab_to(page, switch)
        page.keyboard.press("Space")
        page.reload()
        expect(page.locator("body[data-keys=ready]")).to_be_attached()
        page.keyboard.press("h")
        opened(page, first)


@pytest.mark.parametrize("width", [1366, 390])
def test_a_decision_of_each_kind_without_a_script(
    browser: Browser, address: str, demo_app: Flask, width: int
) -> None:
    with page_at(browser, width, base_url=address, java_script_enabled=False) as page:
        for login, kinds in ((CHAIR, ("confirmed",)), (OFFICER, ("valid", "returned", "invalid"))):
            before = len(said(demo_app, login))
            page.goto("/accounts/sign-in")
            page.get_by_label("Tên đăng nhập").fill(login)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            queue = f"/u/{page.url.split('/u/')[1].split('/')[0]}/reviews/"
            page.goto(queue)
            page.locator("[data-row]").first.click()
            for kind in kinds:
                expect(page.get_by_text("Dùng phím tắt")).to_be_hidden()
                decide_without_a_script(page, kind)
            assert [outcome for _t, outcome, _n in said(demo_app, login)[before:]] == list(kinds)
            page.locator(".top__menu > summary").click()
            page.get_by_role("button", name="Đăng xuất").click()


def decide_without_a_script(page: Page, kind: str) -> None:
    if kind == "confirmed":
        page.get_by_label("Đã đánh giá cùng ai").fill("Giám đốc công ty")
        page.get_by_label("Ngày đánh giá").fill("1/3/2023")
        page.get_by_role("button", name="Xác nhận, chuyển lên cấp trên").click()
    elif kind == "valid":
        page.get_by_role("button", name="Hợp lệ", exact=True).click()
    else:
        name = "Không hợp lệ" if kind == "invalid" else "Yêu cầu bổ sung"
        page.locator("#reasons > summary").click()
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_text("Xin chọn ít nhất một lý do").first).to_be_visible()
        page.locator("#refusal [name=codes]").nth(1).check()
        page.get_by_label("Ghi rõ cần bổ sung điều gì").fill(NOTE)
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".toast")).to_have_count(1)


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_to_hold_against_the_pages(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with page_at(browser, width, base_url=address, color_scheme=scheme) as page:
        sign_in(page, OFFICER)
        unit = page.url.split("/u/")[1].split("/")[0]
        page.goto(f"/u/{unit}/reviews/")
        looked_over(page)
        page.locator("[data-row]").first.click()
        expect(title(page)).to_be_visible()
        looked_over(page)
        page.locator("#reasons > summary").click()
        page.get_by_role("button", name="Không hợp lệ", exact=True).click()
        expect(page.locator("[data-errors]")).to_be_focused()
        looked_over(page)
        for tail in ("?view=overdue&q=không có gì", "?view=mine", "?view=sent-back"):
            page.goto(f"/u/{unit}/reviews/{tail}")
            looked_over(page)


def looked_over(page: Page) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways scroll"


def test_two_see_each_other_and_the_slower_is_told_who_decided(
    browser: Browser, address: str
) -> None:
    with (
        page_at(browser, 1366, base_url=address) as one,
        page_at(browser, 1366, base_url=address) as other,
    ):
        one.clock.install()
        name = {}
        for page, login in ((one, OFFICER), (other, LEADER)):
            queue = enter(page, login)
            name[page] = page.locator(".who__name").inner_text()
        first = open_first(one, queue)
        expect(one.locator("#lookers")).to_be_empty()
        assert open_first(other, queue) == first
        expect(other.locator("#lookers")).to_have_text(f"Đồng chí {name[one]} đang xem")
        assert axe_findings(other) == []
        one.clock.fast_forward(31_000)
        expect(one.locator("#lookers")).to_have_text(f"Đồng chí {name[other]} đang xem")

        other.keyboard.press("h")
        opened(other, first)
        told = f"Đồng chí {name[other]} đã ghi “Hợp lệ” lúc"
        one.clock.fast_forward(31_000)
        expect(one.locator("#lookers .notice")).to_contain_text(told)
        one.keyboard.press("h")
        expect(one.locator(".refused")).to_contain_text(told)
        expect(one.locator("[data-errors]")).to_be_focused()
        expect(one.locator("#pane [data-key=KeyH]")).to_have_count(0)
        assert axe_findings(one) == []
