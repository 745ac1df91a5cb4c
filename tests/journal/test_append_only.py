"""Lines and seals are written and never touched again; only their place follows the unit."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import jobs, journal
from app.journal import JournalLine, Seal
from app.tenancy import Everything
from app.units import Unit
from tests.journal.tampering import LINE, SEAL, ids, tables
from tests.world import NOW

LATER = NOW + dt.timedelta(hours=1)
CHANGES = {
    "id": 999_999,
    "at": LATER,
    "by_id": 999,
    "act": "unit.close",
    "subject": "stage",
    "subject_id": 999,
    "fields": ["title"],
    "rows": 999,
}
SEAL_CHANGES = {
    "id": 999_999,
    "first_id": -5,
    "last_id": 999_999,
    "count": 0,
    "hash": "x",
    "marks": [],
    "at": NOW,
}


@pytest.fixture
def sealed(app):
    with app.app_context(), jobs.step(Everything("seals for a test")):
        assert journal.seal(at=LATER)
    return app


def refused(app, statement, *values) -> None:
    with (
        pytest.raises(sa.exc.DatabaseError, match="append-only"),
        tables(app) as connection,
    ):
        connection.execute(statement, *values)


def test_every_column_but_the_place_is_tried():
    columns = {column.name for column in LINE.columns}
    assert columns == {*CHANGES, "unit_id", "unit_path"}
    assert {column.name for column in SEAL.columns} == set(SEAL_CHANGES)


@pytest.mark.parametrize("column", CHANGES)
def test_no_column_of_a_line_changes(app, column):
    with tables(app) as connection:
        line = ids(connection)[0]
    refused(app, LINE.update().where(LINE.c.id == line).values({column: CHANGES[column]}))


def test_a_line_stays_at_its_unit(app):
    with app.app_context(), jobs.reading("a unit for a test") as session:
        unit = session.scalars(sa.select(Unit).order_by(Unit.path.desc()).limit(1)).one()
        place = {"unit_id": unit.id, "unit_path": unit.path}
    elsewhere = LINE.c.unit_id != place["unit_id"]
    refused(app, LINE.update().where(elsewhere).values(place))


@pytest.mark.parametrize("column", SEAL_CHANGES)
def test_no_column_of_a_seal_changes(sealed, column):
    refused(sealed, SEAL.update().values({column: SEAL_CHANGES[column]}))


@pytest.mark.parametrize("table", [LINE, SEAL])
def test_nothing_is_deleted(sealed, table):
    refused(sealed, table.delete())


def test_nothing_is_deleted_by_other_words(sealed):
    with tables(sealed) as connection:
        line = ids(connection)[0]
        kind = connection.dialect.name
    if kind == "postgresql":
        refused(sealed, sa.text("TRUNCATE journal_line"))
        refused(sealed, sa.text("TRUNCATE seal"))
    else:
        columns = "id, at, act, subject, fields, unit_id, unit_path"
        refused(
            sealed,
            sa.text(
                f"INSERT OR REPLACE INTO journal_line ({columns})"
                f" SELECT id, at, 'unit.open', subject, fields, unit_id, unit_path"
                f" FROM journal_line WHERE id = {line}"
            ),
        )


def test_the_models_are_refused_too(app):
    with (
        app.app_context(),
        pytest.raises(sa.exc.DatabaseError, match=r"append-only|permission denied"),
        jobs.step(Everything("a change")) as session,
    ):
        session.scalars(sa.select(JournalLine).limit(1)).one().act = "unit.close"


def test_moving_a_unit_takes_its_lines_along(sealed, as_unit):
    def lines_below(session) -> list[int]:
        path = Unit.by_code("huyen-a1").path
        query = sa.select(JournalLine.id).where(JournalLine.unit_path.startswith(path))
        return sorted(session.scalars(query))

    with as_unit("tld") as session:
        before = lines_below(session)
        assert before
        Unit.by_code("huyen-a1").move(Unit.by_code("tinh-b"), by=None, at=LATER)
    with as_unit("tinh-b") as session:
        after = lines_below(session)
    assert set(before) < set(after), "and a line about the move itself"
    with sealed.app_context(), jobs.reading("seals") as session:
        assert journal.check().finding is None, "where a line lies is under no seal"
        assert session.scalar(sa.select(sa.func.count(Seal.id))) == 1
