"""Units that are behind, and what was done about each: the curve, before and after."""

import datetime as dt

import pytest

from app.deadlines import Call, Escalation, Outcome
from app.deadlines.curves import curve
from app.deadlines.stories import Event, Story
from app.initiatives import State
from app.progress import Pace
from app.units import Unit
from tests.deadlines.urged import UPPER, give_quotas, put, step, unit
from tests.world import NOW
from tests.written import hand_in

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def officer(signed_in):
    return signed_in(f"officer.{UPPER}")


@pytest.fixture
def room(ids):
    return f"/u/{ids[UPPER]}/deadlines"


def test_laggards_stand_with_their_step_those_that_lack_most_first(as_unit, officer, room, ids):
    give_quotas(as_unit)
    put(as_unit, ("cs-a12", "call"))
    page = officer.get(f"{room}/laggards").text
    assert page.index("May Hòa Bình") < page.index("Lê Lợi")
    assert "0 / 60" in page and "Đến hạn" in page and "chưa có" in page
    assert f"calls?unit={ids['cs-a11']}" in page, "one tap to the call"
    assert "Không có đơn vị nào chậm" in officer.get(f"{room}/laggards?stage=gd1").text


def test_the_story_tells_what_was_done_by_whom_and_what_followed(as_unit, officer, room, ids):
    give_quotas(as_unit)
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    with as_unit(UPPER):
        said = {"promise_count": 5, "promise_by": TODAY + DAY, "note": "Hứa"}
        about, at = unit("cs-a11"), NOW - 10 * DAY
        Call.log(
            unit(UPPER), about, Outcome.PROMISED, caller="Trần Văn Gọi", **said, by=None, at=at
        )
        for _number in range(3):
            hand_in(about, to=State.ENDORSED)
    officer.submit(f"{room}/steps/{number}/skip", {"reason": "Đã gặp tại hội nghị"})
    page = officer.get(f"{room}/units/{ids['cs-a11']}").text
    assert "Gọi điện: Đã hẹn số lượng, thời hạn" in page and "Trần Văn Gọi" in page
    assert "Hẹn thêm 5 sáng kiến đến hết ngày 07/03/2023" in page
    assert "Lý do: Đã gặp tại hội nghị" in page and "Nguyễn Thị Officer.Huyen-A1" in page
    assert "<svg" in page and "Trước và sau mỗi lần" in page and "3/60" in page


def test_nothing_done_yet_is_said(officer, room, ids):
    page = officer.get(f"{room}/units/{ids['cs-a11']}").text
    assert "Chưa có lần đôn đốc nào" in page and "chưa có chỉ tiêu" in page


def test_only_units_right_below_have_a_story_here(officer, signed_in, room, ids):
    for code in (UPPER, "cs-a21", "tinh-a"):
        assert officer.get(f"{room}/units/{ids[code]}").status_code == 404
    above = signed_in("officer.tinh-a")
    base = f"/u/{ids['tinh-a']}/deadlines/units"
    assert above.get(f"{base}/{ids['cs-a11']}").status_code == 404
    assert above.get(f"{base}/{ids[UPPER]}").status_code == 200


def test_pages_cost_the_same_however_much_was_done(as_unit, officer, room, ids, statements):
    give_quotas(as_unit)
    [number] = put(as_unit, ("cs-a11", "dispatch"))
    pages = f"{room}/laggards", f"{room}/units/{ids['cs-a11']}"
    officer.get(pages[0])

    def cost():
        found = []
        for page in pages:
            statements.clear()
            assert officer.get(page).status_code == 200
            found.append(len(statements))
        return found

    before = cost()
    with as_unit(UPPER) as session:
        upper = Unit.by_code(UPPER)
        for n in range(20):
            name = f"CĐCS {n}"
            upper.open_child(code=f"x{n}", name=name, kind="grassroots", by=None, at=NOW)
        ladder = session.get_one(Escalation, number).ladder_id
        days = (TODAY - n * DAY for n in range(1, 20))
        session.add_all(step(ladder, "cs-a11", due=day, state="done", done_at=NOW) for day in days)
    assert cost() == before and before[0] <= 8, (before, statements)


def event(days_ago, number=0):
    return Event(TODAY - days_ago * DAY, None, "bell", "x", acts=True, number=number)


def test_seven_days_are_counted_on_both_sides_and_not_the_day_itself():
    added = [(TODAY - n * DAY, 10**k) for k, n in enumerate((18, 17, 11, 10, 9, 3, 2))]
    story = Story(None, [event(10, 1), event(2, 2), event(0, 3)])  # type: ignore[arg-type]
    first, second, last = story.effects(added, TODAY)
    assert (first.before, first.after, first.whole) == (10 + 100, 10_000 + 100_000, True)
    assert (second.before, second.after, second.days) == (10_000 + 100_000, 0, 2)
    assert (last.after, last.days) == (0, 0)


def test_the_curve_begins_before_the_first_step_and_keeps_its_marks_inside():
    added = [(TODAY - 90 * DAY, 4), (TODAY - 20 * DAY, 6)]
    acted = [event(60, 1), event(60, 2), event(5, 3)]
    pace = Pace(20, 10, TODAY - 200 * DAY, TODAY + 100 * DAY, TODAY)
    drawn = curve(added, acted, pace, TODAY - 200 * DAY, TODAY)
    assert [label for _x, label in drawn.marks] == ["1–2", "3"]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in [*drawn.line, *drawn.expected])
    assert drawn.line[0] == (0, 4 / drawn.top) and drawn.now == 10 and drawn.expected
    far = Pace(2000, 10, TODAY - 200 * DAY, TODAY + 100 * DAY, TODAY)
    assert not curve(added, acted, far, TODAY - 200 * DAY, TODAY).expected, "or it would be flat"


def test_a_curve_of_nothing_on_the_first_day_can_be_drawn():
    drawn = curve([], [], None, TODAY, TODAY)
    assert drawn.now == 0 and drawn.line and not drawn.marks
