"""What a unit keeps of its quota for itself stands beside "Đơn vị khác", now and then."""

import datetime as dt

import pytest

from app import jobs
from app.progress import Definition
from app.quotas import Ledger, Paper
from app.tenancy import Everything
from app.units import Unit
from tests.progress.tables.test_tables import fill, tables
from tests.world import NOW

LATER = NOW.date() + dt.timedelta(days=9)


def keep(code: str, amount: int) -> None:
    with jobs.step(Everything("quota for a test")):
        window = tables(code).window
        book, unit = Ledger(window.programme, window.stage, by=1, at=NOW), Unit.by_code(code)
        book.give(unit, unit, amount, Paper("2", dt.date(2023, 2, 20)))


@pytest.mark.parametrize("day", [None, LATER])
def test_own_quota_is_the_quota_of_the_other_line(app, day):
    with app.app_context():
        fill()
        keep("tinh-a", 40)
        with jobs.reading("look"):
            table = tables("tinh-a", day)
            other = table.lines[-1]
            assert (other.kind, other.quota, other.counts.all) == ("other", 40, 0)
            assert other.rate(Definition.REGISTERED) == "0,00%"
            assert table.own.quota == 4700, "what a unit keeps, it did not receive"
            assert table.own.given == 4680 and table.unallocated.quota == 20
            assert table.total.quota == 4680
            assert table.total.quota + table.unallocated.quota == table.own.quota


@pytest.mark.parametrize("day", [None, LATER])
def test_without_own_quota_the_other_line_has_no_rate(app, day):
    with app.app_context():
        fill()
        with jobs.reading("look"):
            other = tables("huyen-a1", day).lines[-1]
            assert (other.kind, other.quota, other.rate(Definition.ALL)) == ("other", None, "–")
            assert "other" not in [line.kind for line in tables("tinh-a", day).lines]


@pytest.mark.parametrize("day", [None, LATER])
def test_a_child_that_keeps_some_received_no_more_for_it(app, day):
    with app.app_context():
        fill()
        keep("huyen-a1", 100)
        with jobs.reading("look"):
            child = next(line for line in tables("tinh-a", day).lines if line.code == "huyen-a1")
            assert (child.quota, child.given) == (4000, 100)
            assert tables("huyen-a1", dt.date(2023, 2, 19)).own.given == 0
