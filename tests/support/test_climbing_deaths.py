"""The worker killed at every commit and every write, and two at once: each request climbs once,
and whoever should hear of it hears once."""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs
from app.db import db
from app.journal import JournalLine
from app.mail import Letter
from app.notices import Notice
from app.support import Request
from app.support.digests import TELLING
from app.support.messages import RequestStep
from app.tenancy import Everything
from tests.intake.dying import DONE, KILLED, Workers, workers
from tests.mail.conftest import settle
from tests.support.conftest import GRASSROOTS, PROVINCE, UPPER, ask, moment, on_duty
from tests.world import NOW

STRIDES = (1,) if os.environ.get("SANGKIEN_EVERY_DEATH") else (4, 5, 7)
"""From one point of death to the next; `make soak` visits each."""
DYING = "tests.support.dying"
HEARD = moment("2023-03-06 09:00")
CLIMBED = moment("2023-03-07 08:31")
TOLD = moment("2023-03-07 10:00")


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own, where nobody answers; `fresh` brings it back."""
    store.copy("world_made", "climbing_made")
    maker = make_app("climbing_made")
    with maker.app_context():
        chief, chair = settle(f"officer.{PROVINCE}"), settle(f"leader.{GRASSROOTS}")
        with jobs.step(Everything("requests that nobody answers"), at=NOW):
            on_duty(UPPER)
            on_duty(PROVINCE, account_id=chief)
            for code in (GRASSROOTS, "cs-a12", "cs-b11"):
                ask(code).asker_id = chair
        at_moment(maker, HEARD)
        assert jobs.run(TELLING) == 2
        db.session.remove()
        db.engine.dispose()
    store.copy("climbing_made", "climbing")
    app = make_app("climbing")
    yield app
    with app.app_context():
        db.engine.dispose()


def at_moment(app: Flask, at: dt.datetime) -> None:
    app.extensions["clock"]._read = at - clock.real(), True


def fresh(app: Flask, store: Any) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    store.copy("climbing_made", "climbing")


def outcome(app: Flask) -> dict[str, Counter[Any]]:
    with app.app_context():
        found = stands()
        db.engine.dispose()
    return found


def stands() -> dict[str, Counter[Any]]:
    """What stands there, without ids and moments."""
    with jobs.reading("what has come of it") as session:
        columns = {
            Request: (Request.unit_id, Request.desk_unit_id, Request.state, Request.spent),
            RequestStep: (RequestStep.request_id, RequestStep.act, RequestStep.desk_unit_id),
            Notice: (Notice.unit_id, Notice.account_id, Notice.title, Notice.body),
            Letter: (Letter.unit_id, Letter.account_id, Letter.subject),
            JournalLine: (JournalLine.act, JournalLine.unit_id),
        }
        return {
            model.__tablename__: Counter(tuple(row) for row in session.execute(sa.select(*some)))
            for model, some in columns.items()
        }


def work(worker: Workers, point: int = 0, *, at: Any = TOLD) -> str:
    assert worker._process.stdin and worker._process.stdout
    worker._process.stdin.write(f"{point} {at.isoformat()}\n")
    worker._process.stdin.flush()
    return worker._process.stdout.readline().strip()


def test_killed_anywhere_the_next_one_ends_as_if_it_had_lived(mortal, store):
    dice, points = random.Random(9), 0
    with workers(mortal, DYING) as worker:
        assert work(worker, at=CLIMBED) == DONE
        assert work(worker) == DONE
        whole = outcome(mortal)
        assert whole["request_step"].total() == 6, "asked, climbed"
        assert whole["notice"].total() == 6 + 3 + 1 + 3, "both desks, the asker, both desks above"
        while True:
            points += dice.choice(STRIDES)
            fresh(mortal, store)
            ended = work(worker, points, at=CLIMBED)
            if ended == DONE:
                ended = work(worker, dice.randrange(1, 12))
            assert ended in (DONE, KILLED)
            assert work(worker, at=CLIMBED) == DONE
            assert work(worker) == DONE
            assert outcome(mortal) == whole, points
            if points > 24:
                break


def test_two_at_once_let_each_climb_once(mortal, store):
    with ExitStack() as stack:
        many = [stack.enter_context(workers(mortal, DYING)) for _one in range(2)]
        for at in (CLIMBED, TOLD):
            assert work(many[0], at=at) == DONE
        whole = outcome(mortal)
        for _round in range(2):
            fresh(mortal, store)
            for at in (CLIMBED, TOLD):
                for one in many:  # all are told before any is heard
                    one._process.stdin.write(f"0 {at.isoformat()}\n")
                    one._process.stdin.flush()
                assert [one._process.stdout.readline().strip() for one in many] == [DONE] * 2
            assert outcome(mortal) == whole
