"""From a file to a draft on the page: what is asked, what is refused, what is remembered."""

import html
import io
import re
import zipfile

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app import jobs
from app.programmes import Programme
from app.quotas import Plan, QuotaEntry
from app.quotas.sheet_upload import MOST_SEALED, Upload
from app.tenancy import Everything
from app.units import Unit, UnitAlias
from tests.quotas.tables import GIA_LAM, HEADER, xlsx
from tests.quotas.test_ledger import PAPER, opened, received
from tests.uploads import files
from tests.world import NOW

MAY, SCHOOL = "CĐCS Công ty TNHH May Hòa Bình", "CĐCS Trường Tiểu học Lê Lợi"


def sent(client, unit_id, data, name="phan-bo.xlsx", programme="tsk"):
    form = {"programme": programme, "file": (io.BytesIO(data), name)}
    address = f"/u/{unit_id}/quotas/sheets/new"
    client.get(address)
    return client.submit(address, form, content_type="multipart/form-data")


def sealed(page):
    return html.unescape(re.search(r'name="sheet" value="([^"]*)"', page.text)[1])


def count(app, model):
    with app.app_context(), jobs.reading("count") as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def plans(app):
    with app.app_context(), jobs.reading("plans") as session:
        return [(p.name, p.rules, p.lines) for p in session.scalars(sa.select(Plan))]


def test_gia_lams_sheet_becomes_a_draft_and_nothing_is_in_the_ledger(demo_app, demo_signed_in):
    with demo_app.app_context(), jobs.reading("ids"):
        unit = Unit.by_code("gia-lam")
        unit_id, stages = unit.id, [1, 2]
    officer = demo_signed_in("canbo.gia-lam")
    before = count(demo_app, QuotaEntry)
    form = officer.get(f"/u/{unit_id}/quotas/sheets/new")
    programme = re.search(r'name="programme" value="([^"]+)"', form.text)[1]
    page = sent(officer, unit_id, GIA_LAM.read_bytes(), programme=programme)
    assert page.status_code == 200
    assert "cùng ghi “Giai đoạn 1”" in page.text and "xin xác nhận" in page.text
    assert "số thứ tự 4.6 đã có ở dòng 15" in page.text and "5.342" in page.text
    assert plans(demo_app) == [], "looking writes nothing"
    made = officer.submit(
        f"/u/{unit_id}/quotas/sheets/draft", {"sheet": sealed(page), "name": "Bảng năm 2022"}
    )
    assert made.status_code == 303 and re.search(r"/quotas/plans/\d+$", made.location)
    ((name, rules, lines),) = plans(demo_app)
    assert name == "Bảng năm 2022" and len(rules) == 11 and len(lines) == 274
    totals = [sum(line.amounts[stage] for line in lines.values()) for stage in stages]
    assert totals == [2771, 2571] and not any(line.by_hand for line in lines.values())
    assert count(demo_app, QuotaEntry) == before, "never directly the ledger"


def test_a_choice_is_asked_for_kept_and_remembered(app, signed_in, ids):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/quotas/sheets"
    rows = [HEADER, ("1", "May Hoà Bìn", 3, 1, 2), ("2", SCHOOL, 4, 2, 2)]
    page = sent(officer, ids["huyen-a1"], xlsx(*rows))
    assert "chưa rõ “May Hoà Bìn” là đơn vị nào" in page.text and 'name="unit-2"' in page.text
    data = {"sheet": sealed(page), "name": "Bảng thử"}
    refused = officer.submit(f"{base}/draft", data)
    assert refused.status_code == 422 and 'id="unit-2-error"' in refused.text
    assert "Còn chỗ chưa rõ" in refused.text and sealed(refused) == data["sheet"], "nothing is lost"
    foreign = officer.submit(f"{base}/draft", {**data, "unit-2": "cs-a21"})
    assert foreign.status_code == 422, "a unit of the neighbour's"
    again = officer.submit(f"{base}/reading", {**data, "unit-2": "cs-a11"})
    assert again.status_code == 200
    assert re.search(r'<option value="cs-a11" selected>', again.text), "the choice stays"
    assert count(app, UnitAlias) == 0 and plans(app) == []
    unnamed = officer.submit(f"{base}/draft", {**data, "unit-2": "cs-a11", "name": ""})
    assert unnamed.status_code == 422 and plans(app) == []
    assert officer.submit(f"{base}/draft", {**data, "unit-2": "cs-a11"}).status_code == 303
    ((_name, rules, lines),) = plans(app)
    assert [rule.units for rule in rules] == [("cs-a11",), ("cs-a12",)]
    assert sum(lines["cs-a11"].amounts.values()) == 3
    later = sent(officer, ids["huyen-a1"], xlsx(*rows))
    assert 'name="unit-2"' not in later.text and "chưa rõ" not in later.text, "it is remembered"


