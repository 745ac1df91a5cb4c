"""A world with siblings in it, made once."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.db import db
from tests.conftest import Store, _fresh
from tests.tenancy import sibling


@pytest.fixture(scope="session")
def _siblings(
    _world_app: Flask, store: Store, make_app: Callable[..., Flask]
) -> tuple[Flask, sibling.House]:
    store.copy("world_made", "siblings_made")
    maker = make_app("siblings_made")
    with maker.app_context():
        house = sibling.settle_in()
        db.engine.dispose()
    store.copy("siblings_made", "siblings")
    return make_app("siblings"), house


@pytest.fixture
def house(_siblings: tuple[Flask, sibling.House], store: Store) -> Iterator[sibling.House]:
    """The siblings' rows, in an application context, fresh for each test."""
    app, house = _siblings
    for _ in _fresh(app, store, "siblings"):
        with app.app_context():
            yield house
            db.session.remove()
