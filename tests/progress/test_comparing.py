"""Ranks and risks: like with like, ties share, and a low rate alone is no risk."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import jobs
from app.programmes import all_windows
from app.progress.comparing import KEYS, rank, size_of
from app.progress.figures import Counts, Definition, Facts, Line, Pace
from app.progress.groups import grids
from app.progress.risks import Cause, cause_of, risks
from app.progress.tables import Table, below_their_quota, table_now
from app.quotas import Ledger, Paper
from app.tenancy import Everything
from app.units import Unit
from tests.progress.tables.test_tables import fill
from tests.world import NOW

LINES = st.builds(
    lambda valid, quota, members: Line(
        "unit", "x", Counts(valid=valid), quota or None, facts=Facts(members=members or None)
    ),
    *[st.integers(0, 6)] * 3,
)


class Ranking(Table):
    """A table that ranks need nothing of but its definition."""

    def __init__(self) -> None:
        object.__setattr__(self, "definition", Definition.VALID)


@given(st.lists(LINES, max_size=12))
def test_equal_ones_share_a_rank_and_those_without_a_value_have_none(lines):
    ranked = rank(lines, Ranking(), "rate")
    assert sorted(map(id, lines)) == sorted(id(one.line) for one in ranked)
    exact = [Fraction(o.line.counts.valid, o.line.quota) for o in ranked if o.line.quota]
    assert [one.rank for one in ranked if one.line.quota] == [
        1 + sum(other > mine for other in exact) for mine in exact
    ]
    assert exact == sorted(exact, reverse=True)
    tail = ranked[len(exact) :]
    assert all(one.rank is None and one.value == "–" for one in tail)


def test_a_hundred_members_are_the_key_and_sizes_are_classes():
    line = Line("unit", "x", Counts(valid=3), 10, facts=Facts(members=200))
    assert line.per_100(Definition.VALID) == Decimal("1.5")
    assert rank([line], Ranking(), "per-100")[0].value == "1,50"
    sizes = [size_of(Line("unit", "x", facts=Facts(members=n))) for n in (99, 100, 499, 500, 2000)]
    assert len(dict.fromkeys(sizes)) == 4 and sizes[1] == sizes[2]


def paced(**changes) -> Pace:
    facts = {
        "quota": 100,
        "count": 10,
        "first_day": dt.date(2022, 6, 1),
        "last_day": dt.date(2023, 5, 31),
        "day": dt.date(2023, 3, 6),
    }
    return Pace(**{**facts, **changes})


@pytest.mark.parametrize(
    ("counts", "without_papers", "cause"),
    [
        (Counts(), 0, Cause.NOTHING),
        (Counts(endorsed=10), 5, Cause.PAPERS),
        (Counts(valid=5, invalid=4, returned=1), 0, Cause.REFUSED),
        (Counts(valid=10, endorsed=80), 0, Cause.REVIEW),
        (Counts(valid=10, endorsed=3), 0, Cause.SLOW),
    ],
)
def test_each_cause_is_named(counts, without_papers, cause):
    line = Line("unit", "x", counts, 100)
    assert cause_of(line, paced(count=counts.valid), without_papers) is cause


def test_thirty_per_cent_after_28_of_the_time_is_ahead():
    day = dt.date(2022, 6, 1) + dt.timedelta(days=102 - 1)  # 102 of 365 days
    assert not paced(count=30, day=day).is_behind
    assert paced(count=27, day=day).is_behind


def window_of(unit: Unit):
    return next(w for w in all_windows(unit) if w.stage.code == "gd2")


def test_only_units_that_will_miss_are_at_risk(app):
    with app.app_context():
        fill()
        with jobs.reading("risks"):
            province = Unit.by_code("tinh-a")
            table = table_now(province, window_of(province), Definition.VALID, NOW, days=True)
            found = {risk.line.code: risk for risk in risks(table)}
            assert set(found) == {"huyen-a1", "cs-a0"}, "4,000 and 640 are far away"
            assert all(risk.missing > 0 and risk.words and risk.advice for risk in found.values())


def test_a_parent_above_its_quota_shows_who_is_below(app):
    with app.app_context():
        fill()
        with jobs.step(Everything("quotas of the grassroots")):
            district = Unit.by_code("huyen-a1")
            window = window_of(district)
            book, paper = Ledger(window.programme, window.stage, 1, NOW), Paper("2", NOW.date())
            for code, amount in (("cs-a11", 1), ("cs-a12", 900)):
                book.give(district, Unit.by_code(code), amount, paper)
        with jobs.reading("a table"):
            province = Unit.by_code("tinh-a")
            table = table_now(province, window_of(province), Definition.ALL, NOW)
            line = next(line for line in table.children if line.code == "huyen-a1")
            assert below_their_quota(table) == {}, "nobody is above"
            above = replace(table, lines=[replace(line, quota=2)])
            behind = below_their_quota(above)
            assert behind == {line.unit_id: (1, 2)}, "the school has 900 to do"


def test_groups_and_blocks_add_up(app):
    with app.app_context():
        fill()
        with jobs.step(Everything("blocks")):
            for code, block in (("cs-a11", "doanh-nghiep"), ("cs-a12", "truong-hoc")):
                Unit.by_code(code).block_code = block
        with jobs.reading("grids"):
            province = Unit.by_code("tinh-a")
            (grid,) = grids(province, all_windows(province))
            table = table_now(province, window_of(province), Definition.ALL, NOW)
            assert grid.cell(None, None) == table.own.counts
            assert {code for code, _name in grid.blocks} == {"doanh-nghiep", "truong-hoc", "-"}
            rows = sum((grid.cell(group, None) for group, _name in grid.groups), Counts())
            columns = sum((grid.cell(None, code) for code, _name in grid.blocks), Counts())
            assert rows == columns == table.own.counts


def test_numbers_of_groups_open_lists_of_the_same_length(app, signed_in, ids):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    page = officer.get(f"/u/{ids['tinh-a']}/progress/groups?count=all").text
    links = re.findall(rf'href="(/u/{ids["tinh-a"]}/initiatives/[^"]+)">(\d+)<', page)
    assert len(links) > 6
    for link, number in links:
        listed = officer.get(link.replace("&amp;", "&")).text
        assert re.search(rf">{number} sáng kiến<", listed), link


@pytest.mark.parametrize("by", KEYS)
def test_every_key_and_class_has_a_page(app, signed_in, ids, by):
    with app.app_context():
        fill()
    viewer = signed_in("viewer.tinh-a")
    for within in ("", "block", "size", "cluster", "nonsense"):
        address = f"/u/{ids['tinh-a']}/progress/compare?stage=gd2&by={by}&within={within}"
        assert "LĐLĐ huyện Đông Sơn" in viewer.get(address).text


@pytest.mark.parametrize("page", ["", "compare", "risks", "groups"])
@pytest.mark.parametrize("when", ["", "on=1/3/2023", "on=1/3/2023&time=17:00&tree=today"])
def test_each_page_costs_at_most_eight_statements(app, signed_in, ids, statements, page, when):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    for code in ("tinh-a", "huyen-a1", "cs-a11"):
        officer.get(f"/u/{ids[code]}/")  # whoever comes from elsewhere is looked up once
        statements.clear()
        answer = officer.get(f"/u/{ids[code]}/progress/{page}?stage=gd2&{when}")
        assert answer.status_code == 200
        assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.parametrize("said", ["on=31/9/2023", "on=1/3/2099", "on=1/3/2023&time=25:99"])
def test_a_day_that_is_none_is_told_at_its_field(app, signed_in, ids, said):
    page = signed_in("officer.tinh-a").get(f"/u/{ids['tinh-a']}/progress/?stage=gd2&{said}")
    assert page.status_code == 200 and 'aria-invalid="true"' in page.text
    assert f'value="{said.split("&")[0].removeprefix("on=")}"' in page.text, (
        "what was typed is kept"
    )


def test_a_past_page_is_of_its_moment(app, signed_in, ids):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    page = officer.get(f"/u/{ids['tinh-a']}/progress/?stage=gd2&on=1/3/2023&time=17:00").text
    assert "Số liệu tính đến 17:00 ngày 01/03/2023" in page
    assert "/initiatives/?" not in page.split('id="unit-lines"')[1], "no list is of that moment"
