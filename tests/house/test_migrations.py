"""The migrations make what the models say, and an upgrade loses no row."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from app.db import db
from tests.house.source import ROOT

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
