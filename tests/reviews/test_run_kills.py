"""The worker killed at a decision, an undoing or a notice: whoever goes on ends as if it lived."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs
from app.clock import Practice
from app.db import db
from app.initiatives import Initiative, tallies
from app.notices import Notice
from app.reviews import Outcome, Review, Reviewer, Run, Selection, runs
from app.tenancy import Everything, Scope
from app.units import Unit
from tests.reviews.deciding import MINUTE, account_of, word
from tests.reviews.dying import DONE, KILLED, Workers, workers
from tests.world import NOW
from tests.written import hand_in

SIZE, STEP = 11, 3
POINTS = (1, 4, 7, 11)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def mortal(
    _world_app: Flask, store, make_app: Callable[..., Flask], monkeypatch
) -> Iterator[Flask]:
    """An application on a database of its own, which leaves all runs to the worker."""
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    store.copy("world_made", "run_kills")
    app = make_app("run_kills")
    yield app
    with app.app_context():
        db.engine.dispose()


def within(app: Flask, code: str = "huyen-a1"):
    """A step at a unit."""
    with jobs.reading("where it lies") as session:
        path = session.scalars(sa.select(Unit.path).where(Unit.code == code)).one()
    return jobs.step(Scope(path), at=NOW)


def begun(app: Flask, by: Reviewer) -> int:
    """A run over new initiatives of two units, which waits for the worker."""
    with app.app_context(), within(app):
        rows = [hand_in(Unit.by_code(f"cs-a1{1 + n % 2}")) for n in range(SIZE)]
        db.session.flush()
        desk = Unit.by_code("huyen-a1")
        selection = Selection(desk, by.id)
        selection.keep({row.id: row.version for row in rows}, {row.id for row in rows})
        return Run.begin(desk, word(Outcome.VALID), by=by, at=LATER).id


def undone(app: Flask, run_id: int, by: Reviewer) -> None:
    with app.app_context(), within(app):
        run = db.session.get_one(Run, run_id)
        run.undo(by=by.id, at=run.began_at + MINUTE)


def died(work: Workers, point: int) -> None:
    """Let one die at a point, and others go on to the end."""
    assert work.work(point, STEP) == KILLED
    assert work.work(0, STEP) == DONE


def standing(app: Flask, run_id: int) -> dict[str, object]:
    """What a run came to, without ids and times."""
    with app.app_context(), within(app):
        run = db.session.get_one(Run, run_id)
        said = db.session.scalars(sa.select(Review).where(Review.run_id == run_id)).all()
        ids = [review.initiative_id for review in said]
        rows = [db.session.get_one(Initiative, number) for number in set(ids)]
        assert tallies.differences() == []
        return {
            "run": (run.state, run.size, run.done, run.counts()),
            "reviews": Counter((review.outcome, review.undone_at is None) for review in said),
            "twice": len(ids) - len(set(ids)),
            "rows": Counter((row.state, row.desk_unit_id, len(row.moves)) for row in rows),
        }


@pytest.fixture
def by(mortal: Flask) -> Reviewer:
    with mortal.app_context():
        return account_of("officer.huyen-a1")


@pytest.mark.parametrize("verb", ["deciding", "undoing"])
def test_a_killed_worker_leaves_no_trace(mortal, by, verb):
    ends = []
    with workers(mortal) as work:
        for point in (0, *POINTS):
            run = begun(mortal, by)
            if verb == "deciding" and point:
                died(work, point)
            assert work.work(0, STEP) == DONE
            if verb == "undoing":
                undone(mortal, run, by)
                if point:
                    died(work, point)
                assert work.work(0, STEP) == DONE
            ends.append(standing(mortal, run))
    assert all(end == ends[0] for end in ends)
    changed = {"changed": SIZE} if verb == "deciding" else {"undone": SIZE}
    assert ends[0]["run"][-1] == changed
    assert ends[0]["twice"] == 0


def test_decisions_stand_half_where_the_worker_dies(mortal, by):
    """The deaths are real: at the fifth of eleven, in steps of three, three are done."""
    run = begun(mortal, by)
    with workers(mortal) as work:
        assert work.work(5, STEP) == KILLED
        assert standing(mortal, run)["run"] == ("working", SIZE, 3, {"changed": 3, "waiting": 8})
        assert work.work(0, STEP) == DONE


@pytest.mark.parametrize("point", [1, 2])
def test_a_notice_comes_once_though_the_worker_dies_over_it(mortal, by, point):
    """It dies when notice and reviews are written, and nothing is committed."""
    begun(mortal, by)
    with workers(mortal) as work:
        assert work.work(0, STEP) == DONE
        assert told(mortal) == Counter()
        with mortal.app_context():
            with jobs.step(Everything("an hour goes by")) as session:
                session.execute(sa.delete(Practice))
                session.add(Practice(moment=LATER + dt.timedelta(hours=1)))
            clock.restart()
            db.engine.dispose()
    with workers(mortal) as work:
        assert work.work(point, STEP) == KILLED
        assert sum(told(mortal).values()) == point - 1
        for _time in range(2):
            assert work.work(0, STEP) == DONE
    assert told(mortal) == Counter({"cs-a11": 1, "cs-a12": 1})
    with mortal.app_context(), within(mortal):
        reviews = db.session.scalars(sa.select(Review)).all()
        assert all(review.told_at and review.tell_at is None for review in reviews)


def told(app: Flask) -> Counter[str]:
    """How many notices say what was decided, by the unit they came to."""
    with app.app_context(), jobs.reading("notices") as session:
        query = sa.select(Unit.code).join(Notice, Notice.unit_id == Unit.id)
        return Counter(session.scalars(query.where(Notice.title.contains("đã xem xét"))))