def test_a_line_may_be_left_out_and_columns_chosen(app, signed_in, ids):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/quotas/sheets"
    header = (*HEADER[:3], "Giai đoạn 1", "Giai đoạn 1")
    rows = [header, ("1", "Hội Chữ thập đỏ", 3, 1, 2), ("2", SCHOOL, 5, 2, 3)]
    page = sent(officer, ids["huyen-a1"], xlsx(*rows))
    data = {"sheet": sealed(page), "name": "Bảng thử", "unit-2": "-"}
    refused = officer.submit(f"{base}/draft", data)
    assert refused.status_code == 422 and 'id="stage-D-error"' in refused.text
    same = officer.submit(f"{base}/draft", {**data, "stage-D": "1", "stage-E": "1"})
    assert same.status_code == 422 and "Mỗi giai đoạn chỉ chọn cho một cột" in same.text
    turned = {**data, "stage-D": "2", "stage-E": "1"}
    assert officer.submit(f"{base}/draft", turned).status_code == 303
    ((_name, rules, lines),) = plans(app)
    assert [rule.units for rule in rules] == [("cs-a12",)]
    assert lines["cs-a12"].amounts == {1: 3, 2: 2}


def test_what_units_hold_already_stays_only_where_the_table_is_silent(app, signed_in, ids, as_unit):
    with app.app_context():
        received(100)
    with as_unit("huyen-a1"):
        giver, book = Unit.by_code("huyen-a1"), opened()
        held = {Unit.by_code("cs-a11"): 60, Unit.by_code("cs-a12"): 40}
        book.allocate(giver, held, PAPER)
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/quotas"
    page = sent(officer, ids["huyen-a1"], xlsx(HEADER, ("1", SCHOOL, 5, 2, 3)))
    assert "1 đơn vị không có trong bảng nhưng đã được giao" in page.text
    data = {"sheet": sealed(page), "name": "Bảng thử"}
    assert officer.submit(f"{base}/sheets/draft", data).status_code == 303
    ((_name, _rules, lines),) = plans(app)
    assert not lines["cs-a11"].by_hand and lines["cs-a11"].amounts == {1: 0, 2: 60}
    assert not lines["cs-a12"].by_hand and lines["cs-a12"].amounts == {1: 2, 2: 3}


def zip_of(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "Xin chọn tệp|không có nội dung"),
        (lambda: b"%PDF-1.7", "không phải bảng tính"),
        (lambda: zip_of(a="b"), "không phải bảng tính"),
        (lambda: files.one_cell_of(90), "quá lớn"),
        (files.far_away, "chỉ đọc tối đa 25.000 dòng"),
        (lambda: xlsx(("a", "b"), (1, 2)), "Không thấy dòng tiêu đề"),
        (lambda: xlsx(HEADER, *[(n, f"CĐ {n}", 2, 1, 1) for n in range(1, 1200)]), "quá dài"),
    ],
)
def test_a_bad_file_is_refused_in_words_at_its_place(app, signed_in, ids, make, said):
    officer = signed_in("officer.huyen-a1")
    page = sent(officer, ids["huyen-a1"], make())
    assert page.status_code == 422 and re.search(said, page.text)
    assert 'id="file-error"' in page.text and plans(app) == []


