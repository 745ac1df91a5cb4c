"""Snapshots: taken once, never changed, added up again on opening."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Initiative
from app.journal import JournalLine
from app.progress import Definition, table_at
from app.progress.snapshots import Snapshot
from app.progress.tables import Structure
from app.tenancy import Everything
from app.units import Unit
from tests.progress.snapshots.frozen_tables import SNAPSHOT, unlocked
from tests.progress.tables.test_tables import fill, tables
from tests.world import NOW

DAY = dt.date(2023, 2, 20)
SIGNED = {"signed_by": "Nguyễn Thị Lan", "by": 1}
CHANGES = {
    "id": 999_999,
    "programme_id": 999,
    "stage_id": 1,
    "definition": "valid",
    "structure": "today",
    "moment": NOW - dt.timedelta(days=900),
    "heading": {},
    "own": {},
    "total": {},
    "rows": [],
    "digest": "x",
    "taken_at": NOW - dt.timedelta(days=900),
    "by_id": 999,
    "signed_by": "x",
}


def take(code: str, *, at: dt.datetime = NOW, title: str = "Quý I", day=None) -> Snapshot:
    """Freeze a unit's table of now or of a day, in the session that is open."""
    table = tables(code, day)
    return Snapshot.take(Unit.by_code(code), table, title=title, at=at, **SIGNED)


@pytest.fixture
def taken(app):
    """One of a province with figures, and nothing else; its id."""
    with app.app_context():
        fill()
        with jobs.step(Everything("snapshot for a test")):
            return take("tinh-a").id


def kept_at(app, number):
    """A snapshot opened, in a session of its own."""
    with app.app_context(), jobs.reading("look") as session:
        return session.get_one(Snapshot, number).opened()


def refused(app, statement) -> None:
    with app.app_context():
        connection = db.engine.connect().execution_options(wall="test", writing=True)
        with connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.execute(statement)


@pytest.mark.parametrize("day", [None, DAY])
def test_it_is_the_table_that_was_frozen(app, day):
    with app.app_context():
        fill()
        with jobs.step(Everything("snapshot for a test")):
            kept = take("tinh-a", day=day)
            db.session.flush()
            db.session.expire(kept)
            was, opened = tables("tinh-a", day), kept.opened()
            assert opened.is_whole and opened.table.past
            assert [(x.name, x.counts, x.quota) for x in opened.table.lines] == [
                (x.name, x.counts, x.quota) for x in was.lines
            ]
            assert opened.table.own.counts == was.own.counts
            assert opened.table.total.quota == was.total.quota
            assert opened.table.own.difference == was.own.difference
            assert opened.table.window.deadline == was.window.deadline


def test_it_shows_nothing_live(app, taken):
    before = kept_at(app, taken).table
    with app.app_context(), jobs.step(Everything("change for a test")) as session:
        unit = Unit.by_code("huyen-a1")
        unit.rename("LĐLĐ huyện Tên Mới", by=1, at=NOW)
        live = tables("tinh-a").window
        live.stage.name, live.programme.name = "Tên khác", "Tên khác"
        some = sa.select(Initiative).where(Initiative.state == "endorsed")
        for one in session.scalars(some).unique():
            one.reject(by=1, at=NOW)
    after = kept_at(app, taken).table
    assert list(after.lines) == list(before.lines) and after.own == before.own
    assert after.window == before.window


def test_twice_is_once_and_a_minute_later_is_another(app):
    with app.app_context():
        fill()
        with jobs.step(Everything("snapshots for a test")) as session:
            first = take("tinh-a")
            assert take("tinh-a", at=NOW + dt.timedelta(seconds=5)) is first
            assert take("tinh-a", title="Khác") is not first
            assert take("huyen-a1") is not first
            assert take("tinh-a", at=NOW + dt.timedelta(minutes=2)) is not first
            acts = session.scalars(sa.select(JournalLine.act)).all()
            assert acts.count("snapshot.take") == 4


def test_every_column_but_the_place_and_the_title_is_tried():
    columns = {column.name for column in SNAPSHOT.columns}
    assert columns == {*CHANGES, "unit_id", "unit_path", "title"}


