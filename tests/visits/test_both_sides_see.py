"""What each side sees of a visit: calendar and pages; the unit below none of the group's words."""

import datetime as dt

from app.visits import Visit
from tests.visits.conftest import BY, LOWER, UPPER, composed, held, planned
from tests.world import NOW

LATER = NOW + dt.timedelta(days=3)


def page(client, ids, code: str, tail: str) -> str:
    answer = client.get(f"/u/{ids[code]}/{tail}")
    assert answer.status_code == 200
    return answer.text


def test_it_stands_in_both_calendars_once_it_is_announced(lagging, as_unit, signed_in, ids):
    with as_unit(UPPER):
        visit = planned(LATER).id
    officer, chair = signed_in(f"officer.{UPPER}"), signed_in(f"leader.{LOWER}")
    upper, lower = "Đoàn công tác làm việc với", "Đoàn công tác của LĐLĐ huyện Đông Sơn"
    assert upper in page(officer, ids, UPPER, "calendars/")
    assert lower not in page(chair, ids, LOWER, "calendars/")
    with as_unit(UPPER) as session:
        session.get_one(Visit, visit).announce(**BY)
    assert lower in page(chair, ids, LOWER, "calendars/")
    with as_unit(UPPER) as session:
        session.get_one(Visit, visit).cancel("Đơn vị bận", **BY)
    assert lower not in page(chair, ids, LOWER, "calendars/")
    assert upper not in page(officer, ids, UPPER, "calendars/")


def test_the_unit_reads_when_and_where_and_nothing_of_the_group(lagging, as_unit, signed_in, ids):
    with as_unit(UPPER):
        visit = planned(LATER)
        visit.announce(**BY)
        number = visit.id
    chair = signed_in(f"leader.{LOWER}")
    home, room = page(chair, ids, LOWER, ""), page(chair, ids, LOWER, "visits/")
    assert "Đoàn công tác của LĐLĐ huyện Đông Sơn đến" in home
    assert "Hội trường Công ty" in room and "Trần Văn Bình" not in room
    assert "Nộp chậm" not in home + room
    for tail in ("", "/dossier", "/minutes", "/minutes/paper"):
        assert chair.get(f"/u/{ids[LOWER]}/visits/{number}{tail}").status_code == 404


def test_the_upper_unit_reads_all_of_it_and_a_viewer_does_nothing(lagging, as_unit, signed_in, ids):
    with as_unit(UPPER):
        number = held().id
    viewer = signed_in(f"viewer.{UPPER}")
    shown = page(viewer, ids, UPPER, f"visits/{number}")
    assert "Nộp chậm" in shown and "Ghi biên bản" not in shown
    assert "giữ nguyên từ lúc bắt đầu" in page(viewer, ids, UPPER, f"visits/{number}/dossier")
    assert "Biên bản kết thúc hồi" in page(viewer, ids, UPPER, f"visits/{number}/minutes/paper")
    assert viewer.get(f"/u/{ids[UPPER]}/visits/{number}/minutes").status_code == 403


def test_it_is_planned_from_the_proposals_and_told_after_a_look(lagging, signed_in, ids, as_unit):
    officer = signed_in(f"officer.{UPPER}")
    at = f"/u/{ids[UPPER]}/visits/"
    found = page(officer, ids, UPPER, "visits/proposals")
    assert found.index("May Hòa Bình") < found.index("Lê Lợi"), "who lacks most comes first"
    assert "Chưa có Đoàn công tác nào" in page(officer, ids, UPPER, f"visits/new?about={LOWER}")
    with as_unit(UPPER):
        group = composed().id
    form = {"about": LOWER, "group": group, "on": "7/3/2023", "time": "8h30", "venue": "Phòng họp"}
    assert "Xin chọn ít nhất một bên" in officer.submit(at, form).text
    past = officer.submit(at, {**form, "meets": "leaders", "on": "1/3/2023"})
    assert past.status_code == 422 and "đã qua" in past.text and "1/3/2023" in past.text
    made = officer.submit(at, {**form, "meets": "leaders"})
    assert made.status_code == 303
    assert officer.submit(at, {**form, "meets": "leaders"}).status_code == 409
    seen = officer.get(f"{made.location}/plan").text
    assert "08:30" in seen and 'value="2"' in seen
    stale = {**form, "meets": "leaders", "version": "1"}
    refused = officer.submit(f"{made.location}/plan", stale)
    assert refused.status_code == 409 and "đồng chí khác sửa" in refused.text
    told = officer.get(f"{made.location}/announcement").text
    assert "Xem trước: ai nhận, nội dung gì" in told and "08:30 ngày 07/03/2023" in told
    assert officer.submit(f"{made.location}/announcement").status_code == 303
    assert officer.submit(f"{made.location}/holding").status_code == 409, "its day has not come"
    assert officer.submit(f"{made.location}/cancellation", {"reason": ""}).status_code == 422
    assert officer.submit(f"{made.location}/cancellation", {"reason": "Bận"}).status_code == 303
    assert "Đã hủy" in officer.get(made.location).text
