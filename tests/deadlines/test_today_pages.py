"""What there is to do today: prepared, done, left out, put off, taken back; nobody else sees it."""

import datetime as dt

import pytest

from app.deadlines import Escalation
from app.notices import Notice
from app.units import Unit
from tests.deadlines.urged import UPPER, lay, put, step
from tests.world import NOW


@pytest.fixture
def officer(signed_in):
    return signed_in(f"officer.{UPPER}")


@pytest.fixture
def here(ids):
    return f"/u/{ids[UPPER]}/deadlines/"


def state(as_unit, number):
    with as_unit(UPPER) as session:
        return session.get_one(Escalation, number).state


def test_a_step_is_prepared_done_with_one_click_and_taken_back(as_unit, officer, here):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    page = officer.get(here).text
    assert "CĐCS Công ty TNHH May Hòa Bình" in page and "2/60" in page
    assert "V/v đẩy nhanh tiến độ" in page and "Sao chép để gửi Zalo" in page
    assert "Nguyễn Thị Leader.Cs-A11 (Cán bộ)" in page, "whom to talk to"
    assert officer.submit(f"{here}steps/{number}/done").status_code == 303
    assert state(as_unit, number) == "done"
    page = officer.get(here).text
    assert "Hôm nay chưa có bước nào đến hạn" in page and "Vừa ghi" in page
    assert officer.submit(f"{here}steps/{number}/undo").status_code == 303
    assert officer.submit(f"{here}steps/{number}/undo").status_code == 303, "twice is once"
    assert "V/v đẩy nhanh tiến độ" in officer.get(here).text


def test_nothing_is_taken_back_by_somebody_else_or_late(as_unit, officer, signed_in, here):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    officer.submit(f"{here}steps/{number}/done")
    leader = signed_in(f"leader.{UPPER}")
    assert "Hoàn tác" not in leader.get(here).text
    assert leader.submit(f"{here}steps/{number}/undo").status_code == 409
    with as_unit(UPPER) as session:
        session.get_one(Escalation, number).done_at = NOW - dt.timedelta(minutes=16)
    assert officer.submit(f"{here}steps/{number}/undo").status_code == 409
    assert state(as_unit, number) == "done"


def test_nothing_is_taken_back_that_a_step_has_followed(as_unit, officer, here):
    [number] = put(as_unit, ("cs-a11", "call"))
    officer.submit(f"{here}steps/{number}/done")
    with as_unit(UPPER) as session:
        done = session.get_one(Escalation, number)
        later = done.done_at + dt.timedelta(minutes=1)
        session.add(step(done.ladder_id, "cs-a11", "dispatch", made_at=later))
    assert officer.submit(f"{here}steps/{number}/undo").status_code == 409


def test_a_step_is_left_out_with_a_reason(as_unit, officer, here):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    refused = officer.submit(f"{here}steps/{number}/skip", {"reason": " "})
    assert refused.status_code == 422 and "Xin ghi rõ lý do." in refused.text
    assert officer.submit(f"{here}steps/{number}/skip", {"reason": "Đã gặp"}).status_code == 303
    assert state(as_unit, number) == "skipped"
    assert officer.submit(f"{here}steps/{number}/done").status_code == 409


def test_a_step_is_put_off_until_a_day_and_goes_on(as_unit, officer, here):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    page = officer.get(f"{here}steps/{number}").text
    assert 'value="13/03/2023"' in page, "a week is offered"
    past = {"until": "06/03/2023", "reason": "Chờ đại hội"}
    refused = officer.submit(f"{here}steps/{number}/pause", past)
    assert refused.status_code == 422 and "Xin chọn một ngày sau hôm nay." in refused.text
    assert "Chờ đại hội" in refused.text and 'value="06/03/2023"' in refused.text
    officer.submit(f"{here}steps/{number}/pause", {**past, "until": "20/3/2023"})
    page = officer.get(here).text
    assert "Đang tạm dừng" in page and "20/03/2023" in page and "Chờ đại hội" in page
    officer.submit(f"{here}steps/{number}/resumption")
    assert state(as_unit, number) == "due"


