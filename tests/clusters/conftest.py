"""A cluster of the province An Phú: two districts and a grassroots union, headed by Đông Sơn."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app import jobs
from app.clusters.models import ClusterFigure, ClusterQuarter
from app.initiatives import State
from app.programmes import windows
from app.quotas import Ledger, Paper
from app.units import Cluster, Unit
from tests.world import NOW
from tests.written import hand_in

MEMBERS = ("huyen-a1", "huyen-a2", "cs-a0")
QUOTAS = {"huyen-a1": 10, "huyen-a2": 4, "cs-a0": 100}


def unit(code: str) -> Unit:
    found = Unit.by_code(code)
    assert found is not None
    return found


@pytest.fixture
def cluster(as_unit) -> int:
    """The id of "Cụm số 1": quotas are given, two initiatives are handed in at each of two."""
    with as_unit("tld"):
        window = next(w for w in windows(unit("tld")) if w.stage.code == "gd2")
        ledger = Ledger(window.programme, window.stage, by=None, at=NOW)
        paper = Paper("01/QĐ", NOW.date())
        ledger.receive(unit("tld"), 1000, paper)
        ledger.give(unit("tld"), unit("tinh-a"), 500, paper)
        for code, quota in QUOTAS.items():
            ledger.give(unit("tinh-a"), unit(code), quota, paper)
        for code in ("cs-a11", "cs-a12", "cs-a21", "cs-a0"):
            hand_in(unit(code), to=State.ENDORSED)
    with as_unit("tinh-a"):
        return found("Cụm số 1", unit("tinh-a"), MEMBERS, "huyen-a1")


def found(name: str, founder: Unit, members: tuple[str, ...], head: str | None) -> int:
    made = Cluster.found(founder, name, by=None, at=NOW)
    for code in members:
        made.take_in(unit(code), by=None, at=NOW)
    if head:
        made.choose_head(unit(head), by=None, at=NOW)
    return made.id


@pytest.fixture
def work(app) -> Callable[..., int]:
    """Let the worker do what waits, by name; how many pieces."""

    def run(*names: str) -> int:
        with app.app_context():
            return sum(jobs.run(name) for name in names)

    return run


@pytest.fixture
def copies(app) -> Callable[[], list[tuple[str, str, Any]]]:
    """(head, member, registered) of every copy of the second stage, wherever it lies."""

    def read() -> list[tuple[str, str, Any]]:
        with app.app_context(), jobs.reading("copies for a test") as session:
            codes = dict(session.execute(sa.select(Unit.id, Unit.code)).all())
            rows = session.scalars(sa.select(ClusterFigure).order_by(ClusterFigure.id)).all()
            last = max((row.stage_id for row in rows), default=0)
            quarters = {
                (q.unit_id, q.about_unit_id) for q in session.scalars(sa.select(ClusterQuarter))
            }
            assert quarters == {(row.unit_id, row.about_unit_id) for row in rows}
            return [
                (codes[row.unit_id], codes[row.about_unit_id], row.line.counts.registered)
                for row in rows
                if row.stage_id == last
            ]

    return read
