"""Plans on the page: drafted, typed into, refused at their place, issued."""

import re

import pytest

from app import jobs
from app.tenancy import Everything
from app.units import Unit
from tests.quotas.test_ledger import received
from tests.world import NOW

SHARE = {"block": "", "basis": "members"}
PAPER = {"number": "02/LĐLĐ-CSPL", "day": "31/01/2023"}


@pytest.fixture
def officer(app, signed_in, ids):
    """The officer of huyen-a1, which has received 100 in the second stage."""
    with app.app_context():
        received(100)
    return signed_in("officer.huyen-a1")


@pytest.fixture
def plan(officer, ids):
    """The address of an open plan over the second stage."""
    address = f"/u/{ids['huyen-a1']}/quotas/plans?stage=gd2"
    stage = re.search(r'checked[^>]*name="stages"[^>]*value="(\d+)"', officer.get(address).text)
    made = officer.submit(address, {"name": "Năm 2023", "stages": stage[1]})
    assert made.status_code == 303
    return made.location


def cells(officer, plan):
    """The names of the boxes, by the unit's id."""
    names = re.findall(r'name="(cell-(\d+)-\d+)"', officer.get(plan).text)
    return {int(unit): name for name, unit in names}


def version_of(officer, plan):
    return re.search(r'name="version" value="(\d+)"', officer.get(plan).text)[1]


def test_a_plan_from_the_draft_to_the_unit_that_reads_it(officer, plan, ids, signed_in):
    box = cells(officer, plan)
    assert set(box) == {ids["cs-a11"], ids["cs-a12"], ids["huyen-a1"]}
    typed = {box[ids["cs-a11"]]: "70", box[ids["cs-a12"]]: "30"}
    assert officer.submit(f"{plan}/lines", typed).status_code == 303
    assert re.search(r"100</b> / 100.*khớp", officer.get(plan).text, re.S)
    assert "Chưa được giao" in signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/quotas/").text
    refused = officer.submit(f"{plan}/issue", {"number": "", "day": "31/9/2023"})
    assert refused.status_code == 422 and "tháng 9 chỉ có 30 ngày" in refused.text
    assert officer.submit(f"{plan}/issue", PAPER).status_code == 303
    chair = signed_in("leader.cs-a11")
    assert "02/LĐLĐ-CSPL" in chair.get(f"/u/{ids['cs-a11']}/quotas/?stage=gd2").text
    assert "02/LĐLĐ-CSPL" in chair.get(f"/u/{ids['cs-a11']}/notices/").text
    assert 'name="cell-' not in officer.get(plan).text, "an issued plan is read only"


@pytest.mark.parametrize("text", ["1.200", "1 200", "1200"])
def test_what_people_paste_for_a_number(officer, plan, ids, text):
    box = cells(officer, plan)[ids["cs-a11"]]
    officer.submit(f"{plan}/lines", {box: text})
    page = officer.get(plan).text
    assert f'name="{box}" value="1.200"' in page and re.search(r"vượt.*1\.100", page, re.S)
    officer.submit(f"{plan}/lines", {box: "02"})
    assert f'name="{box}" value="2"' in officer.get(plan).text


def test_what_is_no_number_is_refused_at_its_cell_and_the_rest_kept(officer, plan, ids):
    box = cells(officer, plan)
    first, second, own = box[ids["cs-a11"]], box[ids["cs-a12"]], box[ids["huyen-a1"]]
    for bad in ("1,5", "-3", "x", "99999999999"):
        typed = {first: bad, second: "1.200", own: "7"}
        answer = officer.submit(f"{plan}/lines", typed)
        assert answer.status_code == 422
        for name, text in typed.items():
            assert f'name="{name}" value="{text}"' in answer.text
        assert f'id="{first}-error"' in answer.text and f'id="{second}-error"' not in answer.text
    assert 'data-hand="yes"' not in officer.get(plan).text, "nothing of it was saved"


def test_a_unit_outside_the_subtree_is_refused_as_a_missing_one_is(officer, plan, ids):
    box = cells(officer, plan)[ids["cs-a11"]]
    stage = box.rpartition("-")[2]
    for unit in (ids["cs-a21"], 999_999):
        typed = {f"cell-{unit}-{stage}": "5", box: "9"}
        answer = officer.submit(f"{plan}/lines", typed)
        assert answer.status_code == 422 and f'name="{box}" value="9"' in answer.text
        assert "không trực thuộc" in answer.text


