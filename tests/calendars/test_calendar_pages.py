"""The calendar as pages: months and weeks, own days, quiet hours."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calendars import OwnDay, QuietHours, workdays_of
from app.calendars.entries import SOURCES, Entry, shows
from app.calendars.periods import Month, Week
from app.units import Unit
from tests.world import NOW

TODAY = NOW.date()
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(dt.date(1905, 1, 1), dt.date(2095, 12, 31))


@PATIENT
@given(days)
def test_a_month_is_whole_weeks_around_its_days(day):
    month = Month.around(day)
    first, last = month.shown
    assert month.first <= day <= month.last
    assert first <= month.first and month.last <= last
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert month.next.previous == month == Month.read(month.address["month"], TODAY)


@PATIENT
@given(days)
def test_a_week_is_that_of_the_iso(day):
    week = Week.around(day)
    assert week.first <= day <= week.last and week.first.weekday() == 0
    assert week.next.previous == week == Week.read(week.address["week"], TODAY)
    assert week.address["week"].endswith(f"W{day.isocalendar().week:02}")


@pytest.mark.parametrize("said", ["", "2023", "2023-13", "0001-01", "9999-12", "x", "2023-W99"])
def test_an_address_that_names_no_period_opens_todays(said):
    assert Month.read(said, TODAY) == Month(dt.date(2023, 3, 1))
    assert Week.read(said, TODAY) == Week(dt.date(2023, 3, 6))


def test_the_month_shows_holidays_deadlines_and_own_days(signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        unit = Unit.by_code("huyen-a1")
        day = dt.date(2023, 9, 12)
        OwnDay.mark(unit, day, works=False, words="Hội thao", by=None, at=NOW)
    page = signed_in("viewer.cs-a11").get(f"/u/{ids['cs-a11']}/calendars/?month=2023-09").text
    assert "Tháng 9 năm 2023" in page
    assert "Quốc khánh (nghỉ bù)" in page
    assert "Nghỉ: Hội thao" in page
    assert '<b class="num">23:59</b>' in page and "Hạn nộp Giai đoạn 2" in page
    assert "month=2023-08" in page and "month=2023-10" in page
    assert (
        "Hội thao"
        not in signed_in("viewer.cs-b11").get(f"/u/{ids['cs-b11']}/calendars/?month=2023-09").text
    )


def test_the_week_is_todays_unless_named(signed_in, ids):
    viewer, base = signed_in("viewer.cs-a11"), f"/u/{ids['cs-a11']}/calendars/week"
    page = viewer.get(base).text
    assert "Tuần 10: từ 06/03/2023 đến 12/03/2023" in page and "hôm nay" in page
    page = viewer.get(f"{base}?week=2023-W04").text
    assert "Mùng năm Tết Nguyên Đán" in page


def test_rooms_show_their_entries(signed_in, ids):
    @shows("toys")
    def toys(unit, since, until):
        return [Entry(dt.date(2023, 3, 8), dt.time(9), f"Họp {unit.code}", None, "people")]

    try:
        page = signed_in("viewer.cs-a11").get(f"/u/{ids['cs-a11']}/calendars/").text
    finally:
        del SOURCES["toys"]
    assert "Họp cs-a11" in page and "09:00" in page


def test_a_page_costs_few_statements(signed_in, ids, statements):
    viewer = signed_in("viewer.cs-a11")
    viewer.get(f"/u/{ids['cs-a11']}/")
    statements.clear()
    viewer.get(f"/u/{ids['cs-a11']}/calendars/")
    assert len(statements) <= 9, "\n".join(statements)


def test_an_officer_lays_down_working_time(signed_in, ids, as_unit):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/calendars/"
    officer.get(base + "working-time")
    form = {"since": "18/3/2023", "until": "", "kind": "on", "words": "Cao điểm", "once": "a"}
    assert officer.submit(base + "own-days", form).status_code == 303
    quiet = {"quiet_from": "20h", "quiet_until": "6:30"}
    assert officer.submit(base + "quiet-hours", quiet).status_code == 303
    page = officer.get(base + "working-time").text
    assert "18/03/2023" in page and "Từ 20:00 đến 06:30" in page
    with as_unit("cs-a11"):
        work = workdays_of(Unit.by_code("cs-a11"))
        assert work.is_working(dt.date(2023, 3, 18)) and work.quiet_from == dt.time(20)
    with as_unit("huyen-a1") as session:
        number = session.query(OwnDay).one().id
    assert officer.submit(f"{base}own-days/{number}/removal").status_code == 303
    assert officer.submit(base + "quiet-hours/removal").status_code == 303
    with as_unit("huyen-a1") as session:
        assert session.query(OwnDay).count() == session.query(QuietHours).count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"until": "1/3/2023"}, "Ngày cuối đứng trước ngày đầu"),
        ({"until": "31/12/2023"}, "tối đa 120 ngày"),
        ({"since": "30/2/2023"}, "không có ngày 30/2/2023"),
        ({"words": ""}, "Xin điền mục này"),
        ({"kind": "x"}, "Xin chọn một mục"),
    ],
)
def test_days_that_cannot_be_are_refused_on_the_page(signed_in, ids, changes, said):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/calendars/"
    officer.get(base + "working-time")
    form = {"since": "18/3/2023", "until": "", "kind": "off", "words": "Nghỉ mát", "once": ""}
    refused = officer.submit(base + "own-days", {**form, **changes})
    assert refused.status_code == 422 and said in refused.text


def test_whoever_only_looks_changes_nothing(signed_in, ids, as_unit):
    with as_unit("tinh-a") as session:
        unit = Unit.by_code("tinh-a")
        day = OwnDay.mark(unit, TODAY, works=False, words="Nghỉ", by=None, at=NOW)
        session.flush()
        number = day.id
    viewer, base = signed_in("viewer.huyen-a1"), f"/u/{ids['huyen-a1']}/calendars/"
    assert "Thêm ngày riêng" not in viewer.get(base + "working-time").text
    assert viewer.submit(base + "quiet-hours", {}).status_code == 403
    officer = signed_in("officer.huyen-a1")
    assert "Xóa" not in officer.get(base + "working-time").text
    assert officer.submit(f"{base}own-days/{number}/removal").status_code == 404, "the province's"


def test_days_left_count_own_days_too(signed_in, ids, as_unit):
    viewer, page = signed_in("viewer.cs-a11"), f"/u/{ids['cs-a11']}/programmes/"
    assert "(144 ngày làm việc)" in viewer.get(page).text
    with as_unit("tinh-a"):
        unit = Unit.by_code("tinh-a")
        OwnDay.mark(unit, dt.date(2023, 3, 13), works=False, words="Nghỉ", by=None, at=NOW)
    assert "(143 ngày làm việc)" in viewer.get(page).text
