""" "Thiếu hồ sơ": figures unit by unit, and the rows behind each."""

import datetime as dt
import re

from app.initiatives import State
from app.units import Unit
from tests.written import hand_in

WHOLE = {
    "recognition_kind": "decision",
    "recognised_on": dt.date(2022, 9, 1),
    "benefit_claimed": 0,
}


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/initiatives/lacking{tail}"


def figures(page):
    """{unit: its figures}."""
    rows = re.findall(r"<tr[^>]*>\s*<td>(.*?)</tr>", page.text, re.DOTALL)
    plain = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    return {
        " ".join(w for w in row if not w.isdigit()): [int(w) for w in row if w.isdigit()]
        for row in plain
    }


def test_figures_lead_to_their_rows(signed_in, ids, as_unit, statements):
    with as_unit("tld"):
        one, two = Unit.by_code("cs-a11"), Unit.by_code("cs-a12")
        hand_in(one, title="Đủ hồ sơ", **WHOLE)
        hand_in(one, title="Thiếu cả")
        hand_in(one, title="Thiếu tiền", **{**WHOLE, "benefit_claimed": None})
        hand_in(two, title="Thiếu ngày", **{**WHOLE, "recognised_on": None})
        hand_in(two, title="Còn nháp", to=State.DRAFT)
        hand_in(Unit.by_code("cs-a21"), title="Của huyện khác")
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1"))
    said = figures(page)
    assert said["Tổng cộng"] == [3, 1, 2, 2]
    assert said["CĐCS Công ty TNHH May Hòa Bình"] == [2, 1, 1, 2]
    assert said["CĐCS Trường Tiểu học Lê Lợi"] == [1, 0, 1, 0]
    rows = officer.get(at(ids, "huyen-a1", f"?unit={ids['cs-a11']}&field=benefit_claimed")).text
    assert "Thiếu tiền" in rows
    assert "Thiếu cả" in rows
    assert "Đủ hồ sơ" not in rows
    assert "Thiếu ngày" not in rows
    assert "hình thức công nhận, ngày công nhận, giá trị làm lợi" in rows
    assert "Thiếu ngày" in officer.get(at(ids, "huyen-a1", "?field=recognised_on")).text
    assert officer.get(at(ids, "huyen-a1", f"?unit={ids['cs-a21']}")).status_code == 404


def test_nothing_is_missing(signed_in, ids):
    page = signed_in("viewer.cs-a11").get(at(ids, "cs-a11"))
    assert "Không có sáng kiến nào thiếu hồ sơ" in page.text
