"""`flask intake check` and `flask intake take`."""

import json

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app import jobs
from app.db import Base, db
from app.initiatives import Initiative, State
from app.units import Unit
from tests.intake.lists import SAMPLES, expected, paper
from tests.world import NOW

GOOD, BAD = SAMPLES / "danh-sach-cdcs.xlsx", SAMPLES / "danh-sach-loi.xlsx"
AT = ("--unit", "huyen-a1", "--stage", "gd2")


@pytest.fixture
def run(app, as_unit):
    """`run("check", file, …)` on the console; the sample's unit stands under huyen-a1."""
    with as_unit("huyen-a1"):
        Unit.by_code("cs-a11").rename("CĐCS Công ty TNHH May An Bình", by=None, at=NOW)

    def invoke(*arguments):
        return app.test_cli_runner().invoke(args=["intake", *map(str, arguments)])

    return invoke


@pytest.fixture
def counts(app):
    """`counts()`: the number of rows of every table."""

    def look() -> dict[str, int]:
        with app.app_context(), jobs.reading("counting for a test") as session:
            return {
                table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
                for table in Base.metadata.sorted_tables
            }

    return look


def test_check_says_what_the_sample_expects_and_writes_nothing(run, counts):
    before = counts()
    result = run("check", GOOD, *AT, "--as", "json")
    assert result.exit_code == 0, result.output
    said, wanted = json.loads(result.stdout), expected("danh-sach-cdcs")
    assert (said["unit"], said["stage"]) == ("cs-a11", "gd2")
    for key in ("header_row", "unit_line"):
        assert said[key] == wanted[key]
    rows = [{key: row[key] for key in ("row", "verdict", "values")} for row in said["rows"]]
    assert rows == wanted["rows"]
    assert counts() == before


def test_check_of_a_list_with_errors(run, counts):
    before = counts()
    said = json.loads(run("check", BAD, *AT, "--as", "json").stdout)
    wanted = expected("danh-sach-loi")
    assert said["unit"] is None
    assert said["header_row"] == wanted["header_row"]
    assert len(said["rows"]) == len(wanted["rows"])
    for row, right in zip(said["rows"], wanted["rows"], strict=True):
        assert [row[key] for key in ("row", "verdict", "field")] == [
            right[key] for key in ("row", "verdict", "field")
        ]
        understood = right.get("values", {})
        assert {key: row["values"].get(key) for key in understood} == understood
    assert counts() == before


def test_take_brings_twelve_to_the_deciding_desk_once(run, counts, as_unit):
    before = counts()
    said = json.loads(run("take", GOOD, *AT, "--as", "json").stdout)
    assert (said["taken"], said["already"]) == (12, False)
    after = counts()
    for table, more in {"initiative": 12, "author": 12, "person": 12, "batch": 1}.items():
        assert after[table] == before[table] + more, table
    with as_unit("huyen-a1"):
        assert Initiative.desk_counts(Unit.by_code("huyen-a1")) == {State.ENDORSED: 12}
        units = set(db.session.scalars(sa.select(Initiative.unit_id)))
        assert units == {Unit.by_code("cs-a11").id}
    again = run("take", GOOD, *AT, "--as", "json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["already"] is True
    assert counts() == after
    assert {
        row["verdict"] for row in json.loads(run("check", GOOD, *AT, "--as", "json").stdout)["rows"]
    } == {"duplicate"}


def test_an_unread_unit_is_named(run, counts):
    before = counts()
    refused = run("take", BAD, *AT)
    assert refused.exit_code == 2
    assert "--for" in refused.stderr
    assert counts() == before
    taken = run("take", BAD, *AT, "--for", "cs-a12")
    assert taken.exit_code == 0
    assert "Đã nhận 9 sáng kiến" in taken.stdout


def test_a_table_of_lines_for_people(run):
    result = run("check", GOOD, *AT)
    assert result.exit_code == 0
    assert "8\tNhận được\tNguyễn Văn Hải\tCải tiến đồ gá hàn khung ghế" in result.stdout
    assert "Nhận được 12 dòng." in result.stdout


@pytest.mark.parametrize("command", ["check", "take"])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--unit", "khong-co", "--stage", "gd2"), "khong-co"),
        (("--unit", "huyen-a1", "--stage", "gd9"), "gd9"),
        (("--unit", "huyen-a1", "--stage", "khac/gd2"), "khac/gd2"),
        ((*AT, "--for", "cs-a21"), "cs-a21"),
        ((*AT, "--for", "tinh-a"), "tinh-a"),
    ],
)
def test_what_does_not_exist(run, counts, command, options, words):
    before = counts()
    result = run(command, GOOD, *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not result.stdout
    assert counts() == before


@pytest.mark.parametrize("command", ["check", "take"])
def test_what_is_no_list(run, tmp_path, command):
    absent = run(command, tmp_path / "khong-co.xlsx", *AT)
    (tmp_path / "sai.xlsx").write_bytes(b"khong phai bang tinh")
    wrong = run(command, tmp_path / "sai.xlsx", *AT)
    for result in (absent, wrong):
        assert result.exit_code == 2
        assert "ệp" in result.stderr
        assert not result.stdout


def test_a_siblings_list_is_not_matched(run, tmp_path):
    (tmp_path / "ds.xlsx").write_bytes(paper("Bệnh viện Tây Sơn"))
    said = json.loads(run("check", tmp_path / "ds.xlsx", *AT, "--as", "json").stdout)
    assert said["unit"] is None
    from_above = ("--unit", "tinh-a", "--stage", "tsk/gd2", "--as", "json")
    assert json.loads(run("check", tmp_path / "ds.xlsx", *from_above).stdout)["unit"] == "cs-a21"


def test_a_list_without_a_good_row_is_not_kept(run, counts, tmp_path):
    (tmp_path / "ds.xlsx").write_bytes(paper("May An Bình", [("", 2, "Máy cắt", "", "")]))
    before = counts()
    result = run("take", tmp_path / "ds.xlsx", *AT)
    assert result.exit_code == 1
    assert "Không có dòng nào nhận được" in result.stderr
    assert counts() == before


def test_check_of_a_word_list_says_what_the_spreadsheet_says(run, counts):
    before = counts()
    result = run("check", SAMPLES / "danh-sach-cdcs.docx", *AT, "--as", "json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["unit"], said["unit_line"]) == ("cs-a11", "Công ty TNHH May An Bình")
    wanted = expected("danh-sach-cdcs")["rows"][:8]
    assert [(row["verdict"], row["values"]) for row in said["rows"]] == [
        (row["verdict"], row["values"]) for row in wanted
    ]
    assert counts() == before


def test_check_of_a_list_of_many_units_says_whose_each_row_is(run, counts, tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Trường", "Họ và tên", "Đối tượng", "Tên sáng kiến", "Áp dụng", "Tóm tắt"])
    for number, unit in enumerate(("Trường Tiểu học Lê Lợi", "May An Bình", "Điểm trường 2")):
        sheet.append([unit, "Trần Văn Năm", 4, f"Sáng kiến {number}", "7/2022", "Gọn."])
    book.save(tmp_path / "ds.xlsx")
    before = counts()
    said = json.loads(run("check", tmp_path / "ds.xlsx", *AT, "--as", "json").stdout)
    assert [row["verdict"] for row in said["rows"]] == ["ok", "ok", "error"]
    assert "ds.xlsx: nhiều đơn vị, " in run("check", tmp_path / "ds.xlsx", *AT).stdout
    assert counts() == before
    assert json.loads(run("take", tmp_path / "ds.xlsx", *AT, "--as", "json").stdout)["taken"] == 2
