"""Whatever trees and clusters: a head reads exactly the copies of its members, and beside those
who look over it nobody reads anything of them. With either wall alone it is the same."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app import jobs
from app.clusters.models import ClusterFigure, ClusterQuarter, ClusterReminder
from app.clusters.urging import UrgedThisWeek, send
from app.db import db
from app.notices import Notice
from app.tenancy import Everything, Scope
from app.units import Cluster, InAnotherCluster, NoMember, NotForThisCluster, Unit
from tests.conftest import ON_POSTGRESQL
from tests.tenancy.walls import lower_wall_one, lower_wall_two
from tests.world import NOW

MOST = 14
REFUSED = (InAnotherCluster, NoMember, NotForThisCluster)
BY: dict[str, Any] = {"by": None, "at": NOW}
numbers = itertools.count(1)
some = st.integers(0, 10**6)
Copies = set[tuple[int, int, int]]  # cluster, head, member


class Clusters(RuleBasedStateMachine):
    """A province of its own for each run; the model is plain dictionaries."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.parents: dict[int, int | None] = {}
        self.founders: dict[int, int] = {}
        self.heads: dict[int, int | None] = {}
        self.joined: dict[int, int | None] = {}
        self.closed: set[int] = set()
        self.sent: set[int] = set()
        with jobs.step(Everything("a province"), at=NOW):
            self.top = self._opened(Unit.by_code("tld"), None)

    def teardown(self) -> None:
        self.context.pop()

    def _opened(self, parent: Unit, parent_id: int | None) -> int:
        code = f"cum-{next(numbers)}"
        unit = parent.open_child(code=code, name=f"CĐ {code}", kind="upper", **BY)
        self.parents[unit.id], self.joined[unit.id] = parent_id, None
        return unit.id

    def _unit(self, number: int) -> int:
        still = [unit for unit in self.parents if unit not in self.closed]
        return still[number % len(still)]

    def _cluster(self, number: int) -> int:
        return list(self.founders)[number % len(self.founders)]

    def _line(self, unit: int | None) -> set[int]:
        line: set[int] = set()
        while unit is not None:
            line.add(unit)
            unit = self.parents[unit]
        return line

    def _below(self, top: int) -> set[int]:
        return {unit for unit in self.parents if top in self._line(unit)}

    def _members(self, cluster: int) -> set[int]:
        below = self._below(self.founders[cluster]) - {self.founders[cluster]} - self.closed
        return {unit for unit in below if self.joined[unit] == cluster}

    def _verb(self, verb: str, cluster: int, unit: int) -> None:
        with jobs.step(Everything(verb), at=NOW), suppress(*REFUSED):
            made = db.session.get_one(Cluster, cluster)
            getattr(made, verb)(db.session.get_one(Unit, unit), **BY)

    @initialize()
    def grow(self) -> None:
        """A cluster of the province's two branches, one of which heads it, and another cluster."""
        for number in (0, 0, 1, 2, 3):
            self.open_a_unit(number)
        for number in (0, 1):
            self.found_a_cluster(number)
        for number in (1, 2, 3):
            self.join(0, number)
        self.choose(0, 0)

    @precondition(lambda self: len(self.parents) < MOST)
    @rule(under=some)
    def open_a_unit(self, under: int) -> None:
        parent = self._unit(under)
        with jobs.step(Everything("open"), at=NOW):
            self._opened(db.session.get_one(Unit, parent), parent)

    @precondition(lambda self: len(self.founders) < 5)
    @rule(at_unit=some)
    def found_a_cluster(self, at_unit: int) -> None:
        founder = self._unit(at_unit)
        with jobs.step(Everything("found"), at=NOW):
            where = db.session.get_one(Unit, founder)
            made = Cluster.found(where, f"Cụm {next(numbers)}", **BY)
            self.founders[made.id], self.heads[made.id] = founder, None

    @rule(which=some, unit=some)
    def join(self, which: int, unit: int) -> None:
        cluster, who = self._cluster(which), self._unit(unit)
        self._verb("take_in", cluster, who)
        other = self.joined[who]
        free = other is None or who not in self._members(other)
        founder = self.founders[cluster]
        if who != founder and founder in self._line(who) and free:
            self.joined[who] = cluster

    @rule(which=some, unit=some)
    def leave(self, which: int, unit: int) -> None:
        cluster, who = self._cluster(which), self._unit(unit)
        self._verb("let_go", cluster, who)
        self._left(cluster, who)

    def _left(self, cluster: int, who: int) -> None:
        if self.joined[who] == cluster:
            self.joined[who] = None
        if self.heads[cluster] == who:
            self.heads[cluster] = None

    @rule(which=some, unit=some)
    def choose(self, which: int, unit: int) -> None:
        cluster = self._cluster(which)
        who = [*sorted(self._members(cluster)), self._unit(unit)][0]
        self._verb("choose_head", cluster, who)
        if who in self._members(cluster):
            self.heads[cluster] = who

    @rule(which=some, under=some)
    def move(self, which: int, under: int) -> None:
        unit, target = self._unit(which), self._unit(under)
        if unit == self.top or target in self._below(unit) or self.parents[unit] == target:
            return
        with jobs.step(Everything("move"), at=NOW):
            db.session.get_one(Unit, unit).move(db.session.get_one(Unit, target), **BY)
        self.parents[unit] = target
        for moved in self._below(unit):
            cluster = self.joined[moved]
            if cluster is not None and self.founders[cluster] not in self._line(moved):
                self._left(cluster, moved)

    @rule(which=some)
    def close(self, which: int) -> None:
        unit = self._unit(which)
        if unit == self.top or self._below(unit) - self.closed != {unit}:
            return
        with jobs.step(Everything("close"), at=NOW):
            db.session.get_one(Unit, unit).close(**BY)
            named = sa.update(Cluster).values(copied_at=None)  # an hour passes
            db.session.execute(named)
        self.closed.add(unit)

    @rule(which=some)
    def urge(self, which: int) -> None:
        cluster = self._cluster(which)
        head = self.heads[cluster]
        if head is None or head not in self._members(cluster) or cluster in self.sent:
            return
        jobs.run("clusters.figures")
        if self._members(cluster) == {head}:
            return
        with jobs.step(Everything("urge"), at=NOW), suppress(UrgedThisWeek):
            where = db.session.get_one(Unit, head)
            send(db.session.get_one(Cluster, cluster), where, signed_by="A", **BY)
        self.sent.add(cluster)
        jobs.run("clusters.reminders")
        told = self._members(cluster) - {head}
        with jobs.reading("who was told"):
            query = sa.select(Notice.unit_id).where(
                Notice.sender_unit_id == head, Notice.title.startswith("Thư nhắc")
            )
            assert set(db.session.scalars(query)) >= told

    @invariant()
    def each_reads_what_is_its_own(self) -> None:
        jobs.run("clusters.figures")
        expected: Copies = {
            (cluster, head, member)
            for cluster, head in self.heads.items()
            if head is not None and head in self._members(cluster)
            for member in self._members(cluster)
        }
        with jobs.reading("paths"):
            query = sa.select(Unit.id, Unit.path, Unit.name).where(Unit.id.in_(self.parents))
            rows = db.session.execute(query).all()
        names = {row.id: row.name for row in rows}
        for row in rows[:: max(1, len(rows) // 5)]:
            below = self._below(row.id)
            with jobs.step(Scope(row.path)):
                for copies in (ClusterFigure, ClusterQuarter):
                    seen = db.session.scalars(sa.select(copies)).all()
                    found = {(one.cluster_id, one.unit_id, one.about_unit_id) for one in seen}
                    assert found == {it for it in expected if it[1] in below}
                    assert all(one.name == names[one.about_unit_id] for one in seen)
                letters = db.session.scalars(sa.select(ClusterReminder.unit_id)).all()
                assert set(letters) <= below


def play(app: Flask, **changes: Any) -> None:
    class Here(Clusters):
        pass

    Here.app = app
    Here.TestCase.settings = settings(
        deadline=None, suppress_health_check=list(HealthCheck), **changes
    )
    Here.TestCase().runTest()


@pytest.fixture
def unbound(_world_app, store, make_app, monkeypatch) -> Iterator[Flask]:
    """The world through an application that wall 2 does not bind."""
    store.copy("world_made", "unbound_clusters")
    app = make_app("unbound_clusters", unbound=True)
    lower_wall_two(monkeypatch, app)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_who_reads_what_with_both_walls(app):
    play(app, max_examples=8, stateful_step_count=14)


def test_wall_one_alone(unbound):
    play(unbound, max_examples=4, stateful_step_count=10)


def test_wall_two_alone(app, monkeypatch):
    """On SQLite, where there is none, the same run shows that the test can fail."""
    lower_wall_one(monkeypatch)
    few = {"max_examples": 4, "stateful_step_count": 10, "derandomize": True, "database": None}
    if ON_POSTGRESQL:
        play(app, **few)
        return
    with pytest.raises(AssertionError, match="assert"):
        play(app, **few, phases=[Phase.generate])
