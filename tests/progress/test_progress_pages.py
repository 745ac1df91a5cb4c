"""The page of a unit: figures, drill-down, cost."""

import re

from app import jobs
from app.programmes import Programme, all_windows
from app.progress.figures import Definition
from app.progress.tables import beside, full_table
from app.quotas import Ledger, Paper
from app.tenancy import Everything
from app.units import Unit
from app.vietnamese import rate_text
from tests.progress.tables.test_tables import fill
from tests.world import NOW


def test_the_page_shows_the_figures_and_leads_to_what_is_behind_them(app, signed_in, ids):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    page = officer.get(f"/u/{ids['tinh-a']}/progress/?stage=gd2")
    assert "4.700" in page.text and "Chỉ tiêu chưa phân bổ" in page.text
    link = re.search(rf'href="(/u/{ids["huyen-a1"]}/initiatives/[^"]+)">(\d+)<', page.text)
    listed = officer.get(link[1].replace("&amp;", "&")).text
    assert re.search(rf"/ {link[2]}<", listed), "the list holds as many as the number said"


def test_every_definition_is_one_tap_away(app, signed_in, ids):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    for count in ("registered", "valid", "all", "nonsense"):
        page = officer.get(f"/u/{ids['tinh-a']}/progress/?stage=gd2&count={count}", htmx=True)
        assert page.status_code == 200 and "<html" not in page.text


def test_the_page_costs_at_most_eight_statements(app, signed_in, ids, statements):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    for code in ("tinh-a", "huyen-a1", "cs-a11"):
        statements.clear()
        officer.get(f"/u/{ids[code]}/progress/?stage=gd2")
        assert len(statements) <= 8, "\n".join(statements)


def test_siblings_see_nothing_of_each_other(app, signed_in, ids):
    with app.app_context():
        fill()
    other = signed_in("officer.huyen-a2")
    assert other.get(f"/u/{ids['huyen-a1']}/progress/").status_code == 404
    assert other.get(f"/u/{ids['huyen-a1']}/progress/table.xlsx").status_code == 404
    assert "Đông Sơn" not in other.get(f"/u/{ids['huyen-a2']}/progress/").text


def test_a_unit_without_anything_has_a_page(signed_in, ids):
    chair = signed_in("leader.cs-b11")
    page = chair.get(f"/u/{ids['cs-b11']}/progress/")
    assert page.status_code == 200 and "chưa có chỉ tiêu" in page.text


def test_the_export_is_a_spreadsheet(app, signed_in, ids):
    with app.app_context():
        fill()
    answer = signed_in("viewer.tinh-a").get(f"/u/{ids['tinh-a']}/progress/table.xlsx?stage=gd2")
    assert (
        answer.data[:2] == b"PK" and "tong-hop-tinh-a-gd2" in answer.headers["Content-Disposition"]
    )


def test_a_local_programme_stands_beside_the_nation_s_over_the_same_counts(
    app, signed_in, ids, as_unit, statements
):
    with app.app_context():
        fill()
        with jobs.step(Everything("a local programme")):
            province = Unit.by_code("tinh-a")
            local = Programme.create(
                province, code="chin", name="9.000 sáng kiến", parent="tsk", by=None, at=NOW
            )
            book = Ledger(local, local.whole_stages[1], None, NOW)
            paper = Paper("1/KH", NOW.date())
            book.receive(province, 9400, paper)
            book.give(province, Unit.by_code("huyen-a1"), 8000, paper)
    with as_unit("tinh-a"):
        province = Unit.by_code("tinh-a")
        windows = [w for w in all_windows(province) if w.stage.code == "gd2"]
        nation, local = windows
        assert beside(local, windows) == nation
        there = beside(nation, windows)
        table, _days = full_table(province, nation, Definition.REGISTERED, NOW, beside=there)
        line = next(line for line in table.lines if line.code == "huyen-a1")
        count = line.counts.registered
        assert count and line.rate(Definition.REGISTERED) == rate_text(count, 4000)
        assert line.rate_beside(Definition.REGISTERED) == rate_text(count, 8000)
        assert table.total.facts.quota_beside == 8000
        shown = [rate_text(count, 4000), rate_text(count, 8000)]
    officer = signed_in("officer.tinh-a")
    for programme in ("tsk", "chin"):
        statements.clear()
        page = officer.get(f"/u/{ids['tinh-a']}/progress/?stage=gd2&programme={programme}").text
        assert all(rate in page for rate in shown)
        assert len(statements) <= 8, "\n".join(statements)
