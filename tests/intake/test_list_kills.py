"""The worker killed at a row of a list: whoever goes on ends where nobody was killed.

Ten rows here; `make soak` kills at each of sixty, and two hundred times on the way of 10,000.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import db
from app.initiatives import Author, Consent, Initiative, Move, Person, tallies
from app.intake import Batch, BatchRow
from app.intake.handed import Handed
from app.intake.known import windows_for
from app.journal import JournalLine
from app.tenancy import Everything, Scope
from app.units import Unit
from tests.intake.dying import DONE, KILLED, Workers, workers
from tests.intake.lists import paper
from tests.world import NOW

LENGTH = 60
FEW = (1, 7, 8, 14, 23, 29, 36, 45, 57, 60)
MANY = int(os.environ.get("SANGKIEN_BATCH_KILLS", "0"))
POINTS = range(1, LENGTH + 1) if MANY else FEW
LONG, LONG_KILLS, CHUNK = (10_000, MANY - LENGTH, 50) if MANY else (300, 8, 10)


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own."""
    store.copy("world_made", "list_kills")
    app = make_app("list_kills")
    yield app
    with app.app_context():
        db.engine.dispose()


def listed(name: str, rows: int) -> bytes:
    """A list of good rows, a bad one in ten, and a few that repeat others; `name` tells it."""
    lines = []
    for number in range(rows):
        if number % 25 == 24:
            lines.append(lines[-1])
            continue
        author = f"Trần Văn Năm; 09{int(name):03}{number:05}; 12/03/1988"
        group = 9 if number % 10 == 6 else 2
        lines.append((author, group, f"Sáng kiến {name} số {number}", "7/2022", "Gọn."))
    return paper(None, lines)


def district(app: Flask) -> Scope:
    with app.app_context(), jobs.reading("where it lies") as session:
        path = session.scalar(sa.select(Unit.path).where(Unit.code == "huyen-a1"))
    assert path
    return Scope(path)


def handed_in(app: Flask, name: str, rows: int = LENGTH) -> int:
    scope = district(app)
    with app.app_context(), jobs.step(scope, at=NOW):
        unit, about = Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        stage = windows_for(unit)[1].stage
        handed = Handed(f"{name}.xlsx", listed(name, rows))
        batch = Batch.check(unit, handed, stage, about=about, by=None, at=NOW, later=True)
        db.session.flush()
        return batch.id


def begun(app: Flask, batch: int, verb: str) -> None:
    with app.app_context(), jobs.step(district(app), at=NOW):
        row = db.session.get_one(Batch, batch)
        getattr(row, verb)(by=None, at=NOW, later=True)


def lived(app: Flask, work: Workers, name: str, point: int) -> list[Any]:
    """A list read, taken, undone and taken again, with one death on each way."""
    batch = handed_in(app, name)
    stages = [_worked(app, work, batch, point)]
    for verb in ("take", "undo", "take"):
        begun(app, batch, verb)
        stages.append(_worked(app, work, batch, point))
    return stages


def _worked(app: Flask, work: Workers, batch: int, point: int) -> Any:
    if point:
        assert work.work(point) in (KILLED, DONE)
    assert work.work() == DONE
    return standing(app, batch)


def standing(app: Flask, batch_id: int) -> dict[str, Any]:
    """All that a batch and its initiatives say, without ids, times and the list's own name."""
    with app.app_context(), jobs.reading("what a list came to") as session:
        batch = session.get_one(Batch, batch_id)
        name = batch.filename.removesuffix(".xlsx")
        rows = session.scalars(
            sa.select(BatchRow).where(BatchRow.batch_id == batch_id).order_by(BatchRow.number)
        ).all()
        ids = [row.initiative_id for row in rows if row.initiative_id]
        mine = session.scalars(
            sa.select(Initiative).where(Initiative.source_file == batch.filename)
        ).unique()
        found = [
            (i.source_row, i.title, i.state, i.author_names, i.desk_unit_id, len(i.moves))
            for i in mine
        ]
        people = sa.select(sa.func.count(sa.distinct(Author.person_id))).join(
            Initiative, Initiative.id == Author.initiative_id
        )
        acts = Counter(
            session.scalars(
                sa.select(JournalLine.act).where(
                    JournalLine.subject == "batch", JournalLine.subject_id == batch_id
                )
            )
        )
        return {
            "state": (batch.state, batch.counts, batch.size, batch.refusal),
            "rows": [_plain((r.number, r.verdict, r.values, r.note), name) for r in rows],
            "living": len(ids) == len(set(ids)),
            "initiatives": sorted(_plain(one, name) for one in found),
            "people": session.scalar(people.where(Initiative.source_file == batch.filename)),
            "acts": acts,
        }


def _plain(said: Any, name: str) -> str:
    """At the quote: within a telephone of ten thousand the same digits come again."""
    return (
        repr(said).replace(f"Sáng kiến {name} ", "Sáng kiến ").replace(f"'09{int(name):03}", "'09")
    )


def test_a_killed_worker_leaves_no_trace(mortal):
    with workers(mortal) as work:
        whole = lived(mortal, work, "100", 0)
        for number, point in enumerate(POINTS, 101):
            assert lived(mortal, work, str(number), point) == whole, f"killed at row {point}"
    _sound(mortal)
    assert whole[1]["state"][1]["taken"] == LENGTH - 6 - 2, "as many as are good, each once"


def test_rows_are_begun_where_the_worker_dies(mortal):
    """The deaths are real: at the first row of sixty nothing is staged, at the last most is."""
    with workers(mortal) as work:
        batch = handed_in(mortal, "100")
        assert work.work(1) == KILLED
        assert standing(mortal, batch)["rows"] == []
        assert work.work(60) == KILLED
        assert 50 < len(standing(mortal, batch)["rows"]) < 60
        assert work.work() == DONE


def test_many_deaths_on_the_way_of_a_long_list(mortal):
    dice = random.Random(2023)
    with workers(mortal) as work:
        whole = handed_in(mortal, "100", LONG)
        assert work.work(0, 500) == DONE
        begun(mortal, whole, "take")
        assert work.work(0, 500) == DONE
        batch, deaths = handed_in(mortal, "101", LONG), 0
        for verb in ("", "take"):
            if verb:
                begun(mortal, batch, verb)
            while work.work(dice.randrange(1, 4 * CHUNK), CHUNK) == KILLED:
                deaths += 1
        assert deaths >= LONG_KILLS
        assert standing(mortal, batch) == standing(mortal, whole)
    _sound(mortal)


def _sound(app: Flask) -> None:
    """Sums agree with their moves; nobody and nothing stands there half."""
    with app.app_context(), jobs.step(Everything("a check"), at=NOW) as session:
        assert tallies.differences() == []
        halves = (
            sa.select(Initiative.id).where(~Initiative.id.in_(sa.select(Author.initiative_id))),
            sa.select(Initiative.id).where(~Initiative.id.in_(sa.select(Consent.initiative_id))),
            sa.select(Initiative.id).where(~Initiative.id.in_(sa.select(Move.initiative_id))),
            sa.select(Person.id).where(~Person.id.in_(sa.select(Author.person_id))),
        )
        for query in halves:
            assert session.scalars(query).all() == []
