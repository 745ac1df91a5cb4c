"""The worker killed at a step of a file: whoever goes on ends with one whole file."""

import os
import random
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import db
from app.exports import ExportRun
from tests.exports.long_lists import asked, book, filled, rows_in
from tests.intake.dying import DONE, KILLED, workers

ROWS, CHUNK = 150, 7
STEPS = 2 * (2 + -(-ROWS // CHUNK)) + 2
"""Writes of a file: its ids, its head, its chunks, its end; each but one told to its row."""


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own."""
    store.copy("world_made", "export_kills")
    app = make_app("export_kills")
    yield app
    with app.app_context():
        db.engine.dispose()


def files(app: Flask) -> tuple[list[str], list[str]]:
    """What lies aside, and what is kept."""
    root = app.config["INSTANCE"] / "uploads"
    return [p.name for p in root.glob(".aside-*")], [p.name for p in root.glob("??/??/*")]


def test_a_killed_worker_leaves_one_whole_file(mortal):
    dice, scope = random.Random(600_000), filled(mortal, ROWS)
    whole, deaths = None, 0
    with workers(mortal, "tests.exports.dying") as work:
        for point in (0, 1, 2, 3, 24, STEPS - 2, STEPS - 1, STEPS, -1):
            run = asked(mortal, scope)
            if point > 0:
                assert work.work(point, CHUNK) == KILLED, point
                deaths += 1
            while point < 0 and work.work(dice.randrange(2, 25), CHUNK) == KILLED:
                deaths += 1
            assert work.work(0, CHUNK) == DONE
            rows = rows_in(book(mortal, run))
            whole = whole or rows
            assert rows == whole, point
    assert deaths > 10
    assert [row["STT"] for row in whole] == [*range(1, ROWS + 1)]
    assert [row["Tên sáng kiến"] for row in whole] == [
        f"Sáng kiến {n}" for n in reversed(range(ROWS))
    ]
    with mortal.app_context(), jobs.reading("what came of it") as session:
        states = set(session.scalars(sa.select(ExportRun.state)))
        named = set(session.scalars(sa.select(ExportRun.sha256)))
    assert states == {"ready"}
    aside, kept = files(mortal)
    assert named < set(kept), "one was killed when its file was in its place"
    assert aside == []
    for name in kept:
        os.utime(mortal.config["INSTANCE"] / "uploads" / name[:2] / name[2:4] / name, (0, 0))
    mortal.test_cli_runner().invoke(args=["uploads", "sweep"], catch_exceptions=False)
    assert set(files(mortal)[1]) == named


def test_nothing_of_a_half_file_is_in_clear(mortal):
    scope = filled(mortal, ROWS)
    with workers(mortal, "tests.exports.dying") as work:
        run = asked(mortal, scope)
        assert work.work(20, CHUNK) == KILLED
        with mortal.app_context(), jobs.reading("half a file") as session:
            half = session.get_one(ExportRun, run)
            assert (half.state, half.sha256) == ("writing", None)
            assert 0 < half.done < half.size == ROWS
        (aside,), kept = files(mortal)
        assert kept == []
        data = (mortal.config["INSTANCE"] / "uploads" / aside).read_bytes()
        assert b"PK\x03\x04" not in data, "no part of a workbook begins in it"
        assert b"sheetData" not in data
        assert work.work(0, CHUNK) == DONE
    assert len(rows_in(book(mortal, run))) == ROWS
