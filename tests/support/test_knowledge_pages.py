"""What is known already, obstacles with one answer for all, figures: through the pages."""

import pytest

from app.support.states import Act
from tests.support.conftest import DESK, GRASSROOTS, UPPER, ask, unit


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


def test_pages_are_handed_down_and_suggested(signed_in, at):
    officer, below = signed_in(f"officer.{UPPER}"), signed_in(f"viewer.{GRASSROOTS}")
    told = {"title": "Ghi ngày áp dụng thế nào", "category": "list", "text": "Ghi dd/mm/yyyy."}
    made = officer.submit(at(UPPER, "articles"), told)
    assert made.status_code == 303
    assert "Ghi ngày áp dụng thế nào" in below.get(at(GRASSROOTS, "articles")).text
    typed = at(GRASSROOTS, "suggestions?subject_line=ngay ap dung&category=other")
    assert "Ghi ngày áp dụng thế nào" in below.get(typed, htmx=True).text
    number = made.location.rsplit("/", 1)[1]
    assert below.get(at(GRASSROOTS, f"articles/{number}")).status_code == 200
    assert signed_in("viewer.tinh-a").get(at("tinh-a", f"articles/{number}")).status_code == 404
    address = at(UPPER, f"articles/{number}/text")
    assert officer.get(address).status_code == 200
    assert officer.submit(address, {**told, "text": "Ghi ngày."}).status_code == 303
    assert officer.submit(at(UPPER, f"articles/{number}/removal")).status_code == 303
    assert "Ghi ngày áp dụng" not in below.get(at(GRASSROOTS, "articles")).text


def test_canned_answers_are_kept_by_name(signed_in, at):
    officer = signed_in(f"officer.{UPPER}")
    for text in ("Xin gửi lại quyết định.", "Xin gửi quyết định có dấu."):
        told = {"name": "Thiếu quyết định", "category": "", "text": text}
        assert officer.submit(at(UPPER, "canned"), told).status_code == 303
    page = officer.get(at(UPPER, "canned")).text
    assert "có dấu" in page
    assert "gửi lại" not in page


def test_one_answer_reaches_everybody_below_who_is_hindered(rostered, as_unit, signed_in, at):
    with as_unit("tld"):
        for code in (GRASSROOTS, GRASSROOTS, "cs-a12", "cs-b11"):
            made = ask(code, category="obstacle", obstacle="employer")
    page = signed_in("officer.tinh-a").get(at("tinh-a", "obstacles"))
    assert '<td class="num" data-label="Số đơn vị đang gặp">2</td>' in page.text
    officer = signed_in("officer.tinh-a")
    told = {"text": "Tỉnh đã làm việc với Ban Quản lý khu công nghiệp."}
    assert officer.submit(at("tinh-a", "obstacles/employer"), told).status_code == 303
    with as_unit("cs-a12") as session:
        mine = session.scalars(type(made).asked_at_unit(unit("cs-a12"))).first()
        number = mine.id
    assert "Ban Quản lý" in signed_in("viewer.cs-a12").get(at("cs-a12", str(number))).text
    assert "Ban Quản lý" not in signed_in("viewer.tinh-b").get(at("tinh-b", "obstacles")).text
    assert officer.get(at("tinh-a", "obstacles/nothing")).status_code == 404


def test_figures_tell_what_a_desk_has_done(rostered, as_unit, signed_in, at):
    with as_unit(UPPER):
        ask().answer(Act.SOLVE, "Đã sửa.", unit(UPPER), **DESK)
    page = signed_in(f"officer.{UPPER}").get(at(UPPER, "figures"))
    assert "Trần Văn Bình" in page.text
