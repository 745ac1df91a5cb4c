"""Lists as they are checked and taken."""

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app.db import db
from app.initiatives import Initiative, Person, State, Way, tallies
from app.initiatives.moving import TooLate
from app.intake import Batch, BatchRow
from app.intake.handed import Handed
from app.intake.known import windows_for
from app.intake.refusals import TakenAlready, UnitUnknown
from app.journal import JournalLine
from app.units import Unit, UnitAlias
from tests.intake.lists import HEADER, expected, paper, sample
from tests.world import NOW

LATER = NOW + dt.timedelta(hours=1)
NAME = "CĐCS Công ty TNHH May An Bình"


def file_of(data: bytes | str) -> Handed:
    return Handed("danh-sach.xlsx", sample(data) if isinstance(data, str) else data)


def stage(unit: Unit, code: str = "gd2"):
    return next(w.stage for w in windows_for(unit) if w.stage.code == code)


def checked(data: bytes | str, unit: str = "huyen-a1", **more) -> Batch:
    taking = Unit.by_code(unit)
    more = {"by": None, "at": NOW, **more}
    return Batch.check(taking, file_of(data), stage(taking), **more)


def count(model) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.fixture
def an_binh(as_unit) -> None:
    """The sample's unit stands under huyen-a1."""
    with as_unit("huyen-a1"):
        Unit.by_code("cs-a11").rename(NAME, by=None, at=NOW)


def test_checking_makes_no_initiative(as_unit, an_binh):
    with as_unit("huyen-a1"):
        batch = checked("danh-sach-cdcs")
        assert batch.about.code == "cs-a11"
        assert batch.header_row == 7
        assert batch.counts == {"ok": 12}
        assert batch.takeable == 12
        wanted = expected("danh-sach-cdcs")["rows"]
        assert [row.values for row in batch.rows] == [row["values"] for row in wanted]
    with as_unit("huyen-a1"):
        assert count(Initiative) == 0
        assert count(Person) == 0
        assert count(BatchRow) == 12
        assert {
            (row.unit_id, row.unit_path) for row in db.session.scalars(sa.select(BatchRow))
        } == {(Unit.by_code("huyen-a1").id, Unit.by_code("huyen-a1").path)}
    with as_unit("cs-a11"):
        assert count(Batch) == 0, "whom it is about does not see it"


def test_taking_puts_all_on_the_deciding_desk(as_unit, an_binh):
    with as_unit("huyen-a1"):
        taken = checked("danh-sach-cdcs").take(by=None, at=NOW)
        assert len(taken) == 12
    with as_unit("huyen-a1"):
        upper, unit = Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        assert Initiative.desk_counts(upper) == {State.ENDORSED: 12}
        first = db.session.scalars(sa.select(Initiative).order_by(Initiative.id)).first()
        assert (first.unit_id, first.way, first.title) == (
            unit.id,
            Way.LIST,
            "Cải tiến đồ gá hàn khung ghế",
        )
        assert first.author_names == "Nguyễn Văn Hải"
        row = db.session.scalars(sa.select(BatchRow).order_by(BatchRow.number)).first()
        assert row.initiative_id == first.id
        author = db.session.get(Person, first.authors[0].person_id)
        assert (author.phone, author.birth_date) == ("0901234567", dt.date(1988, 3, 12))
        assert tallies.differences() == []


def test_taking_is_journalled_without_a_word_of_a_person(as_unit, an_binh):
    with as_unit("huyen-a1"):
        checked("danh-sach-cdcs").take(by=None, at=NOW)
    with as_unit("huyen-a1"):
        lines = db.session.scalars(sa.select(JournalLine)).all()
        acts = [line.act for line in lines]
        assert acts.count("batch.take") == 1
        assert acts.count("initiative.endorse") == 12
        assert "Hải" not in str([(line.act, line.fields, line.subject) for line in lines])


