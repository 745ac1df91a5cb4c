"""Filters and orders of the lines of a table: nothing is lost, whatever is shown."""

import pytest

from app import jobs
from app.initiatives import COUNTED_BY
from app.progress.choosing import SORTS, STATUSES, Choice, options
from app.progress.figures import Counts, Definition
from app.progress.tables import table_now
from app.tenancy import Everything
from app.units import Unit
from tests.progress.tables.test_tables import fill
from tests.progress.test_comparing import window_of
from tests.world import NOW


@pytest.fixture
def table(app):
    with app.app_context():
        fill()
        with jobs.step(Everything("facts of units")):
            for code, block in (("cs-a11", "doanh-nghiep"), ("cs-a12", "truong-hoc")):
                Unit.by_code(code).block_code = block
        with jobs.reading("a table"):
            district = Unit.by_code("huyen-a1")
            yield table_now(district, window_of(district), Definition.VALID, NOW, days=True)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        *({"status": status} for status in STATUSES),
        *({"sort": sort} for sort in SORTS),
        {"q": "le loi"},
        {"q": "Lê Lợi", "block": "truong-hoc"},
        {"block": "nonsense", "status": "nonsense", "sort": "nonsense"},
    ],
)
def test_what_is_shown_and_what_is_not_make_up_the_total(table, asked):
    shown = Choice.from_address(asked).shown(table)
    assert shown.total.counts + shown.rest.counts == table.total.counts == table.own.counts
    assert (shown.total.quota or 0) + (shown.rest.quota or 0) == table.total.quota
    if not shown.narrowed:
        assert len(shown.lines) == len(table.lines) and shown.rest.counts == Counts()


def test_units_are_found_without_marks(table):
    assert [line.code for line in Choice.from_address({"q": "LE LOI"}).shown(table).lines] == [
        "cs-a12"
    ]


def test_only_facts_that_tell_lines_apart_are_offered(table):
    assert set(options(table)) == {"block"}
    _word, values = options(table)["block"]
    assert dict(values) == {"doanh-nghiep": "Doanh nghiệp", "truong-hoc": "Trường học"}


def test_orders_are_what_they_say(table):
    lines = Choice.from_address({"sort": "count"}).shown(table).lines
    counts = [sum(getattr(ln.counts, name) for name in COUNTED_BY["valid"]) for ln in lines]
    assert counts == sorted(counts, reverse=True)
