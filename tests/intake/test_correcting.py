"""Rows put right in the grid; files given back; the paper kept; lists undone."""

import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app import jobs
from app.db import db
from app.initiatives import Initiative, State
from app.intake import Batch, BatchRow
from app.intake.handed import Handed
from app.intake.known import windows_for
from app.intake.refusals import Decided, RowHidden, RowTaken, TakenAlready
from app.units import Unit
from tests.intake.lists import expected, paper, sample
from tests.uploads.files import pdf, picture
from tests.world import NOW


def checked(data: bytes, unit: str = "huyen-a1", about: str = "cs-a11") -> Batch:
    checking = Unit.by_code(unit)
    stage = windows_for(checking)[1].stage
    handed = Handed("danh-sach.xlsx", data)
    return Batch.check(checking, handed, stage, about=Unit.by_code(about), by=None, at=NOW)


def row(batch: Batch, number: int) -> BatchRow:
    found = batch.listed().where(BatchRow.number == number)
    return db.session.scalars(found).unique().one()


def test_each_fault_of_the_sample_can_be_put_right(as_unit):
    right = {
        11: {"birth_date": "28/02/1990"},
        12: {"applied_on": "30/9/2022"},
        13: {"target_group": "2"},
        14: {"full_name": "Lê Thị Hà"},
        15: {"summary": "Gọn."},
        17: {"title": "Máy cắt"},
        20: {"applied_on": "7/2022"},
    }
    with as_unit("huyen-a1"):
        batch = checked(sample("danh-sach-loi"))
        wrong = [
            one["row"] for one in expected("danh-sach-loi")["rows"] if one["verdict"] == "error"
        ]
        assert sorted(right) == wrong
        before = batch.takeable
        for number, said in right.items():
            one = row(batch, number)
            assert one.verdict == "error"
            batch.correct(one, said, by=None, at=NOW)
            assert one.takeable, (number, one.note)
        assert batch.takeable == before + len(right)
        assert len(batch.take(by=None, at=NOW)) == batch.taken == before + len(right)


def test_a_wrong_correction_is_answered_at_its_cell_and_kept(as_unit):
    with as_unit("huyen-a1"):
        batch = checked(sample("danh-sach-loi"))
        one = row(batch, 12)
        batch.correct(one, {"applied_on": "31/11/2022"}, by=None, at=NOW)
        assert one.note == "Ô E12: không có ngày 31/11/2022 (tháng 11 chỉ có 30 ngày)"
        assert one.typed["applied_on"] == "31/11/2022"


def test_good_rows_go_in_while_bad_ones_wait(as_unit):
    with as_unit("huyen-a1"):
        batch = checked(sample("danh-sach-loi"))
        first = batch.take(by=None, at=NOW)
        assert batch.counts["error"] == 7
        batch.correct(row(batch, 13), {"target_group": "2"}, by=None, at=NOW)
        assert len(batch.take(by=None, at=NOW)) == 1
        assert batch.taken == len(first) + 1


def test_a_row_that_repeats_another_stands_alone_once_it_is_mended(as_unit):
    data = paper("x", [("Trần Văn Năm; 0901234567; 1988", 2, "Máy cắt", "7/2022", "Gọn.")] * 2)
    with as_unit("huyen-a1"):
        batch = checked(data)
        assert batch.counts == {"ok": 1, "duplicate": 1}
        batch.correct(row(batch, 4), {"title": "Máy may"}, by=None, at=NOW)
        assert batch.counts == {"ok": 2}
        batch.correct(row(batch, 3), {"title": "máy  MAY"}, by=None, at=NOW)
        assert batch.counts == {"ok": 1, "duplicate": 1}
        assert row(batch, 4).note == "Ô D4: trùng tác giả và tên với dòng 3"


def test_what_is_taken_or_hidden_is_corrected_elsewhere(as_unit):
    with as_unit("huyen-a1"):
        batch = checked(sample("danh-sach-loi"))
        batch.take(by=None, at=NOW)
        with pytest.raises(RowTaken):
            batch.correct(row(batch, 9), {"title": "Khác"}, by=None, at=NOW)
        with pytest.raises(RowHidden):
            batch.correct(row(batch, 24), {"title": "Khác"}, by=None, at=NOW)


def test_the_faults_come_back_as_a_file_and_the_mended_file_brings_only_them(
    signed_in, ids, as_unit
):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/intake"
    with as_unit("huyen-a1"):
        batch = checked(sample("danh-sach-loi"))
        batch.take(by=None, at=NOW)
        number, taken = batch.id, batch.taken
    answer = officer.get(f"{base}/{number}/faults")
    assert answer.status_code == 200 and ".xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    cells = {cell.value: cell for line in sheet.iter_rows() for cell in line if cell.value}
    assert "Lỗi" in cells
    assert any("Ô E12: không có ngày 31/9/2023" in str(value) for value in cells)
    cells["31/9/2023"].value = "30/9/2022"
    mended = io.BytesIO()
    book.save(mended)
    with as_unit("huyen-a1"):
        again = checked(mended.getvalue())
        assert again.id != number and again.counts["ok"] == 1
        assert len(again.take(by=None, at=NOW)) == 1
        assert db.session.scalar(sa.select(sa.func.count(Initiative.id))) == taken + 1
        assert checked(sample("danh-sach-loi")).id == number, "the same file is the same list"


