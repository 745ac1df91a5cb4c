"""Own days and quiet hours come down the tree."""

import datetime as dt

import pytest

from app.calendars import OwnDay, QuietHours, workdays_of, workdays_of_all
from app.calendars.models import NoDays, TooLong
from app.jobs import reading
from app.units import Unit
from app.workdays import COUNTRY
from tests.world import NOW

MONDAY, SATURDAY = dt.date(2023, 3, 13), dt.date(2023, 3, 18)
CODES = ("tld", "tinh-a", "huyen-a1", "cs-a11", "cs-a12", "tinh-b", "cs-b11")


@pytest.fixture
def laid(as_unit):
    """The province is off on Monday and works on Saturday; a district says otherwise, and when."""
    with as_unit("tinh-a"):
        at = {"by": None, "at": NOW}
        unit = Unit.by_code("tinh-a")
        OwnDay.mark(unit, MONDAY, works=False, words="Nghỉ nội bộ", **at)
        OwnDay.mark(unit, SATURDAY, works=True, words="Làm bù", **at)
        QuietHours.keep(unit, dt.time(20), dt.time(6), **at)
        below = Unit.by_code("huyen-a1")
        OwnDay.mark(below, MONDAY, SATURDAY, works=True, words="Tuần cao điểm", **at)
        OwnDay.mark(below, SATURDAY, works=False, words="Hội thao", **at)
        QuietHours.keep(Unit.by_code("cs-a12"), dt.time(17), dt.time(8), **at)


def test_a_unit_that_says_nothing_has_the_countrys(as_unit):
    with as_unit("cs-a11"):
        assert workdays_of(Unit.by_code("cs-a11")) == COUNTRY


def test_days_add_up_and_the_nearest_holds(laid, as_unit):
    with as_unit("cs-a11"):
        work = workdays_of(Unit.by_code("cs-a11"))
    assert work.is_working(MONDAY) and not work.is_working(SATURDAY)
    assert (work.quiet_from, work.quiet_until) == (dt.time(20), dt.time(6))
    with as_unit("cs-a12"):
        assert workdays_of(Unit.by_code("cs-a12")).quiet_from == dt.time(17)
    with as_unit("cs-a0"):
        work = workdays_of(Unit.by_code("cs-a0"))
    assert not work.is_working(MONDAY) and work.is_working(SATURDAY)
    with as_unit("cs-b11"):
        assert workdays_of(Unit.by_code("cs-b11")) == COUNTRY


def test_of_all_says_the_same_of_each(laid, app):
    with app.app_context(), reading("calendars of all"):
        units = [Unit.by_code(code) for code in CODES]
        of = workdays_of_all(unit.path for unit in units)
        assert {u.code: of(u.path) for u in units} == {u.code: workdays_of(u) for u in units}
        assert of(units[0].path) is of(units[-1].path) is COUNTRY
        last = units[3:5]  # of a few, what lies above them counts too
        of = workdays_of_all(unit.path for unit in last)
        assert [of(unit.path) for unit in last] == [workdays_of(unit) for unit in last]
    assert workdays_of_all([])("0001.") is COUNTRY


def test_one_statement_for_a_unit_and_two_for_all(laid, as_unit, statements):
    with as_unit("cs-a11"):
        unit = Unit.by_code("cs-a11")
        statements.clear()
        workdays_of(unit)
        assert len(statements) == 1
        statements.clear()
        workdays_of_all([unit.path])(unit.path)
        assert len(statements) == 2


def test_a_second_click_changes_nothing_and_the_last_word_holds(as_unit):
    with as_unit("huyen-a1") as session:
        unit, later = Unit.by_code("huyen-a1"), NOW + dt.timedelta(hours=1)
        day = OwnDay.mark(unit, MONDAY, works=False, words="Nghỉ", by=None, at=NOW)
        session.flush()
        assert OwnDay.mark(unit, MONDAY, works=False, words="Nghỉ", by=None, at=later) is day
        assert day.at == NOW
        again = OwnDay.mark(unit, MONDAY, works=True, words="Làm bù", by=None, at=later)
        assert again is day and workdays_of(unit).is_working(MONDAY)
        hours = QuietHours.keep(unit, dt.time(17), dt.time(8), by=None, at=NOW)
        session.flush()
        assert QuietHours.keep(unit, dt.time(17), dt.time(8), by=None, at=later).at == NOW
        day.strike(by=None, at=later)
        hours.drop(by=None, at=later)
        session.flush()
        assert workdays_of(unit) == COUNTRY


def test_days_that_cannot_be_are_refused(as_unit):
    with as_unit("huyen-a1"):
        unit = Unit.by_code("huyen-a1")
        at = {"works": False, "words": "Nghỉ", "by": None, "at": NOW}
        with pytest.raises(NoDays):
            OwnDay.mark(unit, SATURDAY, MONDAY, **at)
        with pytest.raises(TooLong):
            OwnDay.mark(unit, MONDAY, MONDAY + dt.timedelta(days=120), **at)
