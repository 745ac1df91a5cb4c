"""The spreadsheet of a table: no cell is a formula, and who took it is in the journal."""

import io
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app import jobs
from app.journal import JournalLine
from app.progress.figures import Counts, Definition, Line
from app.progress.outgoing import Printed
from app.progress.outgoing.export import spreadsheet
from app.progress.tables import Table
from app.sheets import read
from tests.progress.tables.test_tables import fill
from tests.world import NOW

TRICKS = [
    *("=1+1", "+84903111222", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1"),
    *('=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0", "+", "=", "{=1+1}", "＝1+1"),
]
STARTS = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n", "=@", "\t="])
NAMES = st.builds(str.__add__, STARTS, st.text(st.characters(codec="utf-8"), max_size=30))


def named(names: list[str]) -> bytes:
    """A table in which everything that has a name is called by one of these."""
    called = cycle(names)
    window: Any = SimpleNamespace(
        programme=SimpleNamespace(name=next(called)), stage=SimpleNamespace(name=next(called))
    )
    lines = [Line("unit", next(called), Counts(valid=3, returned=1), quota=9) for _ in range(3)]
    own = Line("own", next(called), Counts(valid=9, returned=3), quota=40, given=27)
    return spreadsheet(Printed(Table(window, NOW, own, lines, Definition.REGISTERED)))


def check(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell in (cell for row in book.worksheets[0].iter_rows() for cell in row):
        assert cell.data_type in ("s", "n"), (cell.coordinate, cell.value)
        if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@\t\r")):
            assert cell.quotePrefix, "editing the cell would make a formula of it"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows, "the other reader reads it too"
    cells = [cell for row in read(data).sheets[0].rows for cell in row.cells.values()]
    assert {cell.kind for cell in cells} <= {"text", "number"}


@pytest.mark.parametrize("name", TRICKS)
def test_no_name_of_a_unit_becomes_a_formula(app, name):
    with app.test_request_context():
        data = named([name])
    check(data)
    written = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["B8"].value
    assert written.replace("\r", "\n").strip() == name.replace("\r", "\n").strip()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NAMES, min_size=1, max_size=4))
def test_no_cell_is_a_formula_whatever_units_are_called(app, names):
    with app.test_request_context():
        check(named(names))


@pytest.mark.parametrize(
    ("query", "fields"),
    [("", []), ("?stage=gd2&count=valid", ["count", "stage"]), ("?stage=gd2&x=1", ["stage"])],
)
def test_an_export_is_in_the_journal(app, signed_in, ids, query, fields):
    with app.app_context():
        fill()
    viewer = signed_in("viewer.tinh-a")
    address = f"/u/{ids['tinh-a']}/progress/table.xlsx{query}"
    assert viewer.get(address).status_code == 200
    (line,) = exports(app)
    assert (line.subject, line.subject_id, line.unit_id) == ("unit", *[ids["tinh-a"]] * 2)
    assert (line.fields, line.rows) == (fields, 3), "three units lie below"
    assert line.by_id is not None


def test_what_is_refused_is_no_export(app, signed_in, ids):
    assert signed_in("administrator.tinh-a").get(at(ids)).status_code == 403
    assert signed_in("viewer.tinh-b").get(at(ids)).status_code == 404
    assert exports(app) == []


def test_without_its_line_no_file_is_handed_out(app, signed_in, ids, monkeypatch):
    def fail(*_said, **_more):
        raise RuntimeError("on purpose")

    viewer = signed_in("viewer.tinh-a")
    monkeypatch.setattr("app.journal.record_apart", fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        viewer.get(at(ids))


def at(ids) -> str:
    return f"/u/{ids['tinh-a']}/progress/table.xlsx?stage=gd2"


def exports(app) -> list[JournalLine]:
    with app.app_context(), jobs.reading("exports for a test") as session:
        query = sa.select(JournalLine).where(JournalLine.act == "progress.export")
        found = session.scalars(query).all()
        session.expunge_all()
        return list(found)
