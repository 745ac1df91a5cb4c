"""Which ladder holds at a unit and from where, and laying one of its own down."""

import pytest

from app.deadlines import Ladder, StepKind
from tests.deadlines.urged import UPPER, lay, unit
from tests.world import NOW


@pytest.fixture
def officer(signed_in):
    return signed_in(f"officer.{UPPER}")


@pytest.fixture
def here(ids):
    return f"/u/{ids[UPPER]}/deadlines/ladder"


def rows(*steps, **other):
    """The fields of a ladder: each step (name, kind), the other rows free."""
    said = {"name": "Thang của huyện", "programme": "tsk", **other}
    for number in range(1, 7):
        name, kind = steps[number - 1] if number <= len(steps) else ("", "call")
        values = {"name": name, "kind": kind, "behind_by": "5", "measure": "points"}
        values |= {"for_days": "7", "wait_days": "3", "acts": "officer", "told": ["leader"]}
        said |= {f"s{number}-{field}": value for field, value in values.items()}
    return said


def switch_on_above(as_unit):
    with as_unit("tld"):
        ladder = Ladder.of(unit("tld"))[0]
        ladder.switch_on(by=None, at=NOW)


def test_a_unit_sees_which_ladder_holds_and_from_which_unit(as_unit, officer, here):
    assert "Chưa có thang nào được bật" in officer.get(here).text
    switch_on_above(as_unit)
    page = officer.get(here).text
    assert "của Tổng Liên đoàn Lao động Việt Nam" in page and "Đoàn công tác" in page
    lay(as_unit)
    page = officer.get(here).text
    assert "“Thang” của LĐLĐ huyện Đông Sơn" in page and "Thang của đơn vị" in page


def test_a_ladder_of_its_own_is_begun_from_the_one_that_holds(as_unit, officer, here):
    switch_on_above(as_unit)
    form = officer.get(f"{here}/new").text
    assert "Đoàn công tác làm việc trực tiếp" in form and "Thang đôn đốc của" in form
    steps = ("Nhắc nhở", "remind"), ("Gọi điện", "call")
    assert officer.submit(here, rows(*steps)).status_code == 303
    with as_unit(UPPER):
        [made] = Ladder.of(unit(UPPER))
        number, (first, second) = made.id, [step.rung for step in made.steps]
    assert (first.kind, second.name, second.behind_by) == (StepKind.REMIND, "Gọi điện", 5)
    assert second.told == ("leader",)
    officer.submit(f"{here}/{number}/switch-on")
    assert "“Thang của huyện” của LĐLĐ huyện Đông Sơn" in officer.get(here).text
    again = officer.submit(here, rows(*steps))
    assert again.status_code == 422 and "Đơn vị đã có các bước đôn đốc" in again.text


def test_steps_are_changed_and_the_ladder_is_switched_off(as_unit, officer, here):
    number = lay(as_unit)
    form = officer.get(f"{here}/{number}/edit").text
    assert 'value="Công văn đôn đốc"' in form and 'name="programme"' not in form
    officer.submit(f"{here}/{number}", rows(("Đến tận nơi", "visit")))
    officer.submit(f"{here}/{number}/switch-off")
    with as_unit(UPPER):
        [made] = Ladder.of(unit(UPPER))
        assert [step.name for step in made.steps] == ["Đến tận nơi"] and not made.is_on


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Xin điền mục này."),
        ({"s1-name": ""}, "cần ít nhất một bước có tên"),
        ({"s1-behind_by": "nhiều"}, "Có bước ghi chưa đúng"),
        ({"s1-kind": "x"}, "Xin chọn một mục trong danh sách."),
        ({"s1-told": ["x"]}, "Xin chọn một mục trong danh sách."),
        ({"s1-acts": "viewer"}, "Xin chọn một mục trong danh sách."),
    ],
)
def test_what_is_wrong_is_said_and_kept(as_unit, officer, here, fields, said):
    refused = officer.submit(here, {**rows(("Gọi điện", "call")), **fields})
    assert refused.status_code == 422 and said in refused.text
    assert {**rows(("Gọi điện", "call")), **fields}["name"] in refused.text
    with as_unit(UPPER):
        assert Ladder.of(unit(UPPER)) == []


def test_a_ladder_of_another_unit_cannot_be_changed_here(as_unit, officer, signed_in, here, ids):
    switch_on_above(as_unit)
    with as_unit("tld"):
        number = Ladder.of(unit("tld"))[0].id
    assert officer.get(f"{here}/{number}/edit").status_code == 404
    assert officer.submit(f"{here}/{number}/switch-off").status_code == 404
    viewer = signed_in(f"viewer.{UPPER}")
    assert "Lập thang riêng" not in viewer.get(here).text
    assert viewer.submit(here, rows(("x", "call"))).status_code == 403


def test_the_page_costs_few_statements(as_unit, officer, here, statements):
    switch_on_above(as_unit)
    lay(as_unit)
    statements.clear()
    officer.get(here)
    assert len(statements) <= 8, "\n".join(statements)
