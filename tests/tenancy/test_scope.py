"""A scope is the subtree of a unit: a range of paths that is a prefix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tenancy import STEP, Scope, ScopeViolation
from app.units.serials import DIGITS, MOST, serial

serials = st.integers(1, MOST - 1).map(serial)
near = st.sampled_from([serial(n) for n in (1, 2, 35, 36, 37, 36**2, 36**3, MOST - 1)])
paths = st.lists(serials | near, min_size=1, max_size=6).map("".join)


@given(paths, paths)
def test_a_scope_holds_what_begins_with_its_path(path, other):
    assert Scope(path).holds(other) == other.startswith(path)
    assert Scope(path).holds(path + other)
    assert Scope(path).holds(path)


@given(paths, near)
def test_a_scope_holds_no_sibling(path, last):
    sibling = path[:-STEP] + last
    assert Scope(path).holds(sibling) == (sibling == path)


@given(paths)
def test_a_scope_holds_nothing_without_a_path(path):
    assert not Scope(path).holds(None)
    assert not Scope(path).holds("")
    assert not Scope(path).holds(path[:-1]), "half a serial is no unit"


@given(paths)
def test_its_bounds_are_the_path_and_the_next_that_is_none(path):
    low, high = Scope(path).bounds
    assert low == path < high
    assert high == path[:-1] + "/"
    assert low <= path + serial(MOST - 1) < high


@given(paths)
def test_its_ancestors_are_the_shorter_paths_from_the_root_down(path):
    ancestors = Scope(path).ancestors
    assert [len(above) for above in ancestors] == list(range(STEP, len(path), STEP))
    assert all(Scope(above).holds(path) for above in ancestors)
    assert not any(Scope(path).holds(above) for above in ancestors)


@given(st.integers(1, MOST - 2))
def test_serials_are_of_one_width_and_in_order(number):
    assert len(serial(number)) == STEP
    assert serial(number) < serial(number + 1)
    assert int(serial(number)[:-1], 36) == number
    assert set(serial(number)[:-1]) <= set(DIGITS)


@pytest.mark.parametrize("number", [0, -1, MOST])
def test_there_is_no_serial_beyond_four_digits(number):
    with pytest.raises(ValueError, match="no serial"):
        serial(number)


@given(st.text(alphabet="01aZ./%_ \n", max_size=12).filter(lambda text: text[4::5] != "."))
def test_what_is_no_path_is_no_scope(text):
    with pytest.raises(ScopeViolation):
        Scope(text)


@pytest.mark.parametrize("text", ["", "0001", "0001.\n", "0001.1.", "0001.000a.", " 0001.", "%"])
def test_these_are_no_paths(text):
    with pytest.raises(ScopeViolation):
        Scope(text)
