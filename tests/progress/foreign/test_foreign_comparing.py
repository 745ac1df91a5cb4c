"""A foreign table beside our own: names matched, figures held against each other."""

import datetime as dt
import json

import pytest
from click.testing import Result

from app import clock, jobs, sheets
from app.programmes import all_windows
from app.progress import Definition, Table, table_now
from app.progress.foreign import check, compare, read_foreign
from app.progress.foreign.faults import errors
from app.progress.foreign.reading import Foreign
from app.progress.outgoing import Printed
from app.progress.outgoing.export import spreadsheet
from app.sheets import Book
from app.tenancy import Everything
from app.units import Unit, UnitAlias
from tests.progress.foreign.foreign_tables import NINH_BINH, found, sheet
from tests.progress.tables.test_tables import fill
from tests.world import NOW

HEADER = ("STT", "Tên đơn vị", "Chỉ tiêu", "Hợp lệ", "Không hợp lệ", "Cộng")


def run(app, *options) -> Result:
    return app.test_cli_runner().invoke(args=["progress", "check", *map(str, options)])


def said(app, *options):
    answer = run(app, *options, "--as", "json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def ours(code="tinh-a"):
    unit = Unit.by_code(code)
    window = next(w for w in all_windows(unit) if w.stage.code == "gd2")
    return table_now(unit, window, Definition.REGISTERED, clock.today())


def compared(rows, table):
    return compare(check(read_foreign(Book([sheet(rows)]))), table)


def rows_of(table):
    """Our own lines as somebody would type them."""
    rows = [list(HEADER)]
    for number, line in enumerate(table.lines, 1):
        counts = line.counts
        both = counts.valid + counts.invalid
        rows.append([number, line.name, line.quota, counts.valid, counts.invalid, both])
    total = [sum(row[at] or 0 for row in rows[1:]) for at in range(2, 6)]
    return [*rows, [None, "Tổng cộng", *total]]


def test_ninh_binhs_paper_beside_the_demo(demo_app):
    asked = ("--unit", "ninh-binh", "--stage", "gd1", "--at", "2022-05-20")
    answer = said(demo_app, NINH_BINH, *asked)
    assert [fault["cell"] for fault in answer["faults"]] == ["C20", "C21", "E21"]
    beside = answer["comparison"]
    assert (beside["unit"], beside["stage"], beside["at"]) == ("ninh-binh", "gd1", "2022-05-20")
    assert [(one["cell"], one["printed"], one["ours"]) for one in beside["differences"]] == [
        ("C21", 4700, 4640),
        ("E21", 40, 39),
    ]
    assert beside["unknown"] == beside["missing"] == [] and not beside["agrees"]
    assert [line["agrees"] for line in beside["lines"]] == [*[True] * 14, False]
    assert beside["lines"][13]["ours"] == "Đơn vị khác"


def out_and_in(table: Table) -> Foreign:
    """Our spreadsheet of a table, read as somebody else's."""
    return read_foreign(sheets.read(spreadsheet(Printed(table))))


def test_our_own_export_has_no_faults_and_equals_ours(app):
    with app.app_context():
        fill()
        with jobs.reading("a table for a test"):
            for code in ("tld", "tinh-a", "huyen-a1"):
                table = ours(code)
                beside = compare(
                    check(read_foreign(sheets.read(spreadsheet(Printed(table))))), table
                )
                assert errors(beside.faults) == [], "a quota never given is no fault of the table"
                assert beside.agrees and beside.uncounted == 0, beside.differences
                assert len(beside.pairs) == len(table.lines) + 1
                rates = [s.ours for p in beside.pairs.values() for s in p.sides.values()]
                assert any(isinstance(rate, str) and rate.endswith("%") for rate in rates) is (
                    any(line.quota for line in table.lines)
                )


def test_the_demos_exports_equal_the_demo(demo_app):
    with demo_app.app_context(), jobs.reading("tables for a test"):
        for code in ("ninh-binh", "tld"):
            unit = Unit.by_code(code)
            window = all_windows(unit)[0]
            for definition in Definition:
                table = table_now(unit, window, definition, clock.today())
                beside = compare(
                    check(read_foreign(sheets.read(spreadsheet(Printed(table))))), table
                )
                assert beside.agrees and errors(beside.faults) == []


@pytest.fixture
def table(app):
    with app.app_context():
        fill()
        with jobs.reading("a table for a test"):
            yield ours()


def test_what_differs_is_named_cell_by_cell(table):
    rows = rows_of(table)
    assert compared(rows, table).agrees
    rows[1][3] += 3
    rows[2][2] = 77
    beside = compared(rows, table)
    first, second = table.lines[0], table.lines[1]
    assert [(s.cell, s.printed.number, s.ours) for _p, s in beside.differences] == [
        ("D2", first.counts.valid + 3, first.counts.valid),
        ("C3", 77, second.quota),
    ]


def test_a_number_that_is_none_differs(table):
    rows = rows_of(table)
    rows[1][3] = "nhiều"
    (pair, side) = compared(rows, table).differences[0]
    assert (pair.row.number, side.cell, side.printed.value) == (2, "D2", "nhiều")


def test_names_spelt_otherwise_missing_and_unknown(table):
    rows = rows_of(table)
    rows[1][1] = "Liên đoàn Lao động huyện " + rows[1][1].rpartition("huyện ")[2].upper()
    rows[2][1] = "Hội Chữ thập đỏ"
    beside = compared(rows, table)
    assert beside.pairs[2].line == table.lines[0]
    (unknown,) = beside.unknown
    assert (unknown.row.name, unknown.likely, unknown.elsewhere) == ("Hội Chữ thập đỏ", (), False)
    assert list(beside.missing) == [table.lines[1]]
    rows[2][1] = "Công đoàn cơ sở " + Unit.by_code("cs-b11").name
    rows[2][1] = Unit.by_code("cs-b11").name
    assert compared(rows, table).unknown[0].elsewhere, "a unit of somebody else's"


def test_other_names_a_unit_is_known_by(app):
    with app.app_context():
        with jobs.step(Everything("an alias for a test"), at=NOW):
            UnitAlias.remember(Unit.by_code("huyen-a1"), "LĐLĐ Đông cũ")
        with jobs.reading("a table for a test"):
            table = ours()
            rows = rows_of(table)
            rows[1][1] = "LĐLĐ Đông cũ"
            rows.insert(2, [9, table.lines[0].name, 0, 0, 0, 0])
            beside = compared(rows, table)
    assert beside.pairs[2].line == table.lines[0]
    (twice,) = [fault for fault in beside.faults if fault.kind.value == "unit-twice"]
    assert twice.cell == "B3" and "dòng 2" in twice.text


def test_a_unit_without_units_below_is_a_line_of_itself(app):
    with app.app_context():
        fill()
        with jobs.reading("a table for a test"):
            table = ours("cs-a11")
            counts = table.own.counts
            row = [1, table.own.name, table.own.quota, counts.valid, counts.invalid]
            beside = compared([HEADER[:5], row], table)
    assert beside.agrees and beside.pairs[2].line == table.own


def test_what_the_table_has_no_column_for_is_told(table):
    counts = table.total.counts
    assert compared(rows_of(table), table).uncounted == counts.pending + counts.returned > 0


def test_a_registered_column_is_held_against_registered(table):
    rows = [["TT", "Đơn vị", "Chỉ tiêu", "Số SK đã đăng ký"]]
    rows += [[n, li.name, li.quota, li.counts.registered] for n, li in enumerate(table.lines, 1)]
    assert compared(rows, table).agrees


def test_the_console_speaks_plainly(app, tmp_path):
    answer = run(app, NINH_BINH)
    assert answer.exit_code == 0
    assert "Ô C21: bảng ghi 4.700, cộng các dòng được 4.640: thừa 60." in answer.output
    assert "Cộng: bảng ghi 565, cộng lại 565." in answer.output
    beside = run(app, NINH_BINH, "--unit", "tinh-a", "--stage", "gd2")
    assert "chưa rõ “LĐLĐ huyện Yên Khánh”" in beside.output
    assert "không có trong bảng" in beside.output
    assert run(app, NINH_BINH, "--unit", "tinh-a").exit_code == 0, "the stage that runs"


def test_what_cannot_be_asked_is_refused_in_words(app, tmp_path):
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    for options, words in (
        ([tmp_path / "khong-co.xlsx"], "Không mở được tệp"),
        ([broken], "Không đọc được tệp"),
        ([NINH_BINH, "--unit", "x"], "Không có đơn vị mã x"),
        ([NINH_BINH, "--unit", "tinh-a", "--stage", "gd9"], "Không có giai đoạn mã gd9"),
        ([NINH_BINH, "--stage", "gd1"], "mã đơn vị"),
    ):
        answer = run(app, *options)
        assert answer.exit_code == 2 and words in answer.output


def test_the_shape_that_scripts_read(app):
    answer = said(app, NINH_BINH)
    assert list(answer)[:2] == ["faults", "totals"] and "comparison" not in answer
    for fault in answer["faults"]:
        assert list(fault)[:4] == ["cell", "kind", "printed", "computed"]
    assert found(check(read_foreign(sheets.read(NINH_BINH.read_bytes())))) == [
        (f["cell"], f["kind"], f["printed"], f["computed"])
        for f in answer["faults"]
        if f["level"] == "error"
    ]


def test_a_past_day_is_reckoned_on_that_days_figures(app):
    with app.app_context():
        fill()
    day = NOW.date() - dt.timedelta(days=400)
    answer = said(app, NINH_BINH, "--unit", "tinh-a", "--stage", "gd2", "--at", day.isoformat())
    assert answer["comparison"]["at"] == day.isoformat()
    assert {line["sum"] for line in answer["comparison"]["missing"]} == {0}
