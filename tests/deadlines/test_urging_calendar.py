"""What urging puts into the calendar of the unit that urges, and of no other."""

import datetime as dt

from app.deadlines import Call, Escalation, Outcome, Reminding, Who
from tests.deadlines.urged import UPPER, put, unit, window
from tests.world import NOW


def month(signed_in, ids, which, login=f"viewer.{UPPER}", code=UPPER):
    return signed_in(login).get(f"/u/{ids[code]}/calendars/?month={which}").text


def test_steps_stand_on_their_day_and_many_units_in_one_line(signed_in, ids, as_unit):
    first, *_others, put_off = put(
        as_unit, ("cs-a11", "call"), ("cs-a12", "call"), ("cs-a11", "dispatch")
    )
    page = month(signed_in, ids, "2023-03")
    assert "Gọi điện: 2 đơn vị" in page
    assert "Công văn đôn đốc: CĐCS Công ty TNHH May Hòa Bình" in page
    with as_unit(UPPER) as session:
        session.get_one(Escalation, first).skip("Đã gặp", by=1, at=NOW)
        session.get_one(Escalation, put_off).pause("Nghỉ", dt.date(2023, 4, 20), by=1, at=NOW)
    page = month(signed_in, ids, "2023-03")
    assert "Gọi điện: 2 đơn vị" not in page and "Gọi điện: " in page
    assert "Công văn đôn đốc: " not in page
    assert "Công văn đôn đốc: " in month(signed_in, ids, "2023-04")
    below = month(signed_in, ids, "2023-03", "viewer.cs-a12", "cs-a12")
    assert "Gọi điện" not in below


def test_reminders_to_come_stand_there_once_their_rule_is_on(signed_in, ids, as_unit):
    with as_unit(UPPER) as session:
        rule = Reminding.write(
            unit(UPPER),
            programme=window().programme,
            name="Trước hạn",
            who=Who.BEHIND,
            offsets=(30, 1),
            title="Còn {con_lai_ngay} ngày",
            body="Kính gửi {don_vi}",
            by=None,
            at=NOW,
        )
        session.flush()
        number = rule.id
    last = window_day(as_unit)
    which = f"{last - dt.timedelta(days=30):%Y-%m}"
    assert "Lời nhắc: Trước hạn" not in month(signed_in, ids, which)
    with as_unit(UPPER) as session:
        rule = session.get_one(Reminding, number)
        rule.note_preview(by=1, at=NOW)
        rule.switch_on(by=1, at=NOW)
    assert "Lời nhắc: Trước hạn" in month(signed_in, ids, which)


def window_day(as_unit):
    with as_unit(UPPER):
        return window().last_day


def test_the_day_of_a_promise_stands_there(signed_in, ids, as_unit):
    with as_unit(UPPER):
        said = {"promise_count": 12, "promise_by": dt.date(2023, 3, 22)}
        Call.log(unit(UPPER), unit("cs-a11"), Outcome.PROMISED, **said, by=1, at=NOW)
    page = month(signed_in, ids, "2023-03")
    assert "CĐCS Công ty TNHH May Hòa Bình hẹn thêm 12 sáng kiến" in page
