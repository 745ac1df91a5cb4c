"""Writing millions of rows: without looking at foreign keys row by row, indexes last."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from app import create_app

AT_ONCE = 20_000
ORPHANS = """
SELECT (SELECT count(*) FROM initiative AS i LEFT JOIN unit AS u ON (u.id, u.path) = (i.unit_id,
  i.unit_path) LEFT JOIN unit AS d ON d.id = i.desk_unit_id
  WHERE u.id IS NULL OR (i.desk_unit_id IS NOT NULL AND d.id IS NULL))
+ (SELECT count(*) FROM author AS a LEFT JOIN initiative AS i ON (i.id, i.unit_path) =
  (a.initiative_id, a.unit_path) WHERE i.id IS NULL)"""


def application(folder: Path, address: str, owner: str | None = None) -> Flask:
    """The application over a database of a benchmark's own."""
    return create_app(
        TESTING=True,
        INSTANCE=folder,
        SECRET_KEY="a key for a benchmark",
        SQLALCHEMY_DATABASE_URI=address,
        DATABASE_OWNER_URI=owner,
        WTF_CSRF_ENABLED=False,
    )


@contextmanager
def loosely(engine: Engine) -> Iterator[sa.Connection]:
    """A transaction in which no foreign key is looked at row by row, but all at its end."""
    sqlite = engine.dialect.name == "sqlite"
    engine.dispose()  # or the journal could not be left out
    options = {"wall": "a benchmark", "no_parameters": True}
    with engine.connect().execution_options(**options) as connection:
        if sqlite:  # outside a transaction, or it is not heard
            pragma(connection, "foreign_keys=OFF", "cache_size=-1000000", "journal_mode=OFF")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")
            connection.exec_driver_sql("SET work_mem = '256MB'")
        yield connection
        assert connection.exec_driver_sql(ORPHANS).scalar() == 0
        connection.commit()
        if sqlite:
            pragma(connection, "journal_mode=WAL")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if sqlite else "VACUUM ANALYZE")
    engine.dispose()


def pragma(connection: sa.Connection, *settings: str) -> None:
    for setting in settings:
        connection.connection.driver_connection.execute(f"PRAGMA {setting}").close()


@contextmanager
def unindexed(
    connection: sa.Connection, *models: Any, said: Callable[[str, float], None] | None = None
) -> Iterator[None]:
    """The indexes are built when all rows are there: one after another, not row by row.

    :param said: is told the name of each index before it is built, and what share of all is done
    """
    indexes = [index for model in models for index in model.__table__.indexes]
    for index in indexes:
        index.drop(connection)
    yield
    for place, index in enumerate(indexes):
        if said:
            said(str(index.name), place / len(indexes))
        index.create(connection)


def insert(connection: sa.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows with a value for each column of a table, as fast as each database takes them."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        marks = ", ".join("?" * len(some[0]))
        driver.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
