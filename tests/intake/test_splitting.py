"""One list of many units: what is clear goes there by itself, the rest is asked once."""

import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Initiative, State, tallies
from app.intake import Batch, BatchPlace, BatchRow
from app.intake.handed import PASTED, Handed
from app.intake.known import windows_for
from app.tenancy import Everything
from app.units import Unit, UnitAlias
from tests.world import NOW

HEAD = "STT\tHọ và tên\tSố điện thoại\tTrường\tĐối tượng\tTên sáng kiến\tÁp dụng\tTóm tắt"
CLEAR, CLEAR_TOO = "CĐCS Trường Tiểu học Lê Lợi", "Cty TNHH May Hòa Bình"
UNCLEAR = "Điểm trường số 2"


def pasted(*rows: tuple[str, str]) -> Handed:
    """A table as the education office sends it: (unit, title) a row."""
    lines = [HEAD]
    for number, (unit, title) in enumerate(rows, 1):
        said = (f"Trần Thị Lan {'ABCDEFGH'[number]}", f"09012345{number:02}", unit, 4, title)
        lines.append("\t".join(map(str, (number, *said, "7/2022", "Gọn."))))
    return Handed("Bảng dán", "\n".join(lines).encode(), PASTED)


def checked(*rows: tuple[str, str], unit: str = "huyen-a1", **more) -> Batch:
    checking = Unit.by_code(unit)
    stage = windows_for(checking)[1].stage
    return Batch.check(checking, pasted(*rows), stage, by=None, at=NOW, **more)


THREE = ((CLEAR, "Một"), (CLEAR_TOO, "Hai"), (UNCLEAR, "Ba"), (UNCLEAR, "Bốn"))


def of_units(ids: dict[str, int]) -> dict[str, int]:
    """How many initiatives each unit has."""
    query = sa.select(Initiative.unit_id, sa.func.count()).group_by(Initiative.unit_id)
    names = {number: code for code, number in ids.items()}
    return {names[unit]: many for unit, many in db.session.execute(query)}


def test_rows_go_to_their_units_and_unclear_ones_wait(as_unit, ids):
    with as_unit("huyen-a1"):
        batch = checked(*THREE)
        assert batch.about is None and batch.is_split
        assert batch.counts == {"ok": 2, "error": 2}
        note = batch.listed("error").limit(1)
        assert db.session.scalars(note).unique().one().note == (
            "Ô D4: chưa rõ “Điểm trường số 2” là đơn vị nào"
        )
        assert len(batch.take(by=None, at=NOW)) == 2
        assert batch.counts == {"taken": 2, "error": 2}
        assert of_units(ids) == {"cs-a11": 1, "cs-a12": 1}


def test_a_spelling_is_asked_once_and_remembered(as_unit, ids):
    with as_unit("huyen-a1"):
        batch = checked(*THREE)
        batch.take(by=None, at=NOW)
        [place] = [place for place in batch.places.values() if place.target_id is None]
        batch.place(place, Unit.by_code("cs-a12"), by=None, at=NOW)
        assert batch.counts == {"taken": 2, "ok": 2}
        assert len(batch.take(by=None, at=NOW)) == 2
        assert of_units(ids) == {"cs-a11": 1, "cs-a12": 3}
        assert db.session.scalars(sa.select(UnitAlias.name)).all() == [UNCLEAR]
    with as_unit("huyen-a1"):
        assert checked((UNCLEAR, "Năm")).counts == {"ok": 1}
        assert tallies.differences() == []


def test_without_one_clear_unit_nothing_is_taken(as_unit):
    with as_unit("huyen-a1"):
        batch = checked((UNCLEAR, "Ba"))
        assert batch.take(by=None, at=NOW) == []
        assert batch.counts == {"error": 1}


def test_a_siblings_school_is_not_found(as_unit):
    with as_unit("huyen-a1"):
        batch = checked(("CĐCS Bệnh viện Tây Sơn", "Một"), (CLEAR, "Hai"))
        assert batch.counts == {"error": 1, "ok": 1}


def test_a_grassroots_unions_column_of_workshops_is_its_own_affair(as_unit, ids):
    with as_unit("cs-a11"):
        batch = checked(("Tổ may 1", "Một"), ("Tổ may 2", "Hai"), unit="cs-a11")
        assert batch.about.code == "cs-a11" and batch.counts == {"ok": 2}
    with as_unit("huyen-a1"):
        batch = checked(("Tổ cắt", "Ba"), about=Unit.by_code("cs-a12"))
        assert batch.counts == {"ok": 1}


def test_the_same_one_twice_is_known_at_its_unit_only(as_unit):
    with as_unit("huyen-a1"):
        checked((CLEAR, "Một")).take(by=None, at=NOW)
        again = checked((CLEAR, "Một"), (CLEAR_TOO, "Một"))
        assert again.counts == {"duplicate": 1, "ok": 1}


def test_undoing_gives_all_units_theirs_back(app, as_unit, ids):
    with as_unit("huyen-a1"):
        batch = checked(*THREE)
        batch.take(by=None, at=NOW)
        batch.undo(by=None, at=NOW)
        assert batch.counts == {"ok": 2, "error": 2}
        states = set(db.session.scalars(sa.select(Initiative.state)))
        assert states == {State.WITHDRAWN}
        assert len(batch.take(by=None, at=NOW)) == 2
    with app.app_context(), jobs.step(Everything("a check"), at=NOW):
        assert tallies.differences() == []


def test_what_stands_in_the_list_lies_where_it_is_checked(as_unit):
    with as_unit("huyen-a1"):
        checked(*THREE)
    for code in ("cs-a12", "huyen-a2", "tinh-b"):
        with as_unit(code):
            for model in (Batch, BatchRow, BatchPlace):
                assert db.session.scalars(sa.select(model)).unique().all() == [], code