def test_taking_twice_and_the_same_file_again_change_nothing(as_unit, an_binh):
    with as_unit("huyen-a1"):
        batch = checked("danh-sach-cdcs")
        assert len(batch.take(by=None, at=NOW)) == 12
        assert batch.take(by=None, at=LATER) == []
        again = checked("danh-sach-cdcs", at=LATER)
        assert again is batch
        assert again.checked_at == NOW
        assert again.take(by=None, at=LATER) == []
        assert batch.taken_at == NOW
        assert count(Initiative) == 12
        assert count(Batch) == 1


def test_an_unfinished_batch_is_found_again(as_unit, an_binh):
    with as_unit("huyen-a1"):
        checked("danh-sach-cdcs")
    with as_unit("huyen-a1"):
        assert checked("danh-sach-cdcs", at=LATER).checked_at == NOW
    with as_unit("huyen-a1"):
        assert (count(Batch), count(BatchRow)) == (1, 12)


def test_a_mended_list_brings_only_what_is_new(as_unit, an_binh):
    with as_unit("huyen-a1"):
        checked(paper("Cty TNHH May An Bình", 2)).take(by=None, at=NOW)
        batch = checked(paper("Cty TNHH May An Bình", 3))
        assert [row.verdict for row in batch.rows] == ["duplicate", "duplicate", "ok"]
        code = db.session.scalar(sa.select(Initiative.code).order_by(Initiative.id))
        assert batch.rows[0].note == f"Ô D3: đã có trong hệ thống, mã tra cứu {code}"
        assert len(batch.take(by=None, at=LATER)) == 1
        assert count(Initiative) == 3


def test_what_was_withdrawn_may_come_again(as_unit, an_binh):
    with as_unit("huyen-a1"):
        for number in checked(paper("Cty TNHH May An Bình", 2)).take(by=None, at=NOW):
            db.session.get_one(Initiative, number).withdraw(by=1, at=NOW)
        assert checked(paper("Cty TNHH May An Bình", 3)).counts == {"ok": 3}


def test_another_telephone_is_another_person(as_unit, an_binh):
    row = ("Trần Văn Năm; 0901234567; 1988", 2, "Máy cắt", "7/2022", "Gọn.")
    other = ("Trần Văn Năm; 0907654321; 1990", 2, "Máy cắt", "7/2022", "Gọn.")
    unsaid = ("TRẦN VĂN NĂM; 1990", 2, "máy  cắt", "7/2022", "Gọn.")
    with as_unit("huyen-a1"):
        checked(paper("May An Bình", [row])).take(by=None, at=NOW)
        assert checked(paper("May An Bình", [other])).rows[0].verdict == "ok"
        assert checked(paper("May An Bình", [unsaid])).rows[0].verdict == "duplicate"


def test_two_lists_checked_at_once_do_not_bring_a_row_twice(as_unit, an_binh):
    with as_unit("huyen-a1"):
        one, two = checked(paper("May An Bình", 2)), checked(paper("May An Bình", 3))
        one.take(by=None, at=NOW)
        assert len(two.take(by=None, at=NOW)) == 1
        assert two.counts == {"duplicate": 2, "taken": 1}


def test_a_list_with_errors_brings_the_good_rows(as_unit):
    with as_unit("huyen-a1"):
        batch = checked("danh-sach-loi")
        assert batch.about is None, "nobody here is called so"
        verdicts = [row["verdict"] for row in expected("danh-sach-loi")["rows"]]
        assert [row.verdict for row in batch.rows] == verdicts
        with pytest.raises(UnitUnknown):
            batch.take(by=None, at=NOW)
        batch.assign(Unit.by_code("cs-a11"), by=None, at=NOW)
        good = sum(v in ("ok", "warning") for v in verdicts)
        assert len(batch.take(by=None, at=NOW)) == good == batch.taken
        kept = [row.verdict for row in batch.rows if row.initiative_id is None]
        assert kept == [v for v in verdicts if v not in ("ok", "warning")]
        with pytest.raises(TakenAlready):
            batch.assign(Unit.by_code("cs-a12"), by=None, at=NOW)
        with_two = next(row for row in batch.rows if row.number == 21).initiative
        assert with_two.author_names == "Trần Thị Bình, Lê Văn Cường"


