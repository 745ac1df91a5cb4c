"""The run killed at every commit and every write, made at once in two processes, and after days
asleep: each step is made once, with one word to each who should hear of it."""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import db
from app.deadlines import (
    ABOVE,
    Behind,
    Escalation,
    Judged,
    Reach,
    Reminder,
    Rung,
    StepKind,
    Way,
    Who,
)
from app.deadlines.runs import DailyRun
from app.journal import JournalLine
from app.mail import Letter
from app.notices import Notice
from app.tenancy import Everything
from tests.deadlines.laying import LAID, codes, everything, hold, ladder, rows, rule
from tests.intake.dying import DONE, KILLED, Workers, workers
from tests.mail.conftest import settle

DYING = "tests.deadlines.dying"
STEPS = (
    Rung("Nhắc nhở", StepKind.REMIND),
    Rung("Công văn", StepKind.DISPATCH, wait_days=7, told=(ABOVE,)),
)
STRIDES = (1,) if os.environ.get("SANGKIEN_EVERY_DEATH") else (3, 4, 5, 7)
"""From one point of death to the next; `make soak` visits each."""
MADE = (Notice, Letter, Reminder, Escalation, Behind, Judged, DailyRun)


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own, where every level urges its own."""
    store.copy("world_made", "run_deaths")
    app = make_app("run_deaths")
    with app.app_context():
        for login in ("leader.cs-a11", "officer.huyen-a1", "leader.tinh-a"):
            settle(login)
        with everything():
            for code in ("tinh-a", "huyen-a1", "cs-a11", "cs-a21", "cs-b11"):
                hold(code, quota=30)
            rule("tld", reach=Reach.EACH_LEVEL, ways=tuple(Way))
            rule("tinh-a", reach=Reach.EACH_LEVEL, who=Who.NOTHING, ways=(Way.NOTICE,))
            ladder("tld", *STEPS)
            ladder("tinh-a", Rung("Đoàn công tác", StepKind.VISIT, told=(ABOVE,)))
    yield app
    with app.app_context():
        db.engine.dispose()


def outcome(app: Flask) -> dict[str, Counter[Any]]:
    """What stands there, without ids: rows, and what the journal says of them."""
    with app.app_context():
        name = codes()
        found: dict[str, Counter[Any]] = {}
        for model in MADE[:-1]:
            found[model.__tablename__] = Counter(
                tuple(
                    name.get(getattr(row, column), getattr(row, column))
                    if column.endswith("unit_id")
                    else getattr(row, column)
                    for column in COLUMNS[model]
                )
                for row in rows(model)
            )
        lines = [line for line in rows(JournalLine) if line.at > LAID]
        told = [line for line in lines if line.act != "unscoped"]
        found["journal"] = Counter((line.act, name[line.unit_id]) for line in told)
    return found


COLUMNS: dict[Any, tuple[str, ...]] = {
    Notice: ("unit_id", "title", "body", "sender", "sent_at"),
    Letter: ("unit_id", "account_id", "subject", "text"),
    Reminder: ("unit_id", "about_unit_id", "rule_id", "due", "became", "text", "sent_at"),
    Escalation: ("unit_id", "about_unit_id", "step", "due", "state", "text", "tells_above"),
    Behind: ("unit_id", "about_unit_id", "since", "until"),
    Judged: ("unit_id", "rule_id", "until"),
}


def forget(app: Flask) -> None:
    """Back to before the run, but for the journal, which nobody empties."""
    with app.app_context(), jobs.step(Everything("again")) as session:
        for model in MADE:
            session.execute(sa.delete(model))


def made(app: Flask, work: Workers) -> dict[str, Counter[Any]]:
    """What one run makes that nobody disturbs."""
    before = outcome(app)["journal"]
    assert work.work(0) == DONE
    return since(app, before)


def since(app: Flask, before: Counter[Any]) -> dict[str, Counter[Any]]:
    """What stands there, and what was added to the journal."""
    found = outcome(app)
    return {**found, "journal": found["journal"] - before}


def test_killed_anywhere_the_next_one_ends_as_if_it_had_lived(mortal):
    dice = random.Random(8)
    with workers(mortal, DYING) as work:
        whole, points = made(mortal, work), 0
        assert sum(whole["reminder"].values()) == 11
        assert sum(whole["escalation"].values()) == 5
        while True:
            points += dice.choice(STRIDES)
            forget(mortal)
            before = outcome(mortal)["journal"]
            ended = work.work(points)
            if ended == KILLED and dice.random() < 0.4:
                work.work(dice.randrange(1, points + 1))  # and once more, somewhere else
            assert ended in (DONE, KILLED)
            assert work.work(0) == DONE
            assert since(mortal, before) == whole, points
            if ended == DONE:
                break
    assert points > 40, "it has many points at which it may die"


def test_two_at_once_make_each_step_once(mortal):
    with ExitStack() as stack:
        many = [stack.enter_context(workers(mortal, DYING)) for _one in range(3)]
        whole = made(mortal, many[0])
        for _round in range(4):
            forget(mortal)
            before = outcome(mortal)["journal"]
            for work in many:  # all are told before any is heard
                work._process.stdin.write("0 0\n")
                work._process.stdin.flush()
            assert [work._process.stdout.readline().strip() for work in many] == [DONE] * 3
            assert since(mortal, before) == whole
