"""Units hear of a campaign's start once and of its end once, in working hours, whoever dies."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.calendars import OwnDay
from app.campaigns import Campaign, telling
from app.notices import Notice
from app.units import Unit
from tests.campaigns.conftest import BY, MONDAY, SUNDAY, run, unit
from tests.written import hand_in

DAY = dt.timedelta(days=1)
NOTICES, STANDING = "campaigns.notices", "campaigns.standing"


@pytest.fixture
def told(app) -> Callable[[], list[tuple[str, str]]]:
    """(code, title) of each notice of a campaign."""

    def read() -> list[tuple[str, str]]:
        with app.app_context(), jobs.reading("notices") as session:
            query = sa.select(Unit.code, Notice.title).join(Notice, Notice.unit_id == Unit.id)
            query = query.where(Notice.link.contains("/campaigns/")).order_by(Notice.id)
            return [tuple(row) for row in session.execute(query)]

    return read


@pytest.fixture
def later(monkeypatch) -> Callable[[dt.datetime], None]:
    """Let the house believe that it is another moment."""

    def set_to(at: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    return set_to


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), clock.HANOI)


def test_the_start_is_told_once_in_working_hours(work, told, later, campaign):
    later(at(MONDAY, 0, 30))
    assert work(NOTICES) == 0
    later(at(MONDAY, 7, 30))
    assert work(NOTICES) == 2, "the notices, and the mark that everybody knows"
    words = "Bắt đầu: Tuần cao điểm tháng Ba"
    assert told() == [("cs-a11", words), ("cs-a12", words)]
    assert work(NOTICES) == 0
    later(at(MONDAY + DAY, 9))
    assert work(NOTICES) == 0 and len(told()) == 2


def test_a_start_on_a_day_off_is_told_on_the_next_working_day(as_unit, work, told, later):
    with as_unit("huyen-a1"):
        run(since=SUNDAY, until=SUNDAY + 7 * DAY)
    later(at(SUNDAY, 9))
    assert work(NOTICES) == 0
    later(at(SUNDAY + DAY, 9))
    assert work(NOTICES) == 2 and len(told()) == 2


def test_a_unit_that_is_off_hears_when_it_works_again(as_unit, work, told, later, campaign):
    with as_unit("cs-a11"):
        OwnDay.mark(unit("cs-a11"), MONDAY, works=False, words="Nghỉ hè", **BY)
    later(at(MONDAY, 9))
    assert work(NOTICES) == 1
    assert [code for code, _title in told()] == ["cs-a12"]
    later(at(MONDAY + DAY, 9))
    work(NOTICES)
    assert [code for code, _title in told()] == ["cs-a12", "cs-a11"]


@pytest.mark.parametrize("dies", ["insert_all", "_ready"])
def test_killed_anywhere_it_goes_out_once(work, told, later, campaign, monkeypatch, dies):
    later(at(MONDAY, 9))

    def killed(*_: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(telling, dies, killed)
        with pytest.raises(KeyboardInterrupt):
            work(NOTICES)
    assert told() == []
    work(NOTICES)
    assert len(told()) == 2


def test_the_morning_after_each_reads_its_own_result(
    as_unit, work, told, later, campaign, signed_in, ids
):
    with as_unit("tld"):
        hand_in(unit("cs-a11"))
    later(at(SUNDAY, 23, 59))
    work(STANDING, NOTICES)
    assert all("Kết quả" not in title for _code, title in told())
    monday = SUNDAY + DAY
    later(at(monday, 7, 29))
    work(STANDING, NOTICES)
    assert all("Kết quả" not in title for _code, title in told())
    later(at(monday, 7, 30))
    work(STANDING, NOTICES)
    ended = [code for code, title in told() if title.startswith("Kết quả")]
    assert ended == ["huyen-a1", "cs-a11", "cs-a12"]
    later(at(monday, 9))
    assert work(STANDING, NOTICES) == 0, "and that was all"
    inbox = signed_in("viewer.cs-a11").get(f"/u/{ids['cs-a11']}/notices/").text
    assert "Đơn vị tăng thêm 1 sáng kiến. Xếp hạng 1/2" in inbox
    above = signed_in("viewer.huyen-a1").get(f"/u/{ids['huyen-a1']}/notices/").text
    assert "tăng thêm 1 sáng kiến, mục tiêu 30, đạt 3,33%" in above


def test_those_who_heard_of_the_start_hear_that_it_is_off(as_unit, work, told, later, campaign):
    later(at(MONDAY, 9))
    work(NOTICES)
    with as_unit("huyen-a1") as session:
        session.get_one(Campaign, campaign).cancel("Trùng hội nghị", **BY)
        ahead = run(since=SUNDAY + DAY, until=SUNDAY + 2 * DAY)
        ahead.cancel("Thôi", **BY)
    work(NOTICES)
    off = [code for code, title in told() if title.startswith("Đã hủy")]
    assert off == ["cs-a11", "cs-a12"], "of the one that never began nobody hears"
    assert work(NOTICES) == 0


def test_a_worker_that_slept_through_it_tells_the_end_alone(work, told, later, campaign):
    later(at(SUNDAY + 3 * DAY, 9))
    work(STANDING, NOTICES)
    assert {title for _code, title in told()} == {"Kết quả: Tuần cao điểm tháng Ba"}
