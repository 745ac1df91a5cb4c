"""The nation that benchmarks run on: whole, its figures consistent, the same each time."""

from collections import Counter

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Initiative, Move, State, Tally, tallies
from app.programmes import Cutoff
from app.quotas import QuotaBalance, ledger
from app.units import Place, Unit
from bench import world
from bench.nation import building
from tests.initiatives.recounting import recount, some, stored

INITIATIVES, GRASSROOTS = 3_000, 700


@pytest.fixture(scope="module")
def nation(store, make_app):
    store.empty("nation")
    app = make_app("nation")
    app.config["WTF_CSRF_ENABLED"] = False
    said = []
    building.build(app, INITIATIVES, GRASSROOTS, lambda step, share: said.append((step, share)))
    assert list(dict.fromkeys(step for step, _share in said)) == list(building.STEPS)
    assert all(0 <= share <= 1 for _step, share in said)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def looking(nation):
    with nation.app_context(), jobs.reading("the nation") as session:
        yield session


def test_all_units_are_there_with_their_places(looking):
    levels = Counter(unit.level for unit in looking.scalars(sa.select(Unit)))
    assert levels[0] == 1 and levels[1] == 54 and sum(levels.values()) == 55 + 108 + GRASSROOTS
    assert levels[2] > 108, "some grassroots unions lie directly under a province"
    parents = dict(looking.execute(sa.select(Place.unit_id, Place.parent_id)
                                   .order_by(Place.since)).all())  # fmt: skip
    ids = dict(looking.execute(sa.select(Unit.path, Unit.id)).all())
    for unit in looking.scalars(sa.select(Unit)):
        assert parents[unit.id] == ids.get(unit.parent_path), unit.code
    assert looking.scalar(sa.select(sa.func.count(Unit.closed_on))) > 5
    assert len({u.cluster_id for u in looking.scalars(sa.select(Unit))}) == 3, "two, and none"


def test_every_state_comes_up_and_a_third_is_refused(looking):
    query = sa.select(Initiative.state, sa.func.count()).group_by(Initiative.state)
    states = dict(looking.execute(query).all())
    assert sum(states.values()) == INITIATIVES and states.keys() == set(State)
    assert 0.25 < states["invalid"] / INITIATIVES < 0.4


def test_the_last_move_says_how_an_initiative_stands(looking):
    for initiative in looking.scalars(sa.select(Initiative).order_by(Initiative.id).limit(400)):
        moves, grassroots = initiative.moves, initiative.unit.kind.grassroots
        assert [move.at for move in moves] == sorted(move.at for move in moves)
        state = "draft"
        for move in moves:
            assert move.from_state in (state, None)
            state = move.to_state or state
        assert state == initiative.state
        if moves:
            assert (moves[-1].at, moves[-1].target_group) == (
                initiative.desk_since, initiative.target_group)  # fmt: skip
        above = initiative.unit.parent_path if grassroots else initiative.unit.path
        desks = {"endorsed": above, **dict.fromkeys(("draft", "submitted", "returned"),
                                                    initiative.unit_path)}  # fmt: skip
        assert (initiative.desk and initiative.desk.path) == desks.get(initiative.state)


def test_all_sums_hold(looking):
    assert tallies.differences() == []
    assert ledger.differences() == []
    now, days = recount(looking.scalars(sa.select(Move)))
    assert [some(sums) for sums in stored()] == [some(now), some(days)]
    standing = looking.execute(sa.select(Initiative.state, sa.func.count())
                               .group_by(Initiative.state)).all()  # fmt: skip
    for state, many in standing:
        if state in tallies.COUNTS:
            assert looking.scalar(sa.select(sa.func.sum(getattr(Tally, state)))) == many


def test_quotas_go_down_but_not_everywhere(looking):
    held = {row.unit_id: row for row in looking.scalars(sa.select(QuotaBalance))}
    above = looking.scalars(sa.select(Unit).where(Unit.block_code.is_(None))).all()
    rows = [held[unit.id] for unit in above if unit.id in held]
    assert any(row.received and not row.given for row in rows)
    assert any(row.given > row.received for row in rows)
    assert any(row.own for row in rows)
    assert looking.scalar(sa.select(sa.func.count(Cutoff.id))) > 3


@pytest.mark.parametrize("where", world.LOGINS)
def test_somebody_may_sign_in_at_each_level(nation, where):
    client, unit = world.signed_in(nation, where)
    assert client.get(f"/u/{unit}/progress/").status_code == 200


def test_no_row_refers_to_one_that_is_not_there(looking):
    if db.engine.dialect.name == "sqlite":
        assert looking.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []
