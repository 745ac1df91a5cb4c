"""The sums of moves: as the database adds them up, by brute force, and as they are kept."""

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import Move, State, Tally, TallyDay, tallies
from app.programmes import Stage
from app.tenancy import Everything, part_of
from app.units import Unit
from tests.initiatives.recounting import recount, some, stored
from tests.world import NOW
from tests.written import hand_in

DAYS = [dt.date(2022, 9, day) for day in (1, 2, 3)]
# A day in Hà Nội begins at 17:00 UTC of the day before.
TIMES = [
    dt.time(0, 0),
    dt.time(6, 59, 59, 999_999),
    dt.time(7, 0),
    dt.time(16, 59, 59),
    dt.time(23, 59, 59, 999_999),
]
AMOUNTS = [None, 0, 350_000_000, 4_000_000_000_000]


def forged(dice, initiatives, many):
    """Moves between any states at any times, as no verb would make them."""
    states = [None, *(state.value for state in State)]
    moves = []
    for _ in range(many):
        initiative = dice.choice(initiatives)
        changes = {name: dice.choice(states if "state" in name else AMOUNTS)
                   for name in tallies.CHANGE}  # fmt: skip
        at = dt.datetime.combine(dice.choice(DAYS), dice.choice(TIMES), clock.HANOI)
        moves.append(
            {
                **part_of(initiative),
                **changes,
                "initiative_id": initiative.id,
                "stage_id": dice.choice([1, 2]),
                "target_group": dice.randint(1, 3),
                "at": at,
                "by_id": None,
            }
        )
    return moves


@pytest.fixture
def filled(app):
    """Cells of three units with moves of any kind; the sums are kept as they are written."""
    dice = random.Random(7)
    with app.app_context(), jobs.step(Everything("moves of any kind"), at=NOW):
        units = [Unit.by_code(code) for code in ("cs-a11", "cs-a21", "huyen-b1")]
        initiatives = [hand_in(unit, to=State.DRAFT) for unit in units]
        assert set(db.session.scalars(sa.select(Stage.id))) == {1, 2}
        Move.write(forged(dice, initiatives, 400))
    return app


@pytest.fixture
def over_all(filled):
    with filled.app_context(), jobs.step(Everything("sums"), at=NOW):
        yield


def test_the_database_adds_up_what_brute_force_does(over_all):
    expected = [some(sums) for sums in recount(db.session.scalars(sa.select(Move)))]
    assert len(expected[0]) > 12 and len(expected[1]) > 36
    assert [some(sums) for sums in stored()] == expected
    assert tallies.differences() == []
    for model in (Tally, TallyDay):
        db.session.execute(sa.update(model).values(valid=model.valid + 1))
    tallies.rebuild()
    db.session.expire_all()
    assert [some(sums) for sums in stored()] == expected
    assert tallies.differences() == []


def cell(row):
    said = f"unit_id {row.unit_id}, stage_id {row.stage_id}, target_group {row.target_group}"
    return f"{said}, day {row.day}" if isinstance(row, TallyDay) else said


def first(model):
    """A row that holds something."""
    query = sa.select(model).where(model.valid != 0, model.benefit != 0).order_by(model.id)
    return db.session.scalars(query.limit(1)).one()


@pytest.mark.parametrize("model", [Tally, TallyDay])
@pytest.mark.parametrize("name", tallies.SUMS)
def test_a_sum_that_is_off_is_named(over_all, model, name):
    row = first(model)
    setattr(row, name, getattr(row, name) + 1)
    db.session.flush()
    assert tallies.differences() == [f"{model.__tablename__} {cell(row)}: {name} +1"]


@pytest.mark.parametrize("model", [Tally, TallyDay])
def test_a_row_that_is_missing_is_named(over_all, model):
    row = first(model)
    said, lost = cell(row), row.valid
    db.session.delete(row)
    db.session.flush()
    (found,) = tallies.differences()
    assert found.startswith(f"{model.__tablename__} {said}: ")
    assert f"valid {-lost:+}" in found


@pytest.mark.parametrize("model", [Tally, TallyDay])
def test_a_row_that_no_move_made_is_named(over_all, model):
    unit = Unit.by_code("cs-b11")
    row = model(unit_id=unit.id, unit_path=unit.path, stage_id=1, target_group=5, returned=2)
    if model is TallyDay:
        row.day = DAYS[0]
    db.session.add(row)
    db.session.flush()
    assert tallies.differences() == [f"{model.__tablename__} {cell(row)}: returned +2"]


def test_a_row_of_zeros_says_nothing(over_all):
    unit = Unit.by_code("cs-b11")
    db.session.add(Tally(unit_id=unit.id, unit_path=unit.path, stage_id=1, target_group=5))
    db.session.flush()
    assert tallies.differences() == []


def test_a_day_that_is_off_is_named_at_both_of_its_ends(over_all):
    row = first(TallyDay)
    before = cell(row)
    row.day = DAYS[0] - dt.timedelta(days=30)
    db.session.flush()
    found = tallies.differences()
    assert [line.split(": ")[0] for line in found] == sorted(
        [f"tally_day {cell(row)}", f"tally_day {before}"]
    )


@pytest.mark.parametrize("more", [1, -1])
def test_a_day_and_its_sum_that_are_off_together_are_both_named(over_all, more):
    day = first(TallyDay)
    cell_of = (Tally.unit_id, Tally.stage_id, Tally.target_group)
    at = (day.unit_id, day.stage_id, day.target_group)
    row = db.session.scalars(sa.select(Tally).where(sa.tuple_(*cell_of) == at)).one()
    day.invalid += 1
    row.invalid += more
    db.session.flush()
    assert tallies.differences() == [
        f"tally {cell(row)}: invalid {more:+}",
        f"tally_day {cell(day)}: invalid +1",
    ]


def test_only_the_sums_in_sight_are_looked_at(filled, as_unit):
    with as_unit("cs-a11"):
        db.session.execute(sa.update(Tally).values(valid=Tally.valid + 1))
        assert len(tallies.differences()) > 2
    with as_unit("cs-a21"):
        assert tallies.differences() == []
