"""The route of a programme: where its steps fall on any tree, and the page that changes it."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm.attributes import set_committed_value

from app.db import db
from app.journal import JournalLine
from app.programmes import ImpossibleRoute, Programme, ReviewStep, Step, Task, Where, stops
from app.programmes.steps import DEFAULT, _stops, check_route
from app.tenancy import Scope
from app.units import Kind, Unit
from tests.world import KINDS, NOW

UPPER = [code for code, _name, grassroots in KINDS if not grassroots] + ["ward", "region"]
KNOWN = {code: Kind(code=code, grassroots=False) for code in UPPER}
KNOWN["grassroots"] = Kind(code="grassroots", grassroots=True)


def unit_at(number: int, path: str, kind: str) -> Unit:
    unit = Unit(id=number, path=path, kind_code=kind)
    set_committed_value(unit, "kind", KNOWN.get(kind))
    return unit


@st.composite
def lines(draw: st.DrawFn) -> list[Unit]:
    """A unit with all above it, one to six deep, kinds in any order and any of them missing."""
    depth = draw(st.integers(1, 6))
    kinds = [draw(st.sampled_from([*UPPER, "unknown"])) for _ in range(depth)]
    if draw(st.booleans()):
        kinds[-1] = "grassroots"
    return [unit_at(n, "0001." * n, kind) for n, kind in enumerate(kinds, 1)]


@st.composite
def routes(draw: st.DrawFn) -> list[Step]:
    """Any steps that a programme can be given."""
    places = draw(st.lists(st.sampled_from([*UPPER, Where.ABOVE]), unique=True, min_size=1))
    steps = [Step(Task.DECIDE, place, draw(st.sampled_from([1, 2]))) for place in places]
    if draw(st.booleans()):
        steps.insert(0, Step(Task.CONFIRM, Where.OWN))
    check_route(steps, KNOWN.values())
    return steps


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(lines(), routes())
def test_a_route_falls_on_any_tree(line: list[Unit], route: list[Step]) -> None:
    unit = line[-1]
    found = list(_stops(unit, route, {one.path: one for one in line}))
    assert found, "never none"
    assert found[-1].step.task is Task.DECIDE
    desks = [stop.desk.path for stop in found]
    assert len(set(desks)) == len(desks), "no desk twice"
    assert set(desks) <= {one.path for one in line}, "on its own line only"
    confirming = [stop for stop in found if stop.step.task is Task.CONFIRM]
    assert [stop.desk for stop in confirming] in ([], [unit])
    asked = max(step.persons for step in route)
    assert max(stop.step.persons for stop in found) <= asked


def places(found: Iterable) -> list[tuple[str, str, int]]:  # type: ignore[type-arg]
    return [(stop.step.task.value, stop.desk.code, stop.step.persons) for stop in found]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("cs-a11", [("confirm", "cs-a11", 1), ("decide", "huyen-a1", 2), ("decide", "tinh-a", 1)]),
        ("cs-a0", [("confirm", "cs-a0", 1), ("decide", "tinh-a", 2)]),
        ("huyen-a1", [("decide", "huyen-a1", 2), ("decide", "tinh-a", 1)]),
        ("tld", [("decide", "tld", 2)]),
    ],
)
def test_where_the_steps_fall_in_the_world(as_unit, unit, expected):
    steps = [*DEFAULT[:1], Step(Task.DECIDE, Where.ABOVE, 2), Step(Task.DECIDE, "province")]
    with as_unit("tld"):
        ReviewStep.set_route(Programme.by_code("tsk"), steps, by=None, at=NOW)
    with as_unit(unit):
        stage = Programme.by_code("tsk").stages[1]
        found = stops(Unit.by_code(unit), stage)
        assert places(found) == expected
        assert all(Scope(stop.desk.path).holds(Unit.by_code(unit).path) for stop in found)


CONFIRM, ABOVE = Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "ít nhất một bước quyết định"),
        ([CONFIRM], "ít nhất một bước quyết định"),
        ([CONFIRM, ABOVE, Step(Task.DECIDE, Where.ABOVE, 2)], "chỉ có một bước"),
        ([ABOVE, CONFIRM], "xác nhận trước"),
        ([Step(Task.CONFIRM, "upper"), ABOVE], "xác nhận trước"),
        ([ABOVE, Step(Task.DECIDE, "grassroots")], "không phải cơ sở"),
        ([ABOVE, Step(Task.DECIDE, "khong-co")], "không phải cơ sở"),
        ([Step(Task.DECIDE, Where.ABOVE, 3)], "một hoặc hai"),
    ],
)
def test_what_is_no_route_is_refused(as_unit, steps, said):
    with as_unit("tld"):
        programme = Programme.by_code("tsk")
        with pytest.raises(ImpossibleRoute, match=None) as refused:
            ReviewStep.set_route(programme, steps, by=None, at=NOW)
        assert said in str(refused.value)
        assert ReviewStep.route(programme.id) == DEFAULT


# --- the page ---


@pytest.fixture
def root(signed_in, ids):
    leader = signed_in("leader.tld")
    leader.list = f"/u/{ids['tld']}/programmes/"
    page = leader.get(leader.list).text
    leader.at = re.search(r"/u/\d+/programmes/\d+/route", page)[0]
    return leader


def test_the_programmes_own_unit_changes_the_steps(root, as_unit):
    shown = root.get(root.at).text
    assert "Công đoàn cơ sở xác nhận</li>" in shown
    assert "vẫn ở nơi đó" in shown
    form = {"confirms": "y", "persons": "2", "third": "province"}
    for _ in range(2):
        assert root.submit(root.at, form).location == root.list
    with as_unit("tld") as session:
        programme = Programme.by_code("tsk")
        assert ReviewStep.route(programme.id) == (
            CONFIRM,
            Step(Task.DECIDE, Where.ABOVE, 2),
            Step(Task.DECIDE, "province"),
        )
        lines = session.query(JournalLine).filter_by(act="programme.set-route")
        assert lines.count() == 1, "the second click changes nothing"
    page = root.get(root.list).text
    assert "Công đoàn cấp trên trực tiếp quyết định (hai đồng chí)" in page
    assert "LĐLĐ tỉnh, thành phố quyết định" in page
    filled = root.get(root.at).text
    assert re.search(r'<input checked[^>]*value="2"', filled)
    assert '<option selected value="province">' in filled


def test_confirming_can_be_left_out(root, as_unit):
    root.get(root.at)
    assert root.submit(root.at, {"persons": "1", "third": ""}).status_code == 303
    with as_unit("tld"):
        assert ReviewStep.route(Programme.by_code("tsk").id) == (ABOVE,)
    assert "xác nhận" not in re.search(r"Sáng kiến đi qua:.*?</p>", root.get(root.list).text)[0]


@pytest.mark.parametrize("wrong", [{"persons": "7"}, {"persons": ""}, {"third": "grassroots"}])
def test_a_wrong_choice_is_refused_in_words(root, as_unit, wrong):
    root.get(root.at)
    answer = root.submit(root.at, {"confirms": "y", "persons": "1", "third": "", **wrong})
    assert answer.status_code == 422
    assert "Xin chọn một mục trong danh sách" in answer.text
    with as_unit("tld"):
        assert ReviewStep.route(Programme.by_code("tsk").id) == DEFAULT


def test_below_the_steps_are_read_only(root, signed_in, ids):
    for login, code in (("leader.huyen-a1", "huyen-a1"), ("viewer.cs-a11", "cs-a11")):
        client = signed_in(login)
        page = client.get(f"/u/{ids[code]}/programmes/").text
        assert "Sáng kiến đi qua:" in page
        assert "/route" not in page
    number = re.search(r"/programmes/(\d+)/", root.at)[1]
    leader = signed_in("leader.huyen-a1")
    for answer in (
        leader.get(f"/u/{ids['huyen-a1']}/programmes/{number}/route"),
        leader.submit(f"/u/{ids['huyen-a1']}/programmes/{number}/route", {"persons": "1"}),
    ):
        assert answer.status_code == 404


def test_a_local_programme_shows_the_way_of_its_parent(root, signed_in, ids, as_unit):
    with as_unit("tinh-a"):
        unit = Unit.by_code("tinh-a")
        Programme.create(unit, code="9k", name="9.000", parent="tsk", by=None, at=NOW)
        db.session.flush()
    page = signed_in("viewer.cs-a11").get(f"/u/{ids['cs-a11']}/programmes/").text
    assert page.count("Sáng kiến đi qua:") == 2
