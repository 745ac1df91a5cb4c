"""The ledger on any day: sums equal a brute-force replay, and no entry is ever edited."""

import datetime as dt
from dataclasses import dataclass

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from app import jobs
from app.db import db
from app.programmes import Programme, Stage
from app.quotas import Ledger, Paper, QuotaBalance, QuotaEntry, ledger
from app.quotas.ledger import BelowZero, NotEnough
from app.tenancy import Everything
from app.units import Unit
from tests.quotas.test_ledger import received
from tests.world import NOW

FIRST = dt.date(2023, 1, 1)
CODES = ["tinh-a", "huyen-a1", "cs-a11", "cs-a12", "huyen-a2", "cs-a21"]
PARENT = {"huyen-a1": "tinh-a", "huyen-a2": "tinh-a", "cs-a21": "huyen-a2"}
PARENT |= {"cs-a11": "huyen-a1", "cs-a12": "huyen-a1"}

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "give", "take", "own", "move", "carry", "beyond"]),
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.integers(1, 40),
        st.integers(0, 30),
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


@dataclass
class Replay:
    """A ledger of its own: (day, giver, receiver, stage, amount), added up by looking at all."""

    rows: list[tuple[dt.date, str | None, str, int, int]]

    def at(self, code: str, stage: int, day: dt.date) -> tuple[int, int, int]:
        here = [row for row in self.rows if row[0] <= day and row[3] == stage]
        got = sum(row[4] for row in here if row[2] == code and row[1] != code)
        gave = sum(row[4] for row in here if row[1] == code)
        kept = sum(row[4] for row in here if row[1] == code == row[2])
        return got, gave, kept


def entries_of(act, programme: Programme) -> list[tuple[str | None, str, Stage, int]]:
    """What an act writes: (giver, receiver, stage, amount), what is taken back first."""
    kind, code, other, amount, _day, second = act
    first, last = programme.whole_stages[int(second)], programme.whole_stages[1]
    above = PARENT.get(code)
    if kind == "receive" or above is None:
        return [(None, "tinh-a", first, amount)]
    if kind == "own":
        return [(code, code, first, amount)]
    if kind == "move" and PARENT.get(other) == above:
        return [(above, code, first, -amount), (above, other, first, amount)]
    if kind == "carry":
        return [(above, code, programme.whole_stages[0], -amount), (above, code, last, amount)]
    return [(above, code, first, -amount if kind == "take" else amount)]


def walk(acts) -> Replay:
    """Do the acts; those that are refused leave nothing behind, here and there."""
    replay = Replay([])
    programme = Programme.by_code("tsk")
    units = {code: Unit.by_code(code) for code in CODES}
    for act in acts:
        day = FIRST + dt.timedelta(days=act[4])
        paper, written = Paper("1", day), []
        try:
            with db.session.begin_nested():
                for giver, to, stage, amount in entries_of(act, programme):
                    book = Ledger(programme, stage, by=1, at=NOW)
                    if giver is None:
                        book.receive(units[to], amount, paper)
                    elif act[0] == "beyond":
                        book.give_beyond(units[giver], units[to], amount, paper, reason="Phấn đấu")
                    else:
                        book.give(units[giver], units[to], amount, paper)
                    written.append((day, giver, to, stage.id, amount))
            replay.rows += written
        except (NotEnough, BelowZero):
            pass
    return replay


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, days=st.lists(st.integers(-1, 31), min_size=1, max_size=3))
def test_sums_on_any_day_equal_a_brute_force_replay(app, acts, days):
    with app.app_context(), jobs.reading("a walk that is rolled back") as session:
        session.execute(sa.delete(QuotaBalance))
        replay = walk(acts)
        programme = Programme.by_code("tsk")
        everybody = [Unit.by_code(code).id for code in CODES]
        for stage in programme.whole_stages:
            for day in [FIRST + dt.timedelta(days=n) for n in (*days, 31)]:
                received_by = QuotaEntry.sums_at(programme, stage, day, everybody)
                for code in CODES:
                    unit = Unit.by_code(code)
                    wanted = replay.at(code, stage.id, day)
                    sums = QuotaBalance.at(unit, programme, stage, day)
                    assert (sums.received, sums.given, sums.own) == wanted
                    assert sums.remainder == wanted[0] - wanted[1]
                    got = sum(n for to, by, n in received_by if to == unit.id and by != to)
                    assert got == wanted[0]
            for code in CODES:
                now = Ledger(programme, stage, 1, NOW).balance(Unit.by_code(code))
                assert (now.received, now.given, now.own) == replay.at(
                    code, stage.id, dt.date(2030, 1, 1)
                )
        assert ledger.differences() == []


def test_a_child_that_moved_away_still_counts_as_given_to(app, as_unit):
    with app.app_context():
        received(100)
    with as_unit("tinh-a") as session:
        book = Ledger(programme := Programme.by_code("tsk"), programme.whole_stages[1], 1, NOW)
        before = book.balance_at(Unit.by_code("tinh-a"), NOW.date())
        assert (before.received, before.given) == (100, 100)
        assert book.balance_at(Unit.by_code("tinh-a"), dt.date(2023, 3, 5)).given == 0
        assert before not in session.new
    with app.app_context(), jobs.step(Everything("move for a test")):
        Unit.by_code("huyen-a1").move(Unit.by_code("tinh-b"), by=1, at=NOW)
    with as_unit("tinh-a"):
        book = Ledger(programme := Programme.by_code("tsk"), programme.whole_stages[1], 1, NOW)
        assert book.balance_at(Unit.by_code("tinh-a"), NOW.date()).given == 100


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE quota_entry SET amount = amount + 1",
        "UPDATE quota_entry SET document_date = '2020-01-01'",
        "UPDATE quota_entry SET document_number = 'khác'",
        "UPDATE quota_entry SET giver_id = NULL WHERE giver_id IS NOT NULL",
        "UPDATE quota_entry SET by_id = 2",
        "DELETE FROM quota_entry",
    ],
)
def test_no_entry_is_edited_or_deleted(app, change):
    with app.app_context():
        received(100)
        connection = db.engine.connect().execution_options(wall="test")
        with connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.execute(sa.text(change))


def test_a_name_in_a_reason_can_be_erased_and_a_unit_can_move(app):
    with app.app_context():
        received(100)
        with db.engine.connect().execution_options(wall="test") as connection:
            connection.execute(sa.text("UPDATE quota_entry SET reason = NULL"))
            connection.commit()
        with jobs.step(Everything("move for a test")):
            Unit.by_code("huyen-a1").move(Unit.by_code("tinh-b"), by=1, at=NOW)
        with jobs.reading("look") as session:
            paths = session.scalars(sa.select(QuotaEntry.unit_path)).all()
            assert Unit.by_code("huyen-a1").path in paths
            assert ledger.differences() == []
