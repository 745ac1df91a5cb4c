"""Canned answers and pages put into an answer, with what is known of the request filled in."""

import re

import pytest

from app.support import Article, CannedAnswer, Request
from app.support.offers import GAPS, Offers, filled
from tests.support.conftest import GRASSROOTS, PROVINCE, UPPER, ask, unit
from tests.world import NOW

BY = {"by": 1, "at": NOW}


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


@pytest.fixture
def kept(asked, as_unit) -> int:
    with as_unit("tld"):
        CannedAnswer.keep(unit(PROVINCE), "Chung", "Kính gửi [Người hỏi].", None, **BY)
        CannedAnswer.keep(unit(UPPER), "Chỉ tiêu", "Xem bảng.", "quota", **BY)
        CannedAnswer.keep(unit(UPPER), "Danh sách", "Kính gửi [đơn vị]: sửa rồi.", "list", **BY)
        CannedAnswer.keep(unit("huyen-a2"), "Bên cạnh", "Không thấy.", "list", **BY)
        Article.publish(unit(PROVINCE), "Ngày áp dụng sai", "Ghi dd/mm/yyyy.", "list", **BY)
    return asked


def test_gaps_are_filled_with_what_is_known(asked, as_unit):
    with as_unit(UPPER) as session:
        request = session.get_one(Request, asked)
        text = " · ".join(f"[{gap}]" for gap, _meaning, _fill in GAPS)
        assert filled(text, request, "Trần Văn Bình") == (
            f"CĐCS Công ty TNHH May Hòa Bình · Lê Thị Hoa · {asked} · LĐLĐ huyện Đông Sơn"
            " · Trần Văn Bình"
        )
        assert filled("[ĐƠN VỊ] [khác] {x} \\1", request, "") == (
            "CĐCS Công ty TNHH May Hòa Bình [khác] {x} \\1"
        )


def test_what_is_meant_for_it_is_offered_first(kept, as_unit):
    with as_unit(UPPER) as session:
        offers = Offers.of(session.get_one(Request, kept), unit(UPPER), "Bình")
        assert [one.name for one in offers.canned] == ["Danh sách", "Chung", "Chỉ tiêu"]
        assert offers.canned[1].text == "Kính gửi Lê Thị Hoa."
        assert [one.name for one in offers.pointers] == ["Ngày áp dụng sai"]
        assert "“Ngày áp dụng sai”" in offers.pointers[0].text
        assert offers.text_of("c999") == offers.text_of(None) == ""


def test_a_text_is_put_under_what_is_written_without_a_script(kept, signed_in, at):
    officer = signed_in(f"officer.{UPPER}")
    page = officer.get(at(UPPER, str(kept)))
    key = re.search(r'<option value="(c\d+)" data-text="([^"]*)">Danh sách<', page.text)
    assert key is not None
    assert key[2] == "Kính gửi CĐCS Công ty TNHH May Hòa Bình: sửa rồi."
    told = {"text": "Chào đồng chí.", "canned": key[1], "act": "solve"}
    filled_in = officer.submit(at(UPPER, f"{kept}/text"), told)
    assert filled_in.status_code == 200
    area = re.search(r'<textarea[^>]*id="text"[^>]*>\s*([^<]*)</textarea>', filled_in.text)
    assert area is not None
    assert area[1].split("\r\n" if "\r" in area[1] else "\n") == ["Chào đồng chí.", key[2]]
    empty = officer.submit(at(UPPER, f"{kept}/text"), {"text": "Giữ nguyên.", "canned": "c9"})
    assert "Giữ nguyên." in empty.text
    assert signed_in("officer.tinh-a").submit(at("tinh-a", f"{kept}/text"), told).status_code == 409


def test_nothing_is_offered_to_those_who_do_not_answer(kept, signed_in, at):
    asker = signed_in(f"leader.{GRASSROOTS}")
    assert "data-fills" not in asker.get(at(GRASSROOTS, str(kept))).text
    with_key = {"text": "x", "canned": "c1"}
    assert asker.submit(at(GRASSROOTS, f"{kept}/text"), with_key).status_code == 409
    assert (
        signed_in(f"viewer.{UPPER}").submit(at(UPPER, f"{kept}/text"), with_key).status_code == 403
    )


def test_the_page_of_canned_answers_names_the_gaps(rostered, signed_in, as_unit, at):
    with as_unit("tld"):
        ask()
    page = signed_in(f"officer.{UPPER}").get(at(UPPER, "canned"))
    assert all(f"[{gap}]" in page.text for gap, _meaning, _fill in GAPS)
    assert "Chưa có mẫu trả lời nào" in page.text
