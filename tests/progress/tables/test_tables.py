"""Tables: parts and totals, now and then, against a count by brute force."""

import datetime as dt
import io
import random
from contextlib import suppress

import openpyxl
import python_calamine
import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import CannotDoNow, ConsentWay, Identified, Initiative, Move, Way, tallies
from app.programmes import all_windows
from app.progress import Definition, table_at, table_now
from app.progress.outgoing import Printed
from app.progress.outgoing.export import spreadsheet
from app.quotas import Ledger, Paper
from app.tenancy import Everything
from app.units import Unit
from tests.world import NOW

CODES = ["huyen-a1", "cs-a11", "cs-a12", "cs-a21", "cs-a0", "cs-b11"]
STEPS = ["submit", "endorse", "accept", "reject", "send_back", "withdraw"]


def fill(seed: int = 1) -> None:
    """Some forty initiatives, each a random way along, over thirty days."""
    chance = random.Random(seed)
    with jobs.step(Everything("figures for a test")):
        for number in range(40):
            unit = Unit.by_code(chance.choice(CODES))
            window = next(w for w in all_windows(unit) if w.stage.code == "gd2")
            at = NOW - dt.timedelta(days=chance.randint(1, 30))
            initiative = Initiative.draft(
                unit,
                window.stage,
                authors=[Identified(f"Trần Văn Số {number}", phone=f"09000000{number:02}")],
                way=Way.GRASSROOTS,
                consent=ConsentWay.FORM,
                title=f"Sáng kiến số {number}",
                summary="Tóm tắt",
                target_group=chance.randint(1, 5),
                benefit_claimed=chance.choice([None, 5_000_000]),
                by=1,
                at=at,
            )
            initiative.submit(window, by=1, at=at)
            for step in chance.sample(STEPS[1:], 2):
                at += dt.timedelta(hours=chance.randint(1, 30))
                act = getattr(initiative, step)
                if step == "endorse" and initiative.state != "submitted":
                    continue
                with suppress(CannotDoNow):  # a move the state does not allow
                    act(by=1, at=at)
        programme = window.programme
        book = Ledger(programme, window.stage, by=1, at=NOW)
        paper = Paper("1", dt.date(2023, 2, 10))
        book.receive(Unit.by_code("tinh-a"), 4700, paper)
        book.give(Unit.by_code("tinh-a"), Unit.by_code("huyen-a1"), 4000, paper)
        book.give(Unit.by_code("tinh-a"), Unit.by_code("cs-a0"), 640, paper)


def tables(code: str, day: dt.date | None = None):
    unit = Unit.by_code(code)
    window = next(w for w in all_windows(unit) if w.stage.code == "gd2")
    if day is None:
        return table_now(unit, window, Definition.REGISTERED, clock.today())
    return table_at(unit, window, Definition.REGISTERED, day)


def test_parts_add_up_to_the_whole_and_to_a_brute_force_count(app):
    with app.app_context():
        fill()
        with jobs.reading("check"):
            assert tallies.differences() == []
            for code in ("tld", "tinh-a", "huyen-a1", "cs-a11"):
                table, path = tables(code), Unit.by_code(code).path
                states = db.session.scalars(
                    sa.select(Initiative.state).where(Initiative.unit_path.startswith(path))
                ).all()
                counts = table.own.counts
                assert counts.valid == states.count("valid")
                assert counts.pending == states.count("submitted") + states.count("endorsed")
                assert counts.all == sum(s not in ("draft", "withdrawn") for s in states)
                if table.lines:
                    assert table.total.counts == counts


def test_what_no_child_holds_is_a_line_of_its_own(app):
    with app.app_context():
        fill()
        with jobs.reading("check"):
            table = tables("tinh-a")
            assert table.own.quota == 4700 and table.own.given == 4640
            assert table.total.quota == 4640 and table.own.difference == 60
            assert [line.kind for line in tables("huyen-a1").lines][-1] == "other"


def test_a_past_day_is_summed_from_moves(app):
    with app.app_context():
        fill()
        with jobs.reading("check"):
            moves = db.session.scalars(sa.select(Move)).all()
            for back in (0, 5, 12, 25, 40):
                day = NOW.date() + dt.timedelta(days=3 - back)
                table = tables("tinh-a", day)
                path = Unit.by_code("tinh-a").path
                valid = sum(
                    move.net.get("valid", 0)
                    for move in moves
                    if move.unit_path.startswith(path) and clock.day_of(move.at) <= day
                )
                assert table.own.counts.valid == valid
            assert tables("tinh-a", dt.date(2023, 2, 9)).own.quota is None
            now, then = tables("tinh-a"), tables("tinh-a", NOW.date() + dt.timedelta(days=9))
            assert now.total.counts == then.total.counts
            assert [one.counts for one in now.lines] == [one.counts for one in then.lines]


def test_a_moved_unit_leaves_earlier_tables_unchanged(app):
    with app.app_context():
        fill()
        day = NOW.date() - dt.timedelta(days=1)
        with jobs.reading("before"):
            before = [
                (line.code, line.counts, line.quota)
                for code in ("tinh-a", "tinh-b", "huyen-a1")
                for line in tables(code, day).lines
            ]
        with jobs.step(Everything("move")):
            Unit.by_code("cs-a11").move(Unit.by_code("huyen-b1"), by=1, at=NOW)
            Unit.by_code("huyen-a2").move(Unit.by_code("tinh-b"), by=1, at=NOW)
        with jobs.reading("after"):
            after = [
                (line.code, line.counts, line.quota)
                for code in ("tinh-a", "tinh-b", "huyen-a1")
                for line in tables(code, day).lines
            ]
            assert sorted(before, key=str) == sorted(after, key=str)
            assert "huyen-a2" in [line.code for line in tables("tinh-b").lines]
            assert tallies.differences() == []


def test_the_spreadsheet_adds_up_in_another_program(app):
    with app.app_context():
        fill()
        with jobs.reading("export"), app.test_request_context():
            data = spreadsheet(Printed(tables("tinh-a")))
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    rows = rows.to_python()
    head = next(i for i, row in enumerate(rows) if row[0] == "STT")
    assert rows[head + 1][3:5] == ["Hợp lệ", "Không hợp lệ"]
    assert "Đang xem xét" in rows[head + 1]
    end = next(i for i, row in enumerate(rows) if row[1] == "Tổng cộng")
    for column in range(2, len(rows[head]) - 1):
        lines = [row[column] or 0 for row in rows[head + 2 : end]]
        assert sum(lines) == rows[end][column]
    for row in rows[head + 2 : end + 1]:
        assert sum(row[3:-2]) == row[-2], "Cộng is the sum of what is printed"
    assert ["Chỉ tiêu chưa phân bổ", 60] in [row[1:3] for row in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
