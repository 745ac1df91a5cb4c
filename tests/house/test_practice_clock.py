"""The practice clock: set, never behind the journal, running on, for demos only, and shown."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, create_app, jobs, journal
from app.clock import NotADemo, Practice
from app.db import db
from app.journal import JournalLine
from app.tenancy import Everything
from app.units import Unit
from tests.client import Client
from tests.world import NOW

SOON = dt.timedelta(minutes=1)


@pytest.fixture
def set_to(_world_app, store, tmp_path) -> Iterator[Callable[..., Flask]]:
    """`set_to(moment)`: an application on a database of its own, started with SANGKIEN_CLOCK."""
    store.copy("world_made", "clocks")
    opened = []

    def start(moment: dt.datetime | None) -> Flask:
        app = create_app(
            TESTING=True,
            SECRET_KEY="a key for tests only",
            INSTANCE=tmp_path,
            SQLALCHEMY_DATABASE_URI=store.address("clocks"),
            SANGKIEN_CLOCK=moment.isoformat() if moment else None,
        )
        app.test_client_class = Client
        opened.append(app)
        return app

    yield start
    for app in opened:
        with app.app_context():
            db.engine.dispose()


def newest() -> dt.datetime:
    with jobs.reading("the newest line") as session:
        return session.scalar(sa.select(sa.func.max(JournalLine.at)))


def forget_the_practice() -> None:
    with jobs.step(Everything("no demo any more")) as session:
        session.execute(sa.delete(Practice))


def test_it_starts_at_the_set_moment(set_to):
    moment = NOW + dt.timedelta(days=200)
    with set_to(moment).app_context():
        assert moment <= clock.now() < moment + SOON


def test_it_starts_at_the_moment_of_the_demo_when_none_is_set(set_to):
    with set_to(None).app_context():
        start = max(NOW, newest())
        assert start <= clock.now() < start + SOON


def test_it_never_runs_behind_the_journal(set_to):
    with set_to(NOW - dt.timedelta(days=30)).app_context():
        assert clock.now() >= newest() >= NOW


def test_it_runs_on_with_the_time_of_the_wall(set_to, monkeypatch):
    with set_to(NOW + dt.timedelta(days=3)).app_context():
        before, wall = clock.now(), clock.real()
        monkeypatch.setattr(clock, "real", lambda: wall + dt.timedelta(hours=5))
        assert abs(clock.now() - before - dt.timedelta(hours=5)) < SOON


def test_a_restart_takes_up_where_the_journal_ended(set_to):
    with set_to(None).app_context():
        with jobs.step(Everything("much later")) as session:
            root = session.scalars(sa.select(Unit).order_by(Unit.path).limit(1)).one()
            journal.record("unit.rename", root, by=None, at=NOW + dt.timedelta(days=90))
        clock.restart()
        assert clock.now() >= NOW + dt.timedelta(days=90)


def test_it_is_refused_on_a_database_that_is_no_demo(set_to):
    with set_to(None).app_context():
        forget_the_practice()
    with set_to(NOW).app_context(), pytest.raises(NotADemo):
        clock.now()


def test_without_a_demo_the_house_has_the_time_of_the_wall(set_to):
    app = set_to(None)
    with app.app_context():
        forget_the_practice()
        clock.restart()
        assert not clock.is_practice()
        assert abs(clock.now() - clock.real()) < SOON
    assert 'class="practice"' not in app.test_client().get("/accounts/sign-in").text


def test_every_page_shows_it(app, signed_in, ids):
    leader, shown = signed_in("leader.huyen-a1"), 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= {"unit_id"} and rule.endpoint != "static":
            page = leader.get(rule.rule.replace("<int:unit_id>", str(ids["huyen-a1"])))
            if page.status_code != 303 and page.mimetype == "text/html":
                assert 'class="practice"' in page.text, rule.rule
                shown += 1
    assert shown > 5
    assert 'class="practice"' in leader.get("/nowhere").text


@pytest.mark.usefixtures("_world_app")
def test_the_very_first_page_of_a_process_says_so(make_app):
    """Nobody has asked for the time yet when the sign-in page is drawn."""
    fresh = make_app("world")
    assert "đồng hồ diễn tập" in fresh.test_client().get("/accounts/sign-in").text
    with fresh.app_context():
        db.engine.dispose()