def test_a_list_is_undone_until_somebody_has_decided(as_unit):
    with as_unit("huyen-a1"):
        batch = checked(paper("x", 3))
        numbers = batch.take(by=None, at=NOW)
        batch.undo(by=None, at=NOW)
        batch.undo(by=None, at=NOW)
        assert batch.counts == {"ok": 3} and batch.undone_at == NOW
        for number in numbers:
            assert db.session.get_one(Initiative, number).state == State.WITHDRAWN
        again = batch.take(by=None, at=NOW)
        db.session.get_one(Initiative, again[0]).accept(by=1, at=NOW)
        with pytest.raises(Decided):
            batch.undo(by=None, at=NOW)
        assert batch.taken == 3


def test_what_is_decided_while_a_list_is_undone_stays(app, signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        batch = checked(paper("x", 3))
        address = f"/u/{ids['huyen-a1']}/intake/{batch.id}"
        first = batch.take(by=None, at=NOW)[0]
        batch.undo(by=None, at=NOW, later=True)
        db.session.get_one(Initiative, first).accept(by=1, at=NOW)
    with app.app_context():
        jobs.run("intake.lists")
    assert "Đã nhận 1 sáng kiến" in signed_in("officer.huyen-a1").get(address).text
    with as_unit("huyen-a1"):
        assert db.session.scalars(sa.select(Batch)).one().counts == {"taken": 1, "ok": 2}


def test_columns_that_were_misread_are_chosen(signed_in, ids, as_unit):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/intake"
    with as_unit("huyen-a1"):
        batch = checked(paper("x", 2))
        number = batch.id
        assert batch.headings["F"] == "Tóm tắt nội dung sáng kiến"
        usual = dict(batch.columns)
    page = officer.get(f"{base}/{number}")
    assert "Cột nào hiểu chưa đúng" in page.text
    chosen = {f"column-{letter}": "" for letter in "ABCDEF"}
    chosen |= {"column-B": "full_name,phone,birth_date", "column-C": "target_group"}
    chosen |= {"column-D": "summary", "column-E": "applied_on", "column-F": "title"}
    assert officer.submit(f"{base}/{number}/columns", chosen).status_code == 303
    with as_unit("huyen-a1"):
        again = db.session.get_one(Batch, number)
        assert {"title": "F", "summary": "D"}.items() <= again.columns.items()
        assert row(again, 3).values["title"] == "Gọn."
    none = dict.fromkeys(chosen, "")
    answer = officer.submit(f"{base}/{number}/columns", none)
    assert answer.status_code == 422
    with as_unit("huyen-a1"):
        kept = db.session.get_one(Batch, number)
        assert kept.columns["title"] == "F" != usual["title"], "a refusal changes nothing"
        kept.take(by=None, at=NOW)
        with pytest.raises(TakenAlready):
            kept.read_anew(usual, by=None, at=NOW)


def test_the_signed_paper_is_kept_with_its_list(signed_in, ids, as_unit):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/intake"
    with as_unit("huyen-a1"):
        number = checked(paper("x", 2)).id
    files = [(io.BytesIO(pdf()), "ký.pdf"), (io.BytesIO(picture()), "trang 2.jpg")]
    assert officer.submit(f"{base}/{number}/papers", {"file": files}).status_code == 303
    page = officer.get(f"{base}/{number}").text
    assert "ký.pdf" in page and "trang 2.jpg" in page
    first = page.split("/papers/")[1].split('"')[0]
    answer = officer.get(f"{base}/{number}/papers/{first}")
    assert answer.data.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]
    other = signed_in("officer.huyen-a2")
    assert other.get(f"/u/{ids['huyen-a2']}/intake/{number}/papers/{first}").status_code == 404
    assert officer.submit(f"{base}/{number}/papers/{first}/removal").status_code == 303
    assert "ký.pdf" not in officer.get(f"{base}/{number}").text
    bad = officer.submit(f"{base}/{number}/papers", {"file": (io.BytesIO(b"MZ"), "x.exe")})
    assert bad.status_code == 303 and "x.exe" not in officer.get(f"{base}/{number}").text


def test_blank_forms_carry_the_units_name_and_come_back(signed_in, ids, as_unit):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['cs-a11']}/intake"
    page = officer.get(f"{base}/")
    address = page.text.split("/intake/form/")[1].split('"')[0].split("?")[0]
    for kind in ("xlsx", "docx"):
        answer = officer.get(f"{base}/form/{address}?kind={kind}")
        assert answer.status_code == 200
        assert f".{kind}" in answer.headers["Content-Disposition"]
    assert officer.get(f"{base}/form/999").status_code == 404


def test_a_pasted_table_is_a_list_too(signed_in, ids, as_unit):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['cs-a11']}/intake"
    table = (
        "STT\tHọ và tên\tĐiện thoại\tĐối tượng\tTên sáng kiến\tThời gian áp dụng\tTóm tắt\n"
        '1\tTrần Thị Lan\t0901234567\t2\tMáy cắt\t7/2022\t"Dòng một\ncó ""ngoặc"""\n'
    )
    stage = officer.get(f"{base}/").text.split('<option selected value="')[1].split('"')[0]
    answer = officer.submit(f"{base}/", {"stage": stage, "about": "", "pasted": table})
    assert answer.status_code == 303
    with as_unit("cs-a11"):
        batch = db.session.scalars(sa.select(Batch)).unique().one()
        assert batch.form == "pasted" and batch.counts == {"ok": 1}
        assert row(batch, 2).values["summary"] == 'Dòng một\ncó "ngoặc"'
    empty = officer.submit(f"{base}/", {"stage": stage, "about": "", "pasted": "chỉ có chữ"})
    assert empty.status_code == 422 and "chỉ có chữ" in empty.text
