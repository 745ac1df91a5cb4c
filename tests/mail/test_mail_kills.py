"""The worker killed at each step of its letters: none is lost, none comes under another name."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.db import db
from tests.intake.dying import DONE, KILLED, workers
from tests.mail.conftest import configured, letters, settle, write
from tests.mail.servers import Post, running

LETTERS = 3
STEPS = 3 * LETTERS  # each is claimed, handed in, settled
LAPSE = 11  # minutes after which a claim is nobody's any more


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own."""
    store.copy("world_made", "mail_kills")
    app = make_app("mail_kills")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server that the workers know from their environment."""
    with running() as post:
        monkeypatch.setenv("SANGKIEN_SMTP", post.url)
        monkeypatch.setenv("SANGKIEN_MAIL_FROM", "thu@congdoan.example.vn")
        yield post


def test_a_killed_worker_loses_no_letter(mortal, server):
    with configured(mortal, server), mortal.app_context():
        account, minute, written = settle("leader.cs-a11"), 0, 0
        db.session.remove()
        expected: set[str | None] = set()
        with workers(mortal, "tests.mail.dying") as work:
            for step in range(1, STEPS + 1):
                for _letter in range(LETTERS):
                    expected.add(write(account, "cs-a11", written))
                    written += 1
                assert work.work(step, minute) == KILLED, step
                assert work.work(0, minute) == DONE, "the others go at once"
                waiting = [row for row in letters().values() if row.next_try_at]
                assert len(waiting) <= 1, "one that was claimed waits for its claim to lapse"
                minute += LAPSE
                assert work.work(0, minute) == DONE
                assert not [row for row in letters().values() if row.next_try_at], step
        came = Counter(server.ids)
    assert set(came) == expected
    twice = [number for number, times in came.items() if times > 1]
    assert len(twice) == LETTERS, "killed between the server's word and ours, once for each"
    assert max(came.values()) == 2
