"""A hand inside the database, past the wall and past the triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from app.db import db
from app.journal import JournalLine, Seal

LINE = JournalLine.__table__
SEAL = Seal.__table__


@contextmanager
def tables(app: Flask, *, triggers: bool = True) -> Iterator[sa.Connection]:
    """The owner's connection, past the wall; without `triggers` nothing guards the journal."""
    with app.app_context():
        here = db.engine.execution_options(wall="a test of the journal", writing=True)
        owner = app.config.get("DATABASE_OWNER_URI")
        engine = sa.create_engine(owner, poolclass=sa.NullPool) if owner else here
        with engine.execution_options(wall="a test of the journal").begin() as connection:
            if not triggers:
                _drop(connection)
            yield connection
        with here.begin():
            pass  # so that the next test gets a fresh database


def _drop(connection: sa.Connection) -> None:
    for table in (LINE.name, SEAL.name):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")


def ids(connection: sa.Connection) -> list[int]:
    return list(connection.scalars(sa.select(LINE.c.id).order_by(LINE.c.id)))
