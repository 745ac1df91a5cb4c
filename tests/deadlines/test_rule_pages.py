"""Rules of reminding on their pages: written, looked at, switched on, changed, switched off."""

import re
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from app.deadlines import Reminding
from app.units import Unit
from tests.deadlines.urged import UPPER, give_quotas
from tests.world import NOW

RULE = {
    "window": "tsk",
    "name": "Trước hạn",
    "who": "behind",
    "reach": "children",
    "offsets": "30, 14, 7",
    "weekday": "0",
    "clock_time": "8h00",
    "ways": "notice",
    "title": "Còn {con_lai_ngay} ngày",
    "body": "Kính gửi {don_vi}, còn thiếu {con_thieu}.",
}


@pytest.fixture
def officer(signed_in):
    return signed_in(f"officer.{UPPER}")


@pytest.fixture
def rules(ids):
    return f"/u/{ids[UPPER]}/deadlines/reminders"


def kept(as_unit):
    with as_unit(UPPER) as session:
        return copy(session.scalars(sa.select(Reminding)).one())


def copy(rule):
    return SimpleNamespace(id=rule.id, offsets=rule.offsets, weekday=rule.weekday, is_on=rule.is_on)


def seen(page):
    found = re.search(r'name="seen" value="([^"]+)"', page)
    return {"seen": found[1].replace("&#43;", "+")} if found else {}


def test_a_rule_is_written_looked_at_and_switched_on(as_unit, officer, rules):
    give_quotas(as_unit)
    preview = officer.submit(rules, RULE).location
    assert preview.endswith("/preview")
    rule = kept(as_unit)
    assert (rule.offsets, rule.weekday, rule.is_on) == ([30, 14, 7], 0, False)
    page = officer.get(preview).text
    assert "Kính gửi CĐCS Công ty TNHH May Hòa Bình, còn thiếu 60." in page
    assert "Kính gửi CĐCS Trường Tiểu học Lê Lợi, còn thiếu 40." in page
    assert "2 đơn vị nhận, 0 đơn vị không cần nhắc" in page and "13/03/2023" in page
    switch = preview.replace("preview", "switch-on")
    assert officer.submit(switch, seen(page)).status_code == 303
    assert officer.submit(switch, seen(page)).status_code == 303, "twice is once"
    assert kept(as_unit).is_on and "Đang bật" in officer.get(rules).text
    officer.submit(preview.replace("preview", "switch-off"))
    assert not kept(as_unit).is_on


def test_nothing_is_switched_on_that_nobody_has_looked_at(as_unit, officer, rules):
    preview = officer.submit(rules, RULE).location
    old = seen(officer.get(preview).text)
    switch = preview.replace("preview", "switch-on")
    refused = officer.submit(switch)
    assert refused.status_code == 409 and "xin xem trước ai nhận" in refused.text
    officer.submit(preview.replace("/preview", ""), {**RULE, "title": "Khác"})
    assert officer.submit(switch, old).status_code == 409, "what was seen was another text"
    assert not kept(as_unit).is_on
    assert officer.submit(switch, seen(officer.get(preview).text)).status_code == 303


def test_a_change_switches_it_off_until_it_is_looked_at_again(as_unit, officer, rules):
    preview = officer.submit(rules, RULE).location
    officer.submit(preview.replace("preview", "switch-on"), seen(officer.get(preview).text))
    form = officer.get(preview.replace("preview", "edit")).text
    assert 'value="30, 14, 7"' in form and "Quy tắc đang bật" in form
    officer.submit(preview.replace("/preview", ""), {**RULE, "body": "Kính gửi {don_vi}."})
    assert not kept(as_unit).is_on


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Xin điền mục này."),
        ({"who": "x"}, "Xin chọn nhắc ai."),
        ({"reach": ""}, "Xin chọn nhắc đến cấp nào."),
        ({"offsets": "30, mười"}, "Xin ghi các số ngày"),
        ({"offsets": "999"}, "từ 0 đến 365"),
        ({"offsets": "", "weekday": ""}, "Xin chọn ít nhất một mốc nhắc"),
        ({"clock_time": "25:00"}, "Giờ ghi dạng 23:59."),
        ({"ways": []}, "Xin chọn ít nhất một cách gửi."),
        ({"window": "x"}, "Xin chọn một mục trong danh sách."),
        ({"body": "Kính gửi {don_vii}"}, "Không có mục {don_vii}"),
        ({"title": "Còn {ngày"}, "chưa đủ đôi"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_kept(as_unit, officer, rules, fields, said):
    refused = officer.submit(rules, {**RULE, **fields})
    assert refused.status_code == 422 and said in refused.text
    assert {**RULE, **fields}["title"] in refused.text
    with as_unit(UPPER) as session:
        assert session.scalar(sa.select(Reminding.id)) is None


def test_a_rule_of_another_unit_is_not_found(as_unit, officer, signed_in, rules, ids):
    preview = officer.submit(rules, RULE).location
    number = kept(as_unit).id
    above = signed_in("officer.tinh-a")
    assert above.get(preview).status_code == 403
    base = f"/u/{ids['tinh-a']}/deadlines/reminders/{number}"
    assert above.get(f"{base}/preview").status_code == 404
    assert above.submit(f"{base}/switch-on").status_code == 404
    below = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/deadlines/reminders").text
    assert "Trước hạn" not in below


def test_a_rule_for_each_level_is_shown_where_it_acts(as_unit, signed_in, ids):
    above = signed_in("officer.tinh-a")
    above.submit(f"/u/{ids['tinh-a']}/deadlines/reminders", {**RULE, "reach": "each-level"})
    page = signed_in(f"officer.{UPPER}").get(f"/u/{ids[UPPER]}/deadlines/reminders").text
    assert "Quy tắc của cấp trên áp dụng tại đây" in page and "Trước hạn" in page
    assert "Sửa Trước hạn" not in page


def test_an_empty_room_says_what_to_do(officer, rules, ids):
    assert "Chưa có quy tắc nhắc nào" in officer.get(rules).text
    assert "Chưa gửi lời nhắc nào" in officer.get(f"{rules}/sent").text
    assert 'value="30, 14, 7, 3, 1"' in officer.get(f"{rules}/new").text


def test_the_preview_costs_the_same_however_many_receive_it(
    as_unit, officer, rules, statements, ids
):
    preview = officer.submit(rules, {**RULE, "who": "nothing"}).location
    officer.get(preview)
    statements.clear()
    officer.get(preview)
    two = len(statements)
    with as_unit(UPPER):
        upper = Unit.by_code(UPPER)
        for n in range(60):
            name = f"CĐCS {n}"
            upper.open_child(code=f"x{n}", name=name, kind="grassroots", by=None, at=NOW)
    statements.clear()
    assert officer.get(preview).text.count("<article") == 50
    assert len(statements) == two, "\n".join(statements)
    assert officer.get(f"{preview}?page=2").text.count("<article") == 12