def test_a_chosen_unit_is_remembered(as_unit):
    with as_unit("huyen-a1"):
        batch = checked(paper("Cty Máy Đông Sơn"))
        batch.assign(Unit.by_code("cs-a12"), by=None, at=NOW)
        assert count(UnitAlias) == 0
        batch.take(by=None, at=NOW)
        assert checked(paper("cty máy đông sơn", 3)).about.code == "cs-a12"


def test_choosing_another_unit_compares_anew(as_unit, an_binh):
    with as_unit("huyen-a1"):
        checked(paper("May An Bình", 2)).take(by=None, at=NOW)
        batch = checked(paper("May An Bình", 3))
        batch.assign(Unit.by_code("cs-a12"), by=None, at=NOW)
        assert batch.counts == {"ok": 3}
        batch.assign(Unit.by_code("cs-a11"), by=None, at=NOW)
        assert batch.counts == {"duplicate": 2, "ok": 1}


def test_a_grassroots_union_takes_its_own_list(as_unit):
    with as_unit("cs-a11"):
        assert len(checked(paper(None), unit="cs-a11").take(by=None, at=NOW)) == 2
    with as_unit("huyen-a1"):
        assert Initiative.desk_counts(Unit.by_code("huyen-a1")) == {State.ENDORSED: 2}


def test_a_province_takes_for_a_unit_two_levels_down(as_unit, an_binh):
    with as_unit("tinh-a"):
        batch = checked("danh-sach-cdcs", unit="tinh-a")
        assert len(batch.take(by=None, at=NOW)) == 12
        assert Initiative.desk_counts(Unit.by_code("huyen-a1")) == {State.ENDORSED: 12}
        assert Initiative.desk_counts(Unit.by_code("tinh-a")) == {}


def test_an_upper_units_own_list_lies_on_its_own_desk(as_unit):
    with as_unit("huyen-a1"):
        checked(paper("LĐLĐ huyện Đông Sơn")).take(by=None, at=NOW)
        assert Initiative.desk_counts(Unit.by_code("huyen-a1")) == {State.ENDORSED: 2}


def test_after_the_deadline_of_the_lists_own_unit_nothing_is_taken(as_unit, an_binh):
    with as_unit("cs-a11"):
        unit = Unit.by_code("cs-a11")
        at = NOW + dt.timedelta(days=1)
        stage(unit).set_cutoff(unit, at=at, reason="Đại hội", by=None, now=NOW)
    with pytest.raises(TooLate), as_unit("huyen-a1"):
        checked("danh-sach-cdcs").take(by=None, at=NOW + dt.timedelta(days=3))
    with as_unit("huyen-a1"):
        assert count(Initiative) == 0
        assert count(Batch) == 0


def test_columns_beyond_the_form_are_kept(as_unit, an_binh):
    data = _wide()
    with as_unit("huyen-a1"):
        initiative = db.session.get_one(Initiative, checked(data).take(by=None, at=NOW)[0])
        assert initiative.benefit_claimed == 350_000_000
        assert (initiative.recognition_kind, initiative.recognition_number) == (
            "decision",
            "QĐ số 12/QĐ-GĐ ngày 05/8/2022",
        )


def test_what_a_page_says_masks_telephones(as_unit):
    with as_unit("huyen-a1"):
        row = next(row for row in checked("danh-sach-loi").rows if row.number == 10)
        assert row.remarks == [("warning", "phone", "Ô B10: mất số 0 ở đầu, đã hiểu là 09••••270")]


def _wide() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["CDCS: May An Bình"])
    sheet.append([*HEADER, "Giá trị làm lợi", "Hình thức công nhận"])
    row = (1, "Trần Văn Năm; 0901234567; 1988", 2, "Máy cắt", "7/2022", "Gọn.")
    sheet.append([*row, "350 triệu", "QĐ số 12/QĐ-GĐ ngày 05/8/2022"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
