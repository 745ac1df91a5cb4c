"""The tree of units."""

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app.db import db
from app.units import CannotMove, CodeTaken, Place, StillHasChildren, Unit
from app.units.serials import serial
from tests.world import NOW


def test_serials_are_fixed_width_and_ordered():
    serials = [serial(n) for n in range(1, 5000)]
    assert serials[0] == "0001." and serials[35] == "0010."
    assert serials == sorted(serials) and len(set(serials)) == len(serials)


def test_a_child_lies_under_its_parent(as_unit):
    with as_unit("huyen-a1"):
        parent = Unit.by_code("huyen-a1")
        child = parent.open_child(code="cs-moi", name="CĐCS Mới", kind="grassroots", by=1, at=NOW)
        assert child.parent_path == parent.path
        assert child in db.session.scalars(parent.children()).all()


def test_a_code_is_taken_even_out_of_sight(as_unit):
    with as_unit("huyen-a1"), pytest.raises(CodeTaken):
        Unit.by_code("huyen-a1").open_child(
            code="cs-b11", name="Trùng mã", kind="grassroots", by=1, at=NOW
        )


def test_moving_takes_the_subtree_and_keeps_the_history(as_unit):
    with as_unit("tinh-a"):
        unit, under = Unit.by_code("huyen-a1"), Unit.by_code("huyen-a2")
        unit.move(under, by=1, at=NOW + dt.timedelta(days=3))
    with as_unit("huyen-a2"):
        codes = set(db.session.scalars(sa.select(Unit.code)))
        assert {"huyen-a1", "cs-a11", "cs-a12", "cs-a21"} <= codes
        places = db.session.scalars(
            sa.select(Place).where(Place.unit_id == Unit.by_code("huyen-a1").id)
        ).all()
        assert len(places) == 2 and sum(p.until is None for p in places) == 1


def test_a_unit_cannot_move_below_itself(as_unit):
    with as_unit("tinh-a"), pytest.raises(CannotMove):
        Unit.by_code("huyen-a1").move(Unit.by_code("cs-a11"), by=1, at=NOW)


def test_closing_waits_for_the_children(as_unit):
    with as_unit("tinh-a"), pytest.raises(StillHasChildren):
        Unit.by_code("huyen-a1").close(by=1, at=NOW)


def test_an_old_name_still_finds_the_unit(as_unit):
    with as_unit("huyen-a1"):
        Unit.by_code("cs-a11").rename("CĐCS Công ty CP May Hoà Bình Mới", by=1, at=NOW)
    with as_unit("huyen-a1"):
        assert Unit.by_name("CĐCS Công ty TNHH May Hoà Bình").code == "cs-a11"


def test_search_needs_no_marks(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    page = officer.get(f"/u/{ids['huyen-a1']}/units/?q=truong tieu hoc le loi", htmx=True)
    assert "Trường Tiểu học Lê Lợi" in page.text and "<html" not in page.text
    page = officer.get(f"/u/{ids['huyen-a1']}/units/?q=xyzt")
    assert "Không tìm thấy" in page.text


def test_search_sees_only_the_subtree(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    assert "Tây Sơn" not in officer.get(f"/u/{ids['huyen-a1']}/units/?q=tay son").text


def test_adding_over_the_page(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/units/"
    officer.get(address + "new")
    form = {"name": "CĐCS Xí nghiệp Mộc", "code": "xn-moc", "kind_code": "grassroots"}
    form |= {"block_code": "doanh-nghiep", "member_count": "1.226", "short_name": "", "once": "k1"}
    refused = officer.submit(address, {**form, "code": "sai mã", "member_count": "1,5"})
    assert refused.status_code == 422 and "sai mã" in refused.text and "1,5" in refused.text
    assert officer.submit(address, form).status_code == 303
    assert officer.submit(address, form).status_code == 303, "a double click"
    page = officer.get(address)
    assert page.text.count("CĐCS Xí nghiệp Mộc</a>") == 1 and "1.226" in page.text


@pytest.mark.parametrize("act", ["name", "place", "closing"])
def test_a_foreign_unit_is_not_found(signed_in, ids, act):
    officer = signed_in("officer.huyen-a1")
    officer.get(f"/u/{ids['huyen-a1']}/units/")
    for code in ("cs-b11", "cs-a21", "tinh-a", "huyen-a1"):
        address = f"/u/{ids['huyen-a1']}/units/{ids[code]}/{act}"
        assert officer.submit(address, {"name": "x", "under": "cs-a12"}).status_code == 404


def test_a_list_is_looked_at_then_taken(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/units/list"
    officer.get(address)
    page = officer.submit(address, {"file": (_list(), "ds.xlsx")})
    assert "CĐCS Một" in page.text and "Mã đã có" in page.text
    sealed = page.text.split('name="list" value="')[1].split('"')[0]
    assert officer.submit(address + "/taking", {"list": "x" + sealed}).status_code == 400
    assert officer.submit(address + "/taking", {"list": sealed}).status_code == 303
    assert "CĐCS Một" in officer.get(f"/u/{ids['huyen-a1']}/units/").text


def test_a_wrong_file_says_what_is_wrong(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/units/list"
    officer.get(address)
    for data in (b"", b"not a spreadsheet"):
        page = officer.submit(address, {"file": (io.BytesIO(data), "ds.xlsx")})
        assert page.status_code == 422


def _list() -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    sheet.append(["TT", "Tên đơn vị", "Mã đơn vị", "Số đoàn viên"])
    sheet.append([1, "CĐCS Một", "cs-mot", 120])
    sheet.append([2, "CĐCS Hai", "cs-a11", 30])
    data = io.BytesIO()
    book.save(data)
    data.seek(0)
    return data


def test_a_list_of_units_costs_at_most_eight_statements(signed_in, ids, statements):
    officer = signed_in("officer.tinh-a")
    statements.clear()
    officer.get(f"/u/{ids['tinh-a']}/units/")
    assert len(statements) <= 8, "\n".join(statements)


def test_what_a_unit_is_can_be_written_down(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    edit = f"/u/{ids['huyen-a1']}/units/{ids['cs-a11']}"
    facts = {"block_code": "doanh-nghiep", "member_count": "1.200"}
    bad = officer.submit(f"{edit}/facts", {**facts, "member_count": "x"})
    assert bad.status_code == 422 and 'value="x"' in bad.text
    assert officer.submit(f"{edit}/facts", facts).status_code == 303
    page = officer.get(edit).text
    assert 'value="1.200"' in page and "chưa vào cụm" in page
