"""A world with siblings in it, made once."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.db import db
from tests.conftest import ON_POSTGRESQL, Store, _fresh
from tests.tenancy import sibling
from tests.tenancy.walls import lower_wall_two

# On SQLite there is no wall 2; `pytest_terminal_summary` in tests/conftest.py says so.
collect_ignore_glob = [] if ON_POSTGRESQL else ["test_wall_two*.py"]


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


@pytest.fixture(scope="session")
def _unbound(
    _siblings: tuple[Flask, sibling.House], store: Store, make_app: Callable[..., Flask]
) -> Flask:
    for name in ("unbound_made", "unbound"):
        store.copy("siblings_made", name)
    return make_app("unbound", unbound=True)


@pytest.fixture
def unbound_house(
    _siblings: tuple[Flask, sibling.House],
    _unbound: Flask,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[sibling.House]:
    """The siblings' rows as a superuser sees them: wall 1 stands alone."""
    lower_wall_two(monkeypatch, _unbound)
    for _ in _fresh(_unbound, store, "unbound"):
        with _unbound.app_context():
            yield _siblings[1]
            db.session.remove()
