"""Whatever happens and whenever: the board and the ranks are what going through all moves gives.

Initiatives are handed in, decided and withdrawn around the ends of the campaign's days in Hà Nội,
units move, days are summed up; then every board is held against a plain loop over `Move`.
"""

import datetime as dt
import itertools
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app import clock, jobs
from app.campaigns.board import Board, board
from app.campaigns.models import Campaign, CampaignStanding
from app.campaigns.standing import standings
from app.campaigns.strips import strips_at
from app.campaigns.targets import parties, put_targets, shares
from app.db import db
from app.initiatives import BranchDay, BranchMark, CannotDoNow, Initiative, Move, branches
from app.initiatives.states import COUNTED_BY, State
from app.programmes import windows
from app.tenancy import STEP, Everything, Scope
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

BEGUN = dt.datetime(2023, 2, 28, 22, 0, tzinfo=clock.HANOI)
SINCE, UNTIL = dt.date(2023, 3, 1), dt.date(2023, 3, 2)
numbers = itertools.count(1)
some = st.integers(0, 10**6)
Oracle = dict[str, dict[dt.date, int]]  # changes by path of a unit, its own alone


class Weeks(RuleBasedStateMachine):
    """A province of its own for each run, with a campaign of some days."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.now = BEGUN
        self.units: list[int] = []
        self.initiatives: list[int] = []
        self.looks = 0

    def teardown(self) -> None:
        self.context.pop()

    def _open(self, parent: Unit, kind: str) -> Unit:
        code = f"dot-{next(numbers)}"
        facts: dict[str, Any] = {"opened_on": dt.date(2020, 1, 1), "member_count": 10}
        made = parent.open_child(code=code, name=code, kind=kind, by=None, at=NOW, **facts)
        self.units.append(made.id)
        return made

    @initialize(counting=st.sampled_from(sorted(COUNTED_BY)), goal=st.integers(1, 9))
    def grow(self, counting: str, goal: int) -> None:
        """A province of two districts with two unions each, and one right under it."""
        with jobs.step(Everything("a province"), at=NOW):
            db.session.execute(sa.delete(BranchDay))  # the run before lived later than this one
            BranchMark.hold().day = dt.date.min
            root = Unit.by_code("tld")
            assert root is not None
            top = self._open(root, "province")
            for district in (self._open(top, "upper"), self._open(top, "upper")):
                for _number in range(2):
                    self._open(district, "grassroots")
            self._open(top, "grassroots")
            window = next(w for w in windows(top) if w.stage.code == "gd2")
            facts = {"since": SINCE, "until": UNTIL, "target": goal, "counting": counting}
            said = {"by": None, "at": BEGUN}
            self.campaign = Campaign.create(top, window, name="Đợt", **facts, **said).id

    def _unit(self, number: int) -> Unit:
        return db.session.get_one(Unit, self.units[number % len(self.units)])

    @rule(hours=st.integers(1, 20))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule()
    def wait_for_midnight(self) -> None:
        """The last instant of a day in Hà Nội, or the first."""
        end = clock.start_of(clock.day_of(self.now) + dt.timedelta(days=1))
        self.now = end if self.now >= end - dt.timedelta(seconds=1) else end - dt.timedelta(0, 1)

    @rule(which=some, endorsed=st.booleans())
    def enter(self, which: int, endorsed: bool) -> None:
        with jobs.step(Everything("enter"), at=NOW):
            to = State.ENDORSED if endorsed else State.SUBMITTED
            self.initiatives.append(hand_in(self._unit(which), to=to, at=self.now).id)

    @precondition(lambda self: self.initiatives)
    @rule(which=some, verb=st.sampled_from(["withdraw", "accept", "reject"]))
    def change(self, which: int, verb: str) -> None:
        with jobs.step(Everything(verb), at=NOW), suppress(CannotDoNow):
            found = self.initiatives[which % len(self.initiatives)]
            one = db.session.get_one(Initiative, found)
            getattr(one, verb)(by=None if verb == "withdraw" else 1, at=self.now)

    @rule(which=some, under=some)
    def move(self, which: int, under: int) -> None:
        with jobs.step(Everything("move"), at=NOW):
            unit, target = self._unit(which), self._unit(under)
            top = db.session.get_one(Unit, self.units[0])
            if unit is not top and not target.path.startswith(unit.path):
                unit.move(target, by=None, at=self.now)

    @rule(which=some)
    def leave(self, which: int) -> None:
        """To another province, with all it has."""
        with jobs.step(Everything("leave"), at=NOW):
            unit, other = self._unit(which), Unit.by_code("tinh-b")
            assert other is not None
            if unit.id != self.units[0]:
                unit.move(other, by=None, at=self.now)

    @rule()
    def sum_up(self) -> None:
        with jobs.step(Everything("sum up"), at=NOW):
            branches.advance(clock.day_of(self.now) - dt.timedelta(days=1))

    @rule()
    def share(self) -> None:
        with jobs.step(Everything("share"), at=NOW), suppress(Exception):
            one, top = self._campaign(), db.session.get_one(Unit, self.units[0])
            amounts = shares(one.target, parties(one, top), "members")
            put_targets(one, top, dict(amounts), by=None, at=self.now)

    def _campaign(self) -> Campaign:
        return db.session.get_one(Campaign, self.campaign)

    @invariant()
    def every_board_is_what_the_moves_say(self) -> None:
        if not self.units:
            return
        with jobs.reading("boards"):
            one = self._campaign()
            oracle = changes_by_move(one, clock.day_of(self.now))
            self.looks += 1  # the top each time, the others in turn
            for number in (self.units[0], self.units[self.looks % len(self.units)]):
                unit = db.session.get_one(Unit, number)
                if not unit.path.startswith(one.unit_path):
                    continue
                window = next(w for w in windows(unit) if w.stage.id == one.stage_id)
                check(board(one, unit, window, self.now), unit, oracle, clock.day_of(self.now))
                strips = strips_at(unit, [window], clock.day_of(self.now))
                counted = {strip.count for strip in strips if strip.campaign is one}
                assert counted <= {whole(oracle, unit.path)}
            found, _paths = standings(one, clock.day_of(self.now))
            rows = db.session.execute(sa.select(Unit.id, Unit.path)).all()
            for row in rows:
                if Scope(one.unit_path).holds(row.path) and row.path != one.unit_path:
                    assert found[row.id].count == whole(oracle, row.path)
                    _check_rank(found, row, rows)


def changes_by_move(one: Campaign, today: dt.date) -> Oracle:
    """The changes of each unit's own initiatives on the campaign's days, move by move."""
    names, found = set(COUNTED_BY[one.counting]), {}
    for move in db.session.scalars(sa.select(Move).where(Move.stage_id == one.stage_id)):
        day = move.at.astimezone(clock.HANOI).date()
        if one.since <= day <= min(one.until, today):
            days = found.setdefault(move.unit_path, {})
            net = (move.to_state in names) - (move.from_state in names)
            days[day] = days.get(day, 0) + net
    return found


def whole(oracle: Oracle, path: str, day: dt.date | None = None) -> int:
    return sum(
        n
        for its_path, days in oracle.items()
        if its_path.startswith(path)
        for at, n in days.items()
        if day in (None, at)
    )


def check(shown: Board, unit: Unit, oracle: Oracle, today: dt.date) -> None:
    yesterday = today - dt.timedelta(days=1)
    paths = {row.id: row.path for row in db.session.execute(sa.select(Unit.id, Unit.path))}
    for line in [shown.own, *shown.children]:
        path = paths[line.unit_id]
        assert line.count == whole(oracle, path)
        assert line.this_day == whole(oracle, path, today)
        assert line.day_before == whole(oracle, path, yesterday)
    direct = {
        p for p in paths.values() if p.startswith(unit.path) and len(p) == len(unit.path) + STEP
    }
    assert {paths[line.unit_id] for line in shown.children} == direct
    if shown.lines:
        total = shown.total
        own = shown.own
        assert (total.count, total.this_day, total.day_before) == (
            own.count,
            own.this_day,
            own.day_before,
        )
        other = [line for line in shown.lines if line.kind == "other"]
        mine = sum(oracle.get(unit.path, {}).values())
        assert sum(line.count for line in other) == mine
    values = [
        Fraction(line.count, line.target) if shown.by == "rate" else Fraction(line.count)
        for line in shown.children
        if line.rank
    ]
    ranks = [line.rank for line in shown.children if line.rank]
    assert ranks == [1 + sum(other > value for other in values) for value in values]


def _check_rank(found: Any, row: Any, rows: Any) -> None:
    family = [found[one.id] for one in rows if one.path[:-STEP] == row.path[:-STEP]]
    mine = found[row.id]
    assert mine.among == len(family)
    if any(one.target for one in family):
        keys = [Fraction(one.count, one.target) for one in family if one.target]
        key = Fraction(mine.count, mine.target) if mine.target else None
    else:
        keys, key = [Fraction(one.count) for one in family], Fraction(mine.count)
    assert mine.rank == (None if key is None else 1 + sum(other > key for other in keys))


def test_boards_and_ranks_are_what_the_moves_say(app):
    class Here(Weeks):
        pass

    Here.app = app
    Here.TestCase.settings = settings(
        deadline=None,
        max_examples=10,
        stateful_step_count=24,
        suppress_health_check=list(HealthCheck),
    )
    Here.TestCase().runTest()


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (dt.datetime(2023, 3, 5, 16, 59, 59, 999_999, tzinfo=dt.UTC), 0),
        (dt.datetime(2023, 3, 5, 17, 0, tzinfo=dt.UTC), 1),  # midnight in Hà Nội
        (dt.datetime(2023, 3, 12, 16, 59, 59, 999_999, tzinfo=dt.UTC), 1),
        (dt.datetime(2023, 3, 12, 17, 0, tzinfo=dt.UTC), 0),
    ],
)
def test_the_first_and_the_last_instant_count(as_unit, campaign, at, count):
    with as_unit("tld"):
        hand_in(Unit.by_code("cs-a11"), at=at)
    with as_unit("huyen-a1") as session:
        one, district = session.get_one(Campaign, campaign), Unit.by_code("huyen-a1")
        window = one.window_at(district)
        for days in (0, 1, 8):
            now = at + dt.timedelta(days=days)
            shown, (found, _paths) = (
                board(one, district, window, now),
                standings(one, clock.day_of(now)),
            )
            assert shown.own.count == count
            assert shown.own.this_day == (count if days == 0 else 0)
            assert shown.own.day_before == (count if days == 1 else 0)
            assert sorted(it.count for it in found.values()) == [0, count]


@pytest.fixture
def copies(app) -> Callable[[], list[Any]]:
    """(code, rank, among, count, target) of every copy."""

    def read() -> list[tuple[Any, ...]]:
        with app.app_context(), jobs.reading("copies") as session:
            one = CampaignStanding
            query = sa.select(Unit.code, one.rank, one.among, one.count, one.target)
            query = query.join(one, one.unit_id == Unit.id).order_by(Unit.path)
            return [tuple(row) for row in session.execute(query)]

    return read


def test_each_unit_gets_its_own_rank_and_they_are_written_once_an_hour(
    app, as_unit, work, campaign, copies
):
    with as_unit("tld"):
        for code in ("cs-a11", "cs-a12", "cs-a12"):
            found = Unit.by_code(code)
            assert found is not None
            hand_in(found)
    assert work("campaigns.standing") == 1
    assert copies() == [("cs-a11", 2, 2, 1, None), ("cs-a12", 1, 2, 2, None)]
    assert work("campaigns.standing") == 0, "they are fresh"
    with as_unit("huyen-a1") as session:
        one, district = session.get_one(Campaign, campaign), Unit.by_code("huyen-a1")
        numbers_of = {p.unit.code: p.unit.id for p in parties(one, district)}
        put_targets(one, district, {numbers_of["cs-a11"]: 1}, by=None, at=NOW)
        one.standing_at = NOW - dt.timedelta(hours=1)
    assert work("campaigns.standing") == 1
    assert copies() == [("cs-a11", 1, 2, 1, 1), ("cs-a12", None, 2, 2, None)]
    with as_unit("tld"):
        Unit.by_code("cs-a12").move(Unit.by_code("huyen-b1"), by=None, at=NOW)
    assert copies() == [("cs-a11", 1, 2, 1, 1)], "who moves leaves its rank behind"
    with as_unit("huyen-a1") as session:
        session.get_one(Campaign, campaign).standing_at = None
    assert work("campaigns.standing") == 1
    assert copies() == [("cs-a11", 1, 1, 1, 1)]


def test_nobody_sees_the_figures_of_siblings(as_unit, signed_in, ids, work, campaign):
    with as_unit("tld"):
        for code in ("cs-a11", "cs-a12", "cs-a12"):
            hand_in(Unit.by_code(code))
    work("campaigns.standing")
    page = f"/u/{ids['cs-a11']}/campaigns/{campaign}"
    text = signed_in("viewer.cs-a11").get(page).text
    assert "Hạng của đơn vị" in text and "Lê Lợi" not in text
    with as_unit("cs-a11") as session:
        assert session.scalar(sa.select(sa.func.count(CampaignStanding.id))) == 1


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((3, 1), [23, 7]), ((1, 1), [15, 15]), ((0, 0), [])],
)
def test_shares_by_quota_add_up(as_unit, campaign, weights, expected):
    with as_unit("huyen-a1") as session:
        one = session.get_one(Campaign, campaign)
        among = parties(one, Unit.by_code("huyen-a1"))
        for party, weight in zip(among, weights, strict=True):
            party.unit.member_count = weight
        assert list(shares(30, among, "members").values()) == expected