@pytest.mark.parametrize("column", CHANGES)
def test_no_column_changes(app, taken, column):
    refused(app, SNAPSHOT.update().values({column: CHANGES[column]}))


def test_it_is_not_deleted_nor_put_at_another_unit(app, taken):
    refused(app, SNAPSHOT.delete())
    with app.app_context(), jobs.reading("a unit for a test"):
        unit = Unit.by_code("tinh-b")
        place = {"unit_id": unit.id, "unit_path": unit.path}
    refused(app, SNAPSHOT.update().values(place))


def test_a_name_in_its_title_can_be_erased(app, taken):
    with app.app_context(), jobs.step(Everything("erasure for a test")) as session:
        session.get_one(Snapshot, taken).title = "(đã xóa theo yêu cầu)"
    assert kept_at(app, taken).is_whole


def test_a_unit_that_moves_takes_its_snapshots_along(app, as_unit):
    with app.app_context():
        fill()
        with jobs.step(Everything("snapshot for a test")):
            number = take("huyen-a1").id
    before = kept_at(app, number)
    with app.app_context(), jobs.step(Everything("move for a test")):
        Unit.by_code("huyen-a1").move(Unit.by_code("tinh-b"), by=1, at=NOW)
    with as_unit("tinh-a") as session:
        assert session.get(Snapshot, number) is None
    for code in ("tinh-b", "huyen-a1"):
        with as_unit(code) as session:
            assert session.get_one(Snapshot, number).opened() == before
            assert before.is_whole
    with as_unit("cs-a11") as session:
        assert session.get(Snapshot, number) is None, "nobody below sees it"


@pytest.mark.parametrize(
    ("column", "change", "figure"),
    [
        ("total", lambda row: row | {"quota": 4700}, "Chỉ tiêu"),
        ("own", lambda row: row | {"counts": {"valid": 1_000_000}}, "Hợp lệ"),
        ("rows", lambda rows: rows[1:], "Chỉ tiêu"),
        ("signed_by", lambda _name: "x", None),
        ("definition", lambda _code: "không có", None),
        ("structure", lambda _code: "không có", None),
        ("heading", lambda _names: {}, None),
    ],
)
def test_what_somebody_changed_past_the_triggers_is_noticed(app, taken, column, change, figure):
    with unlocked(app) as connection:
        value = connection.scalar(sa.select(SNAPSHOT.c[column]).where(SNAPSHOT.c.id == taken))
        connection.execute(SNAPSHOT.update().values({column: change(value)}))
    opened = kept_at(app, taken)
    assert not opened.is_sealed and not opened.is_whole
    assert figure is None or figure in [one.figure for one in opened.off]
    assert opened.table.total.quota == sum(line.quota or 0 for line in opened.table.lines)


def test_a_row_sealed_with_a_wrong_total_is_noticed_all_the_same(app, taken):
    """Whoever computes the digest anew still does not make 4.640 of 4.700."""
    with app.app_context(), jobs.reading("look") as session:
        kept = session.get_one(Snapshot, taken)
        total = kept.total | {"quota": 4700}
        session.expunge(kept)
        kept.total = total
        digest = kept.fingerprint()
    with unlocked(app) as connection:
        connection.execute(SNAPSHOT.update().values(total=total, digest=digest))
    opened = kept_at(app, taken)
    assert opened.is_sealed and not opened.is_whole
    [off] = opened.off
    assert (off.figure, off.stored, off.added) == ("Chỉ tiêu", 4700, opened.table.total.quota)


def test_a_past_table_on_todays_tree_says_so(app):
    with app.app_context():
        fill()
        with jobs.step(Everything("snapshot for a test")):
            unit, window = Unit.by_code("tinh-a"), tables("tinh-a").window
            table = table_at(unit, window, Definition.VALID, DAY, Structure.TODAY)
            said = {"title": "x", "at": NOW, **SIGNED}
            kept = Snapshot.take(unit, table, Structure.TODAY, **said)
            assert kept.structure_words == "theo tổ chức lúc chốt số liệu"
            assert kept.counting is Definition.VALID
