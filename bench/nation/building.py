"""Building the nation in an empty database, step after step, with how far it has come."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app import clock, jobs
from app.access import Role
from app.accounts import Membership
from app.accounts.passwords import hash_password
from app.clock import Practice
from app.clusters.copying import FIGURES
from app.db import db, owner_engine
from app.honours.leading import LEADERS
from app.initiatives import Author, Initiative, Move, Tally, TallyDay
from app.programmes import TargetGroup
from app.tenancy import Everything
from app.units import Block, Cluster, starter
from bench import bulk
from bench.nation import amounts, filling, histories, names, settling, tree
from bench.nation.histories import Term
from bench.nation.tree import Plot
from tests import world

SEED = 2023
FOUNDED = dt.datetime(2021, 8, 2, 1, tzinfo=dt.UTC)
CLUSTERS = ("Cụm thi đua số 1", "Cụm thi đua số 2")
WORKS = ("initiatives.branches", FIGURES, LEADERS)
"""What the worker writes that pages of progress show."""
BLOCKS = {2: ["doanh-nghiep"], 3: ["hcsn", "xa-thi-tran"], 4: ["truong-hoc", "hcsn"]}
REACHED = (1.04, 0.52)
"""The share of all quotas that is registered: in the stage that is over, in the one that runs."""
REGISTERED = (0.63, 0.7)  # of what is written in a stage
STEPS = {
    "an empty house": 4,
    "units, posts": 15,
    "quotas": 10,
    "histories": 42,
    "histories in the order of time": 15,
    "initiatives": 34,
    "persons and authors": 8,
    "moves": 24,
    "sums": 85,
    "indexes": 75,
    "looking over": 15,
    "what the worker does": 150,
}
"""What is done, and about how many seconds of the whole it takes."""

Tell = Callable[[str, float], None]
"""Told a step and the share of it that is done, 0 to 1."""


@dataclass(frozen=True)
class House:
    """What the rows refer to."""

    root: int
    path: str
    programme: int
    terms: Sequence[Term]
    clusters: Sequence[int]
    posts: Sequence[dict[str, Any]]


def build(app: Flask, initiatives: int, grassroots: int, tell: Tell) -> None:
    """Fill the application's empty database; the same each time, on either kind of database."""
    rng = Random(SEED)
    tell("an empty house", 0)
    with app.app_context():
        upgrade()
        house = _founded()
        hashed = hash_password(world.PASSWORD)
        plots = tree.grown(house.root, grassroots, rng)
        db.session.remove()
        with bulk.loosely(owner_engine(app)) as connection:
            tell("units, posts", 0)
            clusters, (_over, running) = house.clusters, house.terms
            settling.settle(connection, plots, clusters, running.id, house.posts, hashed, rng)
            _fill(connection, house, plots, initiatives, rng, tell)
            tell("looking over", 0)
        tell("what the worker does", 0)
        work()
        db.engine.dispose()


def work() -> None:
    """Let the worker do its part."""
    clock.restart()
    for name in WORKS:
        jobs.run(name)


def _founded() -> House:
    """The root with its programme, and the accounts of those who work there."""
    with jobs.step(Everything("bench"), at=world.NOW) as session:
        session.add(Practice(moment=world.NOW))
        root = starter.plant("tld", starter.ROOT, at=FOUNDED)
        assert root is not None
        made = world.programme(root)
        for group in session.scalars(sa.select(TargetGroup)):
            group.blocks = BLOCKS.get(group.number)
        for role in Role:
            world.person(f"{role.value}.tld", root, role)
        clusters = [Cluster.found(root, name, by=None, at=world.NOW) for name in CLUSTERS]
        session.flush()
        assert {block.code for block in Block.known()} == set(histories.GROUPS)
        terms = [
            Term(stage.id, stage.recognised_since, stage.recognised_until, over)
            for stage, over in zip(made.whole_stages, (True, False), strict=True)
        ]
        columns = (Membership.account_id, Membership.unit_id, Membership.role)
        posts = [dict(row) for row in session.execute(sa.select(*columns)).mappings()]
        root.children_ever = len(names.PROVINCES) + len(names.SECTOR_UNIONS)
        ids = [cluster.id for cluster in clusters]
        return House(root.id, root.path, made.id, terms, ids, posts)


def _fill(
    connection: sa.Connection,
    house: House,
    plots: Sequence[Plot],
    initiatives: int,
    rng: Random,
    tell: Tell,
) -> None:
    tell("quotas", 0)
    many = histories.counts(plots, house.terms, initiatives, rng)
    entries = [
        entry
        for term, share, reached in zip(house.terms, REGISTERED, REACHED, strict=True)
        for entry in amounts.entries(
            house.root, plots, term.id, term.first,
            round(sum(many[term.id]) * share / reached), rng,
        )
    ]  # fmt: skip
    paths = {house.root: house.path, **{plot.id: plot.path for plot in plots}}
    settling.quotas(connection, entries, paths, house.programme)
    with bulk.unindexed(
        connection, Initiative, Author, Move, Tally, TallyDay, said=_indexing(tell)
    ):
        rows = histories.told(plots, house.terms, many, rng)
        people = [names.person(rng) for _ in plots]
        told = _counted(rows, "histories", initiatives, tell)
        filling.prepare(connection, plots, people, told)
        tell("histories in the order of time", 0)
        filling.put_in_time(connection)
        now = int(world.NOW.timestamp())
        for step, statement in (
            ("initiatives", filling.INITIATIVES),
            ("persons and authors", filling.AUTHORS),
            ("moves", filling.MOVES),
        ):
            tell(step, 0)
            if statement is filling.AUTHORS:
                filling.write_persons(connection)
            for share in filling.fill(connection, statement, initiatives, now):
                tell(step, share)
        tell("sums", 0)
        filling.add_up(connection)
        filling.count_on(connection)


def _indexing(tell: Tell) -> Tell:
    return lambda _name, share: tell("indexes", share)


def _counted(rows: Iterable[Any], step: str, total: int, tell: Tell) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number % 20_000 == 0:
            tell(step, number / total)
        yield row
