"""Obstacles count units, rise through the tree, open what makes them, and are answered once."""

import re

import pytest

from app.support import Request
from app.support.obstacles import Hindrances, Which
from app.support.states import Act, Obstacle
from tests.support.conftest import DESK, GRASSROOTS, UPPER, ask, unit

FDI = "Doanh nghiệp có vốn đầu tư nước ngoài"


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


@pytest.fixture
def hindered(rostered, as_unit) -> None:
    """Two foreign-invested units and a school; one of them twice; one is helped already."""
    with as_unit("tld") as session:
        for code, ownership, block in (
            (GRASSROOTS, FDI, "doanh-nghiep"),
            ("cs-a21", FDI, "doanh-nghiep"),
            ("cs-a12", None, "truong-hoc"),
        ):
            unit(code).ownership, unit(code).block_code = ownership, block
        session.flush()
        for code in (GRASSROOTS, GRASSROOTS, "cs-a12", "cs-a21", "cs-b11"):
            ask(code, category="obstacle", obstacle="employer")
        ask("cs-a12", category="obstacle", obstacle="council")
        helped = ask("cs-a0", category="obstacle", obstacle="employer")
        helped.answer(Act.SOLVE, "Đã làm việc với doanh nghiệp.", helped.desk, **DESK)


def test_counts_are_of_units_and_add_up_through_the_tree(hindered, as_unit):
    with as_unit("tinh-a"):
        found = Hindrances.of(unit("tinh-a"))
        kinds = {kind.obstacle: kind for kind in found.kinds}
        assert found.kinds[0].obstacle == Obstacle.EMPLOYER
        assert (kinds["employer"].units, kinds["council"].units, kinds["papers"].units) == (3, 1, 0)
        assert dict(kinds["employer"].by_ownership) == {FDI: 2}
        assert dict(kinds["employer"].by_block) == {"doanh-nghiep": 2, "truong-hoc": 1}
        branches = {branch.unit.code: branch.counts for branch in found.branches}
        assert branches == {
            UPPER: {"employer": 2, "council": 1},
            "huyen-a2": {"employer": 1},
        }
    with as_unit("tld"):
        assert Hindrances.of(unit("tld")).units == 5


def test_every_number_opens_the_units_that_make_it(hindered, signed_in, at):
    officer = signed_in("officer.tinh-a")
    page = officer.get(at("tinh-a", "obstacles"))
    figures = re.findall(
        r'class="figure num" href="([^"]+)" aria-label="[^"]*">([\d.]+)<', page.text
    )
    assert len(figures) == 9
    for href, number in figures:
        listed = officer.get(href.replace("&amp;", "&"))
        assert f">{number} đơn vị đang gặp<" in listed.text, href
    assert FDI in page.text


def test_narrowing_goes_no_further_than_one_sees(hindered, as_unit, app, ids):
    with as_unit(UPPER) as session:
        for asked, expected in (
            ({"under": ids["huyen-a2"]}, {GRASSROOTS, "cs-a12"}),
            ({"under": ids[GRASSROOTS]}, {GRASSROOTS}),
            ({"under": "x", "ownership": FDI}, {GRASSROOTS}),
            ({"ownership": "khác"}, set()),
        ):
            with app.test_request_context("/", query_string=asked):
                which = Which.from_address(unit(UPPER), "employer")
                units = session.scalars(which.units()).unique().all()
                assert {one.code for one in units} == expected, asked
                assert set(which.requests(units)) == {one.id for one in units}


def test_one_answer_reaches_everybody_below_until_it_is_taken_back(
    hindered, signed_in, as_unit, at
):
    officer = signed_in("officer.tinh-a")
    told = {"text": "Tỉnh đã làm việc với Ban Quản lý khu công nghiệp."}
    assert officer.submit(at("tinh-a", "obstacles/employer"), told).status_code == 303
    assert officer.submit(at("tinh-a", "obstacles/employer"), told).status_code == 303
    with as_unit("cs-a12") as session:
        number = session.scalars(Request.asked_at_unit(unit("cs-a12"))).unique().all()[-1].id
    below = signed_in("viewer.cs-a12")
    assert "Ban Quản lý" in below.get(at("cs-a12", str(number))).text
    assert "Ban Quản lý" in below.get(at("cs-a12", "obstacles")).text
    assert "Ban Quản lý" not in signed_in("viewer.tinh-b").get(at("tinh-b", "obstacles")).text
    page = officer.get(at("tinh-a", "obstacles/employer"))
    back = re.search(r"obstacles/answers/(\d+)/removal", page.text)
    assert back is not None
    tail = f"obstacles/answers/{back[1]}/removal"
    assert signed_in(f"officer.{UPPER}").submit(at(UPPER, tail)).status_code == 404
    assert officer.submit(at("tinh-a", tail)).status_code == 303
    assert "Ban Quản lý" not in below.get(at("cs-a12", str(number))).text
    assert officer.get(at("tinh-a", "obstacles/nothing")).status_code == 404


def test_where_nobody_is_hindered_the_page_says_what_to_do(rostered, signed_in, at):
    page = signed_in(f"viewer.{GRASSROOTS}").get(at(GRASSROOTS, "obstacles"))
    assert "Chưa đơn vị nào báo vướng mắc" in page.text
    assert 'href="' + at(GRASSROOTS, "new?category=obstacle") in page.text