def test_a_second_tab_is_told_and_loses_nothing(officer, plan, ids):
    box = cells(officer, plan)
    first, second = box[ids["cs-a11"]], box[ids["cs-a12"]]
    old = version_of(officer, plan)
    officer.submit(f"{plan}/lines", {first: "10"})
    late = {second: "20", "version": old}
    answer = officer.submit(f"{plan}/lines", late, htmx=True)
    assert answer.status_code == 409 and answer.headers["HX-Retarget"] == "#plan"
    assert (
        f'name="{second}" value="20"' in answer.text and "cửa sổ hoặc một máy khác" in answer.text
    )
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    again = officer.submit(f"{plan}/lines", {**late, "version": version})
    assert again.status_code == 303
    page = officer.get(plan).text
    assert f'name="{first}" value="10"' in page and f'name="{second}" value="20"' in page


def test_rules_on_the_page(officer, plan, ids):
    assert officer.get(f"{plan}/rules/new?kind=share").status_code == 200
    new = f"{plan}/rules?kind=share"
    assert officer.submit(new, {**SHARE, "least": "60", "most": "10"}).status_code == 422
    lost = officer.submit(new, {**SHARE, "named": "Đơn vị không có"})
    assert lost.status_code == 422 and "Đơn vị không có" in lost.text
    assert officer.submit(new, SHARE).status_code == 303
    page = officer.get(plan).text
    assert "chia phần còn lại theo số đoàn viên" in page and re.search(r"khớp", page)
    empty = officer.submit(f"{plan}/rules?kind=fixed", {"block": ""})
    assert empty.status_code == 422 and "ít nhất một giai đoạn" in empty.text
    changed = officer.submit(f"{plan}/rules/0", {**SHARE, "least": "2", "named": "cs-a11"})
    assert changed.status_code == 303 and "ít nhất 2" in officer.get(plan).text
    removed = officer.submit(f"{plan}/rules/0/removal", {})
    assert removed.status_code == 303 and "Chưa có quy tắc nào" in officer.get(plan).text
    undo = {"version": version_of(officer, plan)}
    for _twice in range(2):
        assert officer.submit(f"{plan}/undo", undo).status_code == 303
        assert "Chưa có quy tắc nào" not in officer.get(plan).text


def test_an_explanation_stays_on_the_table(officer, plan, ids):
    box = cells(officer, plan)[ids["cs-a11"]]
    officer.submit(f"{plan}/lines", {box: "60"})
    refused = officer.submit(f"{plan}/issue", PAPER)
    assert refused.status_code == 422 and "xin ghi rõ lý do" in refused.text
    explained = {**PAPER, "explanation": "Còn 40 giao sau Đại hội"}
    assert officer.submit(f"{plan}/issue", explained).status_code == 303
    assert "Còn 40 giao sau Đại hội" in officer.get(plan).text


def test_a_dropped_plan_is_gone(officer, plan):
    assert officer.submit(f"{plan}/drop", {}).status_code == 303
    assert officer.get(plan).status_code == 404


def test_a_viewer_and_a_grassroots_chair_make_no_plans_above(plan, signed_in, ids):
    assert signed_in("viewer.huyen-a1").get(plan).status_code == 403
    assert signed_in("leader.cs-a11").get(plan).status_code == 404


def test_five_hundred_units_open_in_eight_statements_and_an_edit_costs_as_many(
    app, officer, ids, statements
):
    with app.app_context(), jobs.step(Everything("a large district")):
        parent = Unit.by_code("huyen-a1")
        for number in range(500):
            parent.open_child(
                code=f"n{number}", name=f"CĐCS {number}", kind="grassroots", by=None, at=NOW
            )
    address = f"/u/{ids['huyen-a1']}/quotas/plans?stage=gd2"
    stage = re.search(r'checked[^>]*name="stages"[^>]*value="(\d+)"', officer.get(address).text)
    plan = officer.submit(address, {"name": "Năm 2023", "stages": stage[1]}).location
    officer.get(plan)
    statements.clear()
    page = officer.get(plan)
    assert page.text.count("data-cell") == 503
    assert len(statements) <= 8, "\n".join(statements)
    box = cells(officer, plan)[ids["cs-a11"]]
    statements.clear()
    saved = officer.submit(f"{plan}/lines", {box: "5"}, htmx=True)
    assert saved.status_code == 200 and "<table" not in saved.text
    assert len(statements) <= 8, "\n".join(statements)
