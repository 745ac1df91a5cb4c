"""The migrations make what the models say, and an upgrade loses no row."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from app import jobs
from app.db import db, owner_engine
from app.initiatives.starter import CONSENT
from app.tenancy import Everything
from app.units import starter
from tests.house.source import ROOT
from tests.world import NOW

REVISION = '''
"""a toy"""
import sqlalchemy as sa
from alembic import op

revision = "toy"
down_revision = "{head}"


def upgrade() -> None:
    {change}
'''
REBUILD = """
    with op.batch_alter_table("unit") as unit:
        unit.alter_column("short_name", existing_type=sa.Text(), nullable=True)
        unit.add_column(sa.Column("toy", sa.Text()))
"""


@pytest.fixture
def filled(_world_app, store, make_app) -> Iterator[Flask]:
    """An application on a filled database of its own."""
    store.copy("world_made", "migrations")
    app = make_app("migrations")
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def at_the_tables(app: Flask) -> Iterator[sa.Connection]:
    """A connection outside the wall."""
    with app.app_context():
        engine = db.engine.execution_options(wall="a test of migrations")
        with engine.connect().execution_options(reading=True) as connection:
            yield connection


def rows(app: Flask) -> dict[str, int]:
    with at_the_tables(app) as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def with_one_more(tmp_path: Path, change: str) -> str:
    """A copy of the migrations with one more revision on top."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder)
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions" / "toy.py").write_text(REVISION.format(head=head, change=change))
    return str(folder)


def differences(app: Flask) -> list[object]:
    with at_the_tables(app) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def test_the_migrations_make_what_the_models_say(filled):
    assert differences(filled) == []


def test_a_column_that_no_migration_makes_is_caught(filled, tmp_path):
    with filled.app_context():
        upgrade(directory=with_one_more(tmp_path, 'op.drop_column("notice", "body")'))
    assert [change[0] for change in differences(filled)] == ["add_column"]


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_every_migration_has_a_way_back(filled):
    with filled.app_context():
        downgrade(revision="0001")
        upgrade()
    assert differences(filled) == []


def test_upgrading_again_changes_nothing(filled):
    before = rows(filled)
    with filled.app_context():
        upgrade()
    assert rows(filled) == before
    assert before["unit"] > 10


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(filled, tmp_path):
    before = rows(filled)
    with filled.app_context():
        upgrade(directory=with_one_more(tmp_path, REBUILD))
    assert rows(filled) == before
    with at_the_tables(filled) as connection:
        assert "toy" in {column["name"] for column in sa.inspect(connection).get_columns("unit")}


def test_a_migration_that_breaks_references_is_undone(filled, tmp_path):
    before = rows(filled)
    with filled.app_context(), pytest.raises((SystemExit, sa.exc.IntegrityError)):
        upgrade(directory=with_one_more(tmp_path, 'op.execute("delete from account")'))
    assert rows(filled) == before


# --- 0003 to 0004 ---

numbers = count()
VALUES = [  # by the type of the column; the first that fits
    (sa.Boolean, False),
    (sa.Integer, 1),
    (sa.DateTime, NOW),
    (sa.Date, NOW.date()),
    (sa.JSON, {}),
    (sa.LargeBinary, b"x"),
    (sa.Text, "x"),
]


@pytest.fixture
def at_0003(store, make_app) -> Iterator[Flask]:
    """An application on a database as 0003 left it, with a row in every table."""
    name = f"at_0003_{next(numbers)}"
    store.empty(name)
    app = make_app(name)
    with app.app_context():
        upgrade(revision="0003")
        with owner(app) as connection:
            fill(connection)
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def owner(app: Flask) -> Iterator[sa.Connection]:
    """A connection of the role that owns the tables, outside the wall, which commits."""
    with app.app_context():
        engine = owner_engine(app)
        with engine.execution_options(wall="a test of migrations", writing=True).begin() as one:
            yield one


def fill(connection: sa.Connection) -> None:
    """A row in every table as it stands in the database, each tied to the others."""
    tables = sa.MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if table.name != "alembic_version":
            row = {column.name: _value(column) for column in table.columns if not column.nullable}
            connection.execute(sa.insert(table).values(row))


def _value(column: sa.Column[Any]) -> Any:
    if column.name in ("path", "unit_path"):
        return "0001."
    return next(value for kind, value in VALUES if isinstance(column.type, kind))


def held(app: Flask, table: str) -> list[Any]:
    with owner(app) as connection:
        return list(connection.execute(sa.text(f"SELECT * FROM {table}")).mappings())


def test_a_filled_database_goes_from_0003_to_0004(at_0003):
    names = [table.name for table in db.metadata.sorted_tables]
    with owner(at_0003) as connection:
        there = set(sa.inspect(connection).get_table_names())
    before = {name: len(held(at_0003, name)) for name in names if name in there}
    assert set(before.values()) == {1}, "every table had a row"
    with at_0003.app_context():
        upgrade(revision="0004")
    assert {name: len(held(at_0003, name)) for name in before} == before
    [text] = held(at_0003, "consent_text")
    assert (text["version"], text["unit_id"], text["unit_path"]) == (1, 1, "0001.")
    assert text["text"] == CONSENT
    assert str(text["since"]) == "2023-03-06", "when it was first agreed to"
    [consent] = held(at_0003, "consent")
    assert consent["text_id"] == text["id"] and "version" not in consent
    [erasure] = held(at_0003, "erasure")
    assert len(bytes(erasure["seal"])) == 12 and erasure["traces_sealed"] is None
    [rule] = held(at_0003, "retention_rule")
    assert (rule["reason"], rule["by_id"], rule["at"]) == (None, None, None)


def test_an_empty_database_passes_0004_and_its_root_brings_the_text(store, make_app):
    store.empty("empty_0004")
    app = make_app("empty_0004")
    with app.app_context():
        upgrade(revision="0003")
        upgrade(revision="0004")
        assert held(app, "consent_text") == []
        upgrade()
        with jobs.step(Everything("a test")):
            starter.plant("tld", "Tổng Liên đoàn", at=NOW)
        assert [row["text"] for row in held(app, "consent_text")] == [CONSENT]
        db.engine.dispose()


def test_0004_can_be_taken_back(at_0003):
    with at_0003.app_context():
        upgrade(revision="0004")
        downgrade(revision="0003")
    [consent] = held(at_0003, "consent")
    assert consent["version"] == 1 and "text_id" not in consent
