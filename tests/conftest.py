"""One application for all tests, on the database named by SANGKIEN_TEST_ON, fresh for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import clock, create_app, jobs
from app.clock import Practice
from app.db import db
from app.demo import load as demo
from app.demo.people import PASSWORD
from app.tenancy import Everything, Scope, ScopedSession
from app.units import Unit
from tests import postgres, world
from tests.client import Client

pytest_plugins = ["tests.timing"]
# No test is judged by its time: speed lives in bench/.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
ON_POSTGRESQL = os.environ.get("SANGKIEN_TEST_ON", "sqlite") == "postgresql"

AsUnit = Callable[[str], AbstractContextManager[ScopedSession]]


FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET LOCAL", "WITH tables")
SERVING = "sangkien"  # the role of docs/operating.md that serves; postgres owns and migrates
PREPARED = (
    "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {SERVING}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {SERVING}",
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ON_POSTGRESQL:
        terminalreporter.write_line("Wall 2 is PostgreSQL's own: its tests are in that run only.")


class Store:
    """Databases made once and copied back after each test that has changed theirs.

    On PostgreSQL the application works as the role that wall 2 binds, and migrates as the owner.
    """

    def __init__(self, folder: Path, cluster: postgres.Cluster | None) -> None:
        self.folder, self.cluster = folder, cluster

    def address(self, name: str) -> str:
        if self.cluster:
            return self.cluster.url_of(name, SERVING)
        return f"sqlite:///{self.folder / name}.db"

    def owner_address(self, name: str) -> str | None:
        return self.cluster.url_of(name) if self.cluster else None

    def empty(self, name: str) -> None:
        if self.cluster:
            prepare(self.cluster, name)

    def copy(self, source: str, target: str) -> None:
        if self.cluster:
            self.cluster.create(target, template=source)
            return
        for tail in ("-wal", "-shm"):
            (self.folder / f"{target}.db{tail}").unlink(missing_ok=True)
        shutil.copy(self.folder / f"{source}.db", self.folder / f"{target}.db")


def prepare(cluster: postgres.Cluster, name: str) -> str:
    """An empty database as docs/operating.md makes it; the address of its owner."""
    cluster.role(SERVING)
    owner = cluster.create(name)
    with sa.create_engine(owner, poolclass=sa.NullPool).begin() as connection:
        for statement in PREPARED:
            connection.exec_driver_sql(statement)
    return owner


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("databases")
    if ON_POSTGRESQL:
        with postgres.running() as cluster:
            yield Store(folder, cluster)
    else:
        yield Store(folder, None)


@pytest.fixture(scope="session")
def make_app(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """An application on a named database of the store; as `unbound`, beyond wall 2."""

    def make(name: str, *, unbound: bool = False) -> Flask:
        app = create_app(
            TESTING=True,
            SECRET_KEY="a key for tests only",
            INSTANCE=tmp_path_factory.mktemp("instance"),
            SQLALCHEMY_DATABASE_URI=(unbound and store.owner_address(name)) or store.address(name),
            DATABASE_OWNER_URI=store.owner_address(name),
            SERVER_NAME=None,
            SANGKIEN_CLOCK=None,
        )
        app.test_client_class = Client
        return app

    return make


@contextmanager
def prepared(
    store: Store, make_app: Callable[..., Flask], name: str, fill: Callable[[], None]
) -> Iterator[Flask]:
    """An application whose database is `fill`ed once; the copy is what tests work on."""
    store.empty(f"{name}_made")
    maker = make_app(f"{name}_made")
    with maker.app_context():
        upgrade()
        fill()
        db.session.remove()
        db.engine.dispose()
    store.copy(f"{name}_made", name)
    app = make_app(name)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def _world_app(store: Store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    def fill() -> None:
        with jobs.step(Everything("world for tests"), at=world.NOW) as session:
            session.add(Practice(moment=world.NOW))
            world.build()

    with prepared(store, make_app, "world", fill) as app:
        yield app


@pytest.fixture
def app(_world_app: Flask, store: Store) -> Iterator[Flask]:
    """The application on a fresh copy of the small world of `tests/world.py`."""
    yield from _fresh(_world_app, store, "world")


@pytest.fixture(scope="session")
def _demo_app(store: Store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    with prepared(store, make_app, "demo", demo.load) as app:
        yield app


@pytest.fixture
def demo_app(_demo_app: Flask, store: Store) -> Iterator[Flask]:
    """The application on a fresh copy of the demo of the five dispatches."""
    yield from _fresh(_demo_app, store, "demo")


@pytest.fixture
def demo_signed_in(demo_app: Flask) -> Callable[[str], Client]:
    """`demo_signed_in("canbo.go-vap")`: a client of that account of the demo."""
    return lambda login: demo_app.test_client().sign_in(login, PASSWORD)  # type: ignore[attr-defined]


def _fresh(app: Flask, store: Store, name: str) -> Iterator[Flask]:
    wrote = []
    with app.app_context():
        engine = db.engine
        clock.restart()

    def note(connection: sa.Connection) -> None:
        wrote.append(True)

    event.listen(engine, "commit", note)
    yield app
    event.remove(engine, "commit", note)
    if wrote:
        engine.dispose()
        store.copy(f"{name}_made", name)


@pytest.fixture
def client(app: Flask) -> Client:
    """Somebody not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Client]:
    """`signed_in("officer.huyen-a1")`: a client of that account."""
    return lambda login: app.test_client().sign_in(login)  # type: ignore[attr-defined]


@pytest.fixture
def as_unit(app: Flask) -> AsUnit:
    """`with as_unit("huyen-a1") as session:` a session in that unit's scope, committed at the end.

    No application context stays open around a client call: the request would reuse its session.
    """

    @contextmanager
    def enter(code: str) -> Iterator[ScopedSession]:
        with app.app_context():
            path = path_of(code)
            with jobs.step(Scope(path)) as session:
                yield session

    return enter


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """The ids of the world's units by code."""
    with app.app_context(), jobs.reading("ids for a test") as session:
        return dict(session.execute(sa.select(Unit.code, Unit.id)).all())  # type: ignore[arg-type]


def path_of(code: str) -> str:
    with jobs.reading("a path for a test") as session:
        return session.scalars(sa.select(Unit.path).where(Unit.code == code)).one()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that runs while the fixture lives, but for BEGIN, COMMIT and what wall 2 says."""
    seen: list[str] = []

    def note(connection, cursor, sql, params, context, many) -> None:  # type: ignore[no-untyped-def]
        if not sql.startswith(FRAME):
            seen.append(sql)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)
