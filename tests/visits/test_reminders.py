"""The worker remembers each step once: killed, asleep, in quiet hours, two at a time."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.calendars import OwnDay
from app.initiatives import State
from app.notices import Notice
from app.visits import Commitment, Visit, reminding
from app.visits.copies import Terms
from app.visits.reminding import CommitmentReminder
from app.visits.states import Promise
from tests.visits.conftest import ACTING, BY, DUE, LOWER, UPPER, day, promised, unit
from tests.world import NOW
from tests.written import hand_in


@pytest.fixture
def commitment(sitting, as_unit) -> int:
    with as_unit(UPPER) as session:
        return promised(session.get_one(Visit, sitting)).id


@pytest.fixture
def work_at(app) -> Iterator[Callable[[dt.datetime], int]]:
    """Let the worker do what waits at a moment; how many pieces."""

    def run(moment: dt.datetime) -> int:
        with app.app_context():
            app.extensions["clock"]._read = moment - clock.real(), True
            return jobs.run("visits.reminders")

    yield run
    with app.app_context():
        clock.restart()


@pytest.fixture
def told(as_unit, ids) -> Callable[[str], list[str]]:
    """The titles of the reminders that a unit was sent."""

    def read(code: str) -> list[str]:
        with as_unit(code) as session:
            query = sa.select(Notice.title).where(
                Notice.unit_id == ids[code], Notice.title.startswith("Cam kết")
            )
            return list(session.scalars(query.order_by(Notice.id)))

    return read


def outcomes(as_unit) -> dict[str, str]:
    with as_unit(UPPER) as session:
        rows = sa.select(CommitmentReminder.step, CommitmentReminder.outcome)
        return dict(session.execute(rows).all())


def test_a_week_before_the_day_before_and_the_day_after(commitment, work_at, told):
    assert work_at(day("2023-03-23")) == 0
    for moment, below, above in (
        ("2023-03-24", 1, 0), ("2023-03-24", 1, 0), ("2023-03-29", 1, 0), ("2023-03-30", 2, 0),
        ("2023-04-02", 2, 0), ("2023-04-03", 3, 1), ("2023-06-01", 3, 1),
    ):  # fmt: skip
        work_at(day(moment))
        assert (len(told(LOWER)), len(told(UPPER))) == (below, above), moment
    assert told(LOWER) == [
        "Cam kết đến hạn ngày 31/03/2023",
        "Cam kết sắp đến hạn: 31/03/2023",
        "Cam kết đã quá hạn ngày 31/03/2023",
    ]


def test_who_slept_says_it_once_with_todays_figures(commitment, work_at, told, as_unit):
    work_at(day("2023-03-31"))
    assert told(LOWER) == ["Cam kết sắp đến hạn: 31/03/2023"]
    assert outcomes(as_unit) == {"week-before": "merged", "day-before": "sent"}


def test_nothing_goes_out_at_night_nor_on_a_day_off(commitment, work_at, told, as_unit):
    work_at(day("2023-03-24") + dt.timedelta(hours=12))
    work_at(day("2023-03-25"))
    assert told(LOWER) == []
    work_at(day("2023-03-27"))
    assert len(told(LOWER)) == 1


def test_a_day_off_that_is_declared_later_holds_as_well(commitment, work_at, told, as_unit):
    with as_unit(LOWER):
        said = {"works": False, "words": "Nghỉ bù", "by": 1, "at": NOW}
        OwnDay.mark(unit(LOWER), dt.date(2023, 3, 24), **said)
    work_at(day("2023-03-24"))
    assert told(LOWER) == []
    work_at(day("2023-03-27"))
    assert len(told(LOWER)) == 1


def test_a_unit_that_has_done_its_part_is_left_alone(commitment, work_at, told, as_unit):
    with as_unit(LOWER):
        for _number in range(5):
            hand_in(unit(LOWER), to=State.ENDORSED, at=day("2023-03-10"))
    for moment in ("2023-03-24", "2023-03-30", "2023-04-03"):
        work_at(day(moment))
    assert (told(LOWER), len(told(UPPER))) == ([], 1), "it only waits for its conclusion"


def test_what_is_closed_is_not_remembered(commitment, work_at, told, as_unit):
    with as_unit(UPPER) as session:
        session.get_one(Commitment, commitment).close(Promise.KEPT, "", **ACTING)
    assert work_at(day("2023-04-03")) == 0
    assert told(LOWER) == []


def test_another_day_makes_other_moments(sitting, work_at, told, as_unit):
    with as_unit(UPPER) as session:
        visit = session.get_one(Visit, sitting)
        one = promised(visit)
        one.amend(visit, Terms("A", "B", 1, DUE + dt.timedelta(days=60)), seen=1, **ACTING)
    work_at(day("2023-04-03"))
    assert told(LOWER) == []


@pytest.mark.parametrize("point", ["_keep", "_send", "next_moment"])
def test_killed_anywhere_it_goes_out_once(commitment, work_at, told, as_unit, monkeypatch, point):
    whole = getattr(reminding, point)

    def dies(*given: object, **more: object) -> object:
        whole(*given, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(reminding, point, dies)
    with pytest.raises(KeyboardInterrupt):
        work_at(day("2023-03-24"))
    assert (told(LOWER), outcomes(as_unit)) == ([], {})
    monkeypatch.setattr(reminding, point, whole)
    work_at(day("2023-03-24"))
    work_at(day("2023-03-24"))
    assert (len(told(LOWER)), outcomes(as_unit)) == (1, {"week-before": "sent"})


def test_a_unit_that_has_moved_away_is_followed_no_more(commitment, work_at, told, as_unit):
    with as_unit("tinh-a"):
        unit(LOWER).move(unit("huyen-a2"), by=1, at=NOW)
    work_at(day("2023-03-24"))
    assert told(LOWER) == []
    with as_unit(UPPER) as session:
        one = session.get_one(Commitment, commitment)
        assert (one.state, one.reason) == ("released", "Đơn vị không còn trực thuộc.")
        visit = session.get_one(Visit, one.visit_id)
        assert visit.about is None and visit.about_name == "Đơn vị không còn trực thuộc"
        visit.conclude("Bàn giao cho cấp trên mới", **BY)
