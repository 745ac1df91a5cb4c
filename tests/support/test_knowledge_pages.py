"""What is known already: through the pages."""

import pytest

from tests.support.conftest import GRASSROOTS, UPPER


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
    address = at(UPPER, f"articles/{number}/words")
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