def test_an_answer_is_written_beside_what_was_done(as_unit, officer, here, ids):
    [number] = put(as_unit, ("cs-a11", "remind"), state="done", done_at=NOW)
    refused = officer.submit(f"{here}steps/{number}/answer", {"note": ""})
    assert refused.status_code == 422 and "Xin ghi tóm tắt trả lời." in refused.text
    answer = officer.submit(f"{here}steps/{number}/answer", {"note": "Nộp trong tuần"})
    assert answer.location.endswith(f"/units/{ids['cs-a11']}")
    assert "Trả lời: Nộp trong tuần" in officer.get(answer.location).text


def test_the_unit_below_and_its_sibling_see_nothing_of_it(as_unit, signed_in, ids, here):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    chair = signed_in("leader.cs-a11")
    below = f"/u/{ids['cs-a11']}/deadlines/"
    assert "Công văn" not in chair.get(below).text
    assert chair.get(f"{below}steps/{number}").status_code == 404
    for login in ("leader.cs-a11", "officer.huyen-a2"):
        assert signed_in(login).get(here).status_code == 404
    above = signed_in("officer.tinh-a")
    assert above.get(f"/u/{ids['tinh-a']}/deadlines/steps/{number}").status_code == 404


def test_who_may_only_look_is_offered_nothing_to_do(as_unit, signed_in, here):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    for login in (f"viewer.{UPPER}", "officer.tinh-a"):
        reader = signed_in(login)
        page = reader.get(here).text
        assert "V/v đẩy nhanh" in page and "Đã làm" not in page and "Bỏ qua, tạm" not in page
        assert "Bỏ qua bước này" not in reader.get(f"{here}steps/{number}").text
        assert reader.submit(f"{here}steps/{number}/done").status_code == 403


def test_the_page_costs_the_same_however_much_there_is_to_do(as_unit, officer, here, statements):
    officer.get(here)
    statements.clear()
    officer.get(here)
    empty = len(statements)
    ladder = lay(as_unit)
    with as_unit(UPPER) as session:
        upper = Unit.by_code(UPPER)
        for n in range(30):
            name = f"CĐCS Công ty số {n}"
            upper.open_child(code=f"x{n}", name=name, kind="grassroots", by=None, at=NOW)
        session.flush()
        session.add_all(step(ladder, f"x{n}", ("call", "dispatch")[n % 2]) for n in range(30))
    statements.clear()
    assert officer.get(here).text.count("<article") == 30
    assert len(statements) <= empty + 1 <= 9, "\n".join(statements)


def test_a_dispatch_goes_to_the_unit_and_asks_for_a_receipt(as_unit, officer, here, signed_in, ids):
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    page = officer.get(f"{here}steps/{number}").text
    assert "V/v đẩy nhanh tiến độ đăng ký sáng kiến" in page and "Gửi đến đơn vị" in page
    address = f"{here}steps/{number}/dispatch"
    refused = officer.submit(address, {"title": "V/v tiến độ", "body": " "})
    assert refused.status_code == 422 and state(as_unit, number) == "due"
    form = {"title": "V/v tiến độ", "body": "Kính gửi đơn vị, còn thiếu 58."}
    assert officer.submit(address, form).status_code == 303
    assert officer.submit(address, form).status_code == 303, "twice is once"
    assert state(as_unit, number) == "done"
    with as_unit("cs-a11") as session:
        [notice] = session.query(Notice).filter_by(title="V/v tiến độ")
        assert notice.asks_receipt and "còn thiếu 58" in notice.body
    assert "V/v tiến độ" in signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/").text
    assert officer.submit(f"{here}steps/{number}/undo").status_code == 409, "it is out"


def test_a_step_that_sends_a_group_leads_to_the_plan_of_its_visit(as_unit, officer, here, ids):
    put(as_unit, ("cs-a11", "visit"), step="Đoàn công tác")
    page = officer.get(here).text
    plan = f"/u/{ids[UPPER]}/visits/new?about=cs-a11"
    assert f'href="{plan}"' in page
    assert "CĐCS Công ty TNHH May Hòa Bình" in officer.get(plan).text
    [number] = put_ids(as_unit)
    assert officer.submit(f"{here}steps/{number}/dispatch", {"title": "a"}).status_code == 404


def put_ids(as_unit):
    with as_unit(UPPER) as session:
        return [row.id for row in session.query(Escalation)]
