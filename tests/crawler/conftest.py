"""An aviary for the crawler, made once; a room of toys stands in it that nobody has listed."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db
from tests.conftest import Store
from tests.crawler import aviary, filling, toys
from tests.crawler.aviary import Aviary
from tests.crawler.rows import Watch


def _hasten(connection: Any, record: Any) -> None:
    """Nothing here has to survive a power cut."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture(scope="session")
def world(
    _world_app: Flask, store: Store, make_app: Callable[..., Flask]
) -> Iterator[tuple[Aviary, Watch]]:
    """The aviary and the watch over its rows, which are put back after each request."""
    store.copy("world_made", "aviary")
    app = make_app("aviary")
    filling.listen(app)
    app.register_blueprint(toys.room())
    with app.app_context():
        event.listen(db.engine, "connect", _hasten)
        aviary.settle_in()
    made = aviary.open_doors(app)
    address = store.address("aviary") if not store.cluster else store.cluster.url_of("aviary")
    with Watch(app, address) as watch:
        yield made, watch
    with app.app_context():
        db.engine.dispose()
