"""An aviary for the crawler, made once; a room of toys stands in it that nobody has listed."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db
from app.uploads import runner
from tests.conftest import ON_POSTGRESQL, Store
from tests.crawler import aviary, desks, filling, toys
from tests.crawler.aviary import Aviary
from tests.crawler.rows import Watch

# On SQLite there is one wall; `pytest_terminal_summary` in tests/conftest.py says so.
collect_ignore_glob = [] if ON_POSTGRESQL else ["test_either_wall*.py"]


def _hasten(connection: Any, record: Any) -> None:
    """Nothing here has to survive a power cut."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF").close()


def _opened(app: Flask) -> Flask:
    filling.listen(app)
    app.register_blueprint(toys.room())
    return app


@pytest.fixture(scope="session")
def _looked_into_once() -> Iterator[None]:
    """A child process that looks into a file is asked once for each: the same bytes, the same
    words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "run", cache(runner.run))
        yield


@pytest.fixture(scope="session")
def world(
    _world_app: Flask, _looked_into_once: None, store: Store, make_app: Callable[..., Flask]
) -> Iterator[tuple[Aviary, Watch]]:
    """The aviary and the watch over its rows, which are put back after each request."""
    store.copy("world_made", "aviary")
    app = _opened(make_app("aviary"))
    with app.app_context():
        event.listen(db.engine, "connect", _hasten)
        desks.settle_in()
    made = aviary.open_doors(app)
    address = store.address("aviary") if not store.cluster else store.cluster.url_of("aviary")
    with Watch(app, address) as watch:
        yield made, watch
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def unbound(
    world: tuple[Aviary, Watch], make_app: Callable[..., Flask]
) -> Iterator[tuple[Aviary, Watch]]:
    """The same aviary, asked through an application that wall 2 does not bind."""
    made, watch = world
    app = _opened(make_app("aviary", unbound=True))
    app.config["INSTANCE"] = made.app.config["INSTANCE"]
    yield replace(made, app=app), watch
    with app.app_context():
        db.engine.dispose()
