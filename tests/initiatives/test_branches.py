"""Daily sums of branches: they are what the days below add up to, whoever moves and whenever."""

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import BranchCell, BranchDay, BranchMark, BranchPart, TallyDay, branches
from app.tenancy import Everything, owned_by
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

GRASSROOTS = ["cs-a11", "cs-a12", "cs-a21", "cs-a0", "cs-b11"]
UPPERS = ["huyen-a1", "huyen-a2", "huyen-b1", "tinh-a", "tinh-b"]


def handed_in(chance: random.Random, many: int = 20) -> None:
    with jobs.step(Everything("initiatives of many days")):
        for _number in range(many):
            unit = Unit.by_code(chance.choice([*GRASSROOTS, "huyen-a1"]))
            hand_in(unit, at=NOW - dt.timedelta(days=chance.randrange(90)))


def found() -> list[str]:
    with jobs.reading("check"):
        return branches.differences()


def summed_up() -> int:
    with jobs.reading("check"):
        return db.session.scalar(sa.select(sa.func.count(BranchDay.id))) or 0


def test_days_that_are_over_are_summed_up_and_today_is_not(app):
    with app.app_context():
        handed_in(random.Random(1))
        assert jobs.run("initiatives.branches") > 1, "some weeks in one step"
        assert jobs.run("initiatives.branches") == 0, "twice is once"
        with jobs.reading("the mark"):
            late = TallyDay.day >= BranchMark.current(), TallyDay.day < clock.today()
            assert db.session.scalar(sa.select(sa.func.count(TallyDay.id)).where(*late)) == 0
            assert db.session.scalar(sa.select(BranchMark.day)) <= clock.today()
            root, leaf = Unit.by_code("tld"), Unit.by_code("cs-a11")
            of = sa.select(sa.func.sum(BranchDay.endorsed + BranchDay.submitted))
            assert db.session.scalar(of.where(BranchDay.unit_id == root.id)) > 10
            assert db.session.scalar(of.where(BranchDay.unit_id == leaf.id)) is None
        assert found() == []


@pytest.mark.parametrize("seed", range(6))
def test_units_that_move_take_their_days_along(app, seed):
    chance = random.Random(seed)
    with app.app_context():
        handed_in(chance)
        jobs.run("initiatives.branches")
        for _number in range(6):
            with jobs.step(Everything("a move")):
                unit = Unit.by_code(chance.choice([*GRASSROOTS, "huyen-a1", "huyen-a2"]))
                under = Unit.by_code(chance.choice(UPPERS))
                if not under.path.startswith(unit.path):
                    unit.move(under, by=1, at=NOW)
        assert summed_up()
        assert found() == []


@pytest.mark.parametrize("fault", ["off", "missing", "extra", "another day"])
def test_a_row_that_is_wrong_is_named(app, fault):
    with app.app_context():
        handed_in(random.Random(3))
        jobs.run("initiatives.branches")
        with jobs.step(Everything("a fault")) as session:
            row = session.scalars(sa.select(BranchDay).where(BranchDay.endorsed > 0).limit(1)).one()
            before, many = row.day, row.endorsed
            cell = f"branch_day unit_id {row.unit_id}, stage_id {row.stage_id}, day"
            if fault == "off":
                row.valid += 1
            elif fault == "missing":
                session.delete(row)
            elif fault == "extra":
                leaf = owned_by(Unit.by_code("cs-a11"))
                cell = f"branch_day unit_id {leaf['unit_id']}, stage_id {row.stage_id}, day"
                session.add(BranchDay(**leaf, stage_id=row.stage_id, day=row.day, returned=1))
            else:
                row.day = dt.date(2021, 1, 1)
        expected = {
            "off": [f"{cell} {before}: valid +1"],
            "missing": [f"{cell} {before}: endorsed -{many}"],
            "extra": [f"{cell} {before}: returned +1"],
            "another day": [
                f"{cell} 2021-01-01: endorsed +{many}",
                f"{cell} {before}: endorsed -{many}",
            ],
        }
        assert found() == expected[fault]


@pytest.mark.parametrize("seed", range(4))
def test_units_that_come_into_another_block_are_added_up_there(app, seed):
    chance = random.Random(seed)
    with app.app_context():
        handed_in(chance)
        jobs.run("initiatives.branches")
        with jobs.step(Everything("another block")):
            for code in chance.sample(GRASSROOTS, 3):
                Unit.by_code(code).describe(block_code="truong-hoc", by=1, at=NOW)
            moved = Unit.by_code("huyen-a1")  # before the worker has come to it
            moved.move(Unit.by_code("tinh-b"), by=1, at=NOW)
            hand_in(Unit.by_code("cs-a12"), at=NOW)
        assert jobs.run("initiatives.branches")
        assert found() == []
        with jobs.reading("cells") as session:
            root = Unit.by_code("tld")
            blocks = sa.select(BranchCell.block_code).where(BranchCell.unit_id == root.id)
            assert "truong-hoc" in set(session.scalars(blocks))


@pytest.mark.parametrize("fault", ["cell", "missing", "part"])
def test_a_standing_that_is_wrong_is_named(app, fault):
    with app.app_context():
        handed_in(random.Random(3))
        jobs.run("initiatives.branches")
        with jobs.step(Everything("a fault")) as session:
            model = BranchPart if fault == "part" else BranchCell
            row = session.scalars(sa.select(model).limit(1)).one()
            if fault == "cell":
                row.valid += 1
            elif fault == "part":
                row.taking_part += 1
            else:
                session.delete(row)
        (said,) = found()
        assert said.startswith("branch_part" if fault == "part" else "branch_cell")


def test_just_after_midnight_yesterday_may_still_be_written(app, monkeypatch):
    with app.app_context():
        yesterday = clock.today() - dt.timedelta(days=1)
        with jobs.step(Everything("yesterday and the day before")):
            for back in (12, 36):
                hand_in(Unit.by_code("cs-a11"), at=NOW - dt.timedelta(hours=back))
        half_past = clock.start_of(clock.today()) + dt.timedelta(minutes=30)
        monkeypatch.setattr(clock, "now", lambda: half_past)
        jobs.run("initiatives.branches")
        with jobs.reading("the mark"):
            assert db.session.scalar(sa.select(BranchMark.day)) == yesterday
