"""What is odd about a distribution, against a count by brute force."""

import json
from statistics import median

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app import jobs
from app.quotas import Ledger, Paper
from app.quotas.checking import Held, as_json, look_over
from app.tenancy import Everything
from app.units import Unit
from tests.progress.tables.test_tables import fill, tables
from tests.world import NOW

UNIT = Held("u", "Đơn vị", None, 1000, 500, 450, 20)
CHILD = st.builds(
    Held,
    code=st.text("abc", min_size=3, max_size=3),
    name=st.just("CĐCS"),
    block=st.sampled_from([None, "xa", "truong-hoc"]),
    members=st.sampled_from([None, 0, 10, 50, 100, 400]),
    received=st.sampled_from([0, 1, 5, 20, 100]),
    given=st.sampled_from([0, 5, 20]),
)


@given(st.lists(CHILD, max_size=9, unique_by=lambda one: one.code))
def test_findings_equal_a_brute_force_count(children):
    found = as_json(look_over(UNIT, children))
    assert (found["received"], found["given"], found["remainder"]) == (500, 450, 50)
    off = {c.code for c in children if c.given != 0 and c.received != c.given}
    assert {one["code"] for one in found["children_off"]} == off
    without, odd, unknown = set(), set(), set()
    for one in children:
        fellows = [c for c in children if c.block == one.block]
        if one.received == 0 and sum(c.received for c in fellows) > 0:
            without.add(one.code)
        known = [c for c in fellows if c.members and c.received]
        if one in known:
            middle = median(c.received * 100 / c.members for c in known)
            if one.received * 100 / one.members > 3 * middle + 1e-9:
                odd.add(one.code)
        elif one.received:
            unknown.add(one.code)
    assert {c["code"] for c in found["without_quota"]} == without
    assert {c["code"] for c in found["out_of_line"]} == odd
    assert {c["code"] for c in found["unknown_members"]} == unknown


def test_three_times_the_median_is_not_beyond_it():
    block = [Held(c, c, "xa", 100, n) for c, n in (("a", 10), ("b", 10), ("c", 30), ("d", 10))]
    assert look_over(UNIT, block).out_of_line == []
    block[2] = Held("c", "c", "xa", 100, 31)
    (odd,) = look_over(UNIT, block).out_of_line
    assert odd.held.code == "c" and odd.texts == ("31,0", "10,0")


@pytest.fixture
def given_out(app):
    with app.app_context():
        fill()
        with jobs.step(Everything("quota for a test")):
            window = tables("tinh-a").window
            book, paper = Ledger(window.programme, window.stage, 1, NOW), Paper("3", NOW.date())
            district = Unit.by_code("huyen-a1")
            book.give(district, Unit.by_code("cs-a11"), 3000, paper)
            book.give(Unit.by_code("tinh-a"), Unit.by_code("tinh-a"), 10, paper)


def run(app, *options):
    args = ["quotas", "check", "--unit", "tinh-a", "--stage", "gd2", *options]
    return app.test_cli_runner().invoke(args=args)


def test_the_command_as_json(app, given_out):
    found = json.loads(run(app, "--as", "json", "--programme", "tsk").output)
    assert list(found) == [
        *("received", "given", "remainder", "own"),
        *("children_off", "without_quota", "out_of_line", "unknown_members"),
    ]
    assert (found["received"], found["given"], found["remainder"]) == (4700, 4650, 50)
    assert found["own"] == 10
    (off,) = found["children_off"]
    assert off["code"] == "huyen-a1"
    assert (off["received"], off["given"], off["remainder"]) == (4000, 3000, 1000)
    assert [one["code"] for one in found["without_quota"]] == ["huyen-a2"]
    assert found["out_of_line"] == [] == found["unknown_members"]


def test_the_command_in_words(app, given_out):
    said = run(app).output
    assert "được giao 4.700, đã giao 4.650 (trong đó đơn vị tự thực hiện 10)" in said
    assert "LĐLĐ huyện Tây Sơn chưa có chỉ tiêu" in said
    assert run(app, "--programme", "không-có").exit_code == 2


def test_the_page_shows_the_same(app, given_out, signed_in, ids):
    page = signed_in("viewer.tinh-a").get(f"/u/{ids['tinh-a']}/quotas/check?stage=gd2")
    assert page.status_code == 200
    assert "LĐLĐ huyện Tây Sơn" in page.text and "giao tiếp chưa khớp" in page.text
    clean = signed_in("viewer.tinh-b").get(f"/u/{ids['tinh-b']}/quotas/check?stage=gd2")
    assert "không có gì cần xem lại." in clean.text