def test_names_from_a_file_are_text_and_no_markup(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    trick = '"><script>alert(1)</script>'
    rows = [(*HEADER[:4], f"Giai đoạn 2 {trick}", trick), ("1", trick, 2, 1, 1), (trick, trick)]
    page = sent(officer, ids["huyen-a1"], xlsx((trick,), *rows), name="<script>alert.xlsx")
    assert page.status_code == 200 and "<script>alert" not in page.text


def test_a_table_that_somebody_changed_or_another_unit_sent_is_not_taken(app, signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    rows = [HEADER, ("1", SCHOOL, 5, 2, 3)]
    text = sealed(sent(officer, ids["huyen-a1"], xlsx(*rows)))
    base = f"/u/{ids['huyen-a1']}/quotas/sheets"
    for changed in ("", "x", text[:-1], "A" + text[1:], text + text):
        for tail in ("draft", "reading"):
            answer = officer.submit(f"{base}/{tail}", {"sheet": changed, "name": "x"})
            assert answer.status_code == 400
    other = signed_in("officer.huyen-a2")
    other_base = f"/u/{ids['huyen-a2']}/quotas/sheets"
    other.get(f"{other_base}/new")
    assert other.submit(f"{other_base}/draft", {"sheet": text, "name": "x"}).status_code == 400
    assert plans(app) == []


def test_the_second_page_says_what_the_first_said(signed_in, ids):
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/quotas/sheets"
    made = Workbook()
    for title in ("Một", "Hai"):
        page = made.create_sheet(title)
        for row in ((title,), HEADER, ("1", SCHOOL, 5, 2, 3), (None, "Tổng cộng", 9, 9, 9)):
            page.append(row)
    data = io.BytesIO()
    made.save(data)
    first = sent(officer, ids["huyen-a1"], data.getvalue())
    again = officer.submit(f"{base}/reading", {"sheet": sealed(first), "name": "Bảng"})
    faults = [re.findall(r"<li>(.+?)</li>", page.text) for page in (first, again)]
    assert "Trang “Hai” cũng có bảng; chỉ đọc trang “Một”." in faults[0]
    assert faults[0] == faults[1] and len(faults[0]) > 3


def test_only_who_may_allocate(signed_in, ids):
    for login in ("viewer.huyen-a1", "contact.huyen-a1", "administrator.huyen-a1"):
        address = f"/u/{ids['huyen-a1']}/quotas/sheets/new"
        assert signed_in(login).get(address).status_code == 403
    stranger = signed_in("officer.huyen-a2")
    assert stranger.get(f"/u/{ids['huyen-a1']}/quotas/sheets/new").status_code == 404


def test_a_double_click_makes_one_draft(app, signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    page = sent(officer, ids["huyen-a1"], xlsx(HEADER, ("1", SCHOOL, 5, 2, 3)))
    once = re.search(r'name="once" value="([^"]+)"', page.text)[1]
    data = {"sheet": sealed(page), "name": "Bảng", "once": once}
    base = f"/u/{ids['huyen-a1']}/quotas/sheets/draft"
    assert officer.submit(base, data).location == officer.submit(base, data).location
    assert len(plans(app)) == 1


def test_reckoning_anew_does_not_send_the_key(signed_in, ids):
    page = sent(
        signed_in("officer.huyen-a1"), ids["huyen-a1"], xlsx(HEADER, ("1", SCHOOL, 5, 2, 3))
    )
    assert re.search(r"<button[^>]* name=\"once\"", page.text), "the button that drafts has it"
    assert 'type="hidden" name="once"' not in page.text


def test_the_largest_table_still_fits_its_form(app):
    lines = [(n, "Công đoàn cơ sở số " + str(n) * 30, 2, 1, 1) for n in range(1, 990)]
    with app.test_request_context():
        unit = Unit(id=1)
        file = io.BytesIO(xlsx(HEADER, *lines))
        file.filename = "a.xlsx"
        upload = Upload.take(unit, "tsk", file)
        assert len(upload.sealed) < MOST_SEALED
        assert Upload.unsealed(unit, upload.sealed) == upload
        assert Upload.unsealed(Unit(id=2), upload.sealed) is None


def test_a_local_programme_is_offered_too(app, signed_in, ids):
    with app.app_context(), jobs.step(Everything("a local programme"), at=NOW):
        unit = Unit.by_code("huyen-a1")
        Programme.create(unit, code="rieng", name="Chín nghìn", parent="tsk", by=None, at=NOW)
    officer = signed_in("officer.huyen-a1")
    assert "Chín nghìn" in officer.get(f"/u/{ids['huyen-a1']}/quotas/sheets/new").text
    page = sent(officer, ids["huyen-a1"], xlsx(HEADER, ("1", SCHOOL, 5, 2, 3)), programme="rieng")
    assert "phan-bo.xlsx · Chín nghìn" in page.text
    assert sent(officer, ids["huyen-a1"], xlsx(HEADER), programme="la").status_code == 422
