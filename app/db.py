"""The database: one declarative base, column types, and how a transaction begins on SQLite."""

import datetime as dt
import json
import os
import sqlite3
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, orm
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from app import arrays as arrays
from app.tenancy import ScopedSession, role

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database. A naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None or value.tzinfo:
            return value
        return value.replace(tzinfo=dt.UTC)


class Declarative(orm.DeclarativeBase):
    """What Flask-SQLAlchemy copies into the base of all models."""

    registry = orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            dt.datetime: UtcDateTime(),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
            str: sa.Text(),
        },
    )


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, whose sessions have one scope each."""

    session: orm.scoped_session[ScopedSession]  # type: ignore[assignment]


db = Database(
    model_class=Declarative,
    disable_autonaming=True,
    session_options={"class_": ScopedSession},
)
if TYPE_CHECKING:
    Base = Declarative
else:
    Base = db.Model

Id = Annotated[int, orm.mapped_column(primary_key=True)]
# Written by hand, so that somebody may be named in it: searched when that person is erased.
Prose = Annotated[str, orm.mapped_column(info={"prose": True})]

migrate = Migrate(db=db, directory="migrations", render_as_batch=True, compare_type=True)


def insert_all(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, each with the same columns, in one statement."""
    if rows:
        db.session.execute(sa.insert(model), rows, execution_options=AS_THEY_STAND)


def insert_numbered(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The same, giving the new rows' ids in their order."""
    if not rows:
        return []
    if db.session.get_bind().dialect.name == "postgresql":
        ids = sa.func.nextval(sa.func.pg_get_serial_sequence(model.__tablename__, "id"))
        numbers = list(db.session.scalars(sa.select(ids).select_from(_count(len(rows)))))
        insert_all(model, [{**row, "id": n} for row, n in zip(rows, numbers, strict=True)])
        return numbers
    statement = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows, execution_options=AS_THEY_STAND))


def _count(number: int) -> Any:
    return sa.func.generate_series(1, number).table_valued("n")


# Columns are named as in the table: nothing is to be translated row by row.
AS_THEY_STAND = {"dml_strategy": "raw"}


def insert_missing(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows but those that are there already, by whichever key."""
    if rows:
        db.session.execute(_insert(model).on_conflict_do_nothing(), rows)


def _insert(model: Any) -> Any:
    dialect = db.session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(model)


def upsert(model: Any, *, key: list[str], rows: Sequence[dict[str, Any]], add: list[str]) -> None:
    """Insert rows, or add their columns `add` to the rows that have the same `key`."""
    if not rows:
        return
    insert = _insert(model)
    zeros = {
        column.key: 0
        for column in sa.inspect(model).columns
        if column.default is not None and column.default.is_scalar
    }
    sums = {name: getattr(model, name) + insert.excluded[name] for name in add}
    statement = insert.on_conflict_do_update(index_elements=key, set_=sums)
    db.session.execute(statement, [{**zeros, **row} for row in rows])


DAY = 86_400


def days_between(since: Any, until: Any) -> Any:
    """Whole days from one instant to another, as an expression; each database counts its way."""
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.cast(sa.func.floor(sa.extract("epoch", until - since) / DAY), sa.Integer)
    ends = [sa.cast(sa.func.strftime("%s", at), sa.Integer) for at in (since, until)]
    return (ends[1] - ends[0]) // DAY


READING = {"GET", "HEAD", "OPTIONS"}
PATIENCE = 15
"""Seconds that a statement waits on SQLite for others to have written."""
CONNECTIONS = 20
"""Of one process to PostgreSQL: 8 threads, each with up to two sessions at a time, and room."""


class TooSlow(Exception):
    """The database took longer than the request wants to wait."""


def hurry(seconds: float) -> None:
    """From now on this request waits for the database no longer than that, all in all.

    Then it is an `OperationalError` (somebody holds a lock) or `TooSlow`.
    """
    g.database_until = time.monotonic() + seconds


def _left() -> float | None:
    """The seconds that are left of a hurry."""
    until = g.get("database_until") if has_request_context() else None
    return None if until is None else until - time.monotonic()


def init_app(app: Flask) -> None:
    """Bind the database to the application."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    migrate.init_app(app, db)
    if not app.testing and "FLASK_RUN_FROM_CLI" not in os.environ:  # commands may be the owner's
        with app.app_context():
            check_at_start()


def take_stock() -> None:
    """Have SQLite look at how rows are spread over its indexes, a thousand of each.

    Without that it guesses which one finds less; PostgreSQL looks by itself.
    """
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection  # no transaction of ours is about
            for statement in ("PRAGMA analysis_limit=1000", "ANALYZE"):
                driver.execute(statement)


def check_at_start() -> None:
    """Refuse to serve as a role that could pass wall 2."""
    role.check_at_start(db.engine)


def _engine_options(url: str) -> dict[str, Any]:
    options: dict[str, Any] = {"json_serializer": _dump}
    if sa.make_url(url).get_backend_name() == "postgresql":
        # Compiling a statement of many joins takes seconds (measured: 8.8), running it a tenth.
        options["connect_args"] = {"prepare_threshold": None, "options": "-c jit=off"}
        # Fixed: beyond its size SQLAlchemy's pool is not fair, and who waits may wait for ever.
        options |= {"pool_size": CONNECTIONS, "max_overflow": 0}
    else:
        options["connect_args"] = {"timeout": PATIENCE}
    return options


def owner_engine(app: Flask) -> Engine:
    """An engine for migrations: of the role that owns the tables, where one is named."""
    owner = app.config.get("DATABASE_OWNER_URI")
    return sa.create_engine(owner, poolclass=sa.NullPool) if owner else db.engine


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    """Set what design §9 asks of SQLite, and take BEGIN into our own hands."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        f"busy_timeout={PATIENCE * 1000}",
        "cache_size=-32768",  # 32 MB: lists of thousands touch every page of an index
        "wal_autocheckpoint=8000",  # 32 MB, or each of their steps would copy those pages home
        "secure_delete=ON",  # what is erased leaves no bytes behind
    ):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    """Begin at once as a writer where a write may follow.

    A deferred transaction that turns writer later fails when another one wrote in between
    (measured: 1,091 of 1,200 times with 8 writers); an immediate one waits for its turn.
    """
    left = _left()
    if connection.dialect.name != "sqlite":
        if left is not None:
            _hurry_postgresql(connection, left)
        return
    options = connection.get_execution_options()
    reading = options.get("reading") or (has_request_context() and request.method in READING)
    writing = options.get("writing") or not reading
    try:
        if left is not None:
            _wait_at_most(connection, left)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    finally:
        if left is not None:  # the connection goes back to those who have time
            _wait_at_most(connection, PATIENCE)


def _wait_at_most(connection: sa.Connection, seconds: float) -> None:
    milliseconds = max(1, round(seconds * 1000))
    connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}").close()


def _hurry_postgresql(connection: sa.Connection, seconds: float) -> None:
    milliseconds = max(1, round(seconds * 1000))
    for setting in ("lock_timeout", "statement_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {setting} = {milliseconds}")


@event.listens_for(Engine, "before_cursor_execute")
def _no_time_left(
    connection: sa.Connection, cursor: Any, sql: str, params: Any, context: Any, many: bool
) -> None:
    left = _left()
    if left is not None and left <= 0 and not sql.startswith("PRAGMA"):
        raise TooSlow()
