"""Any right table has no faults, any wrong number is found, and nothing breaks the reader."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.progress.foreign import NoTable
from tests.progress.foreign.foreign_tables import (
    HEADER,
    checked,
    formula,
    found,
    table,
)

CALLED = [f"LĐLĐ huyện {name}" for name in ("Anh", "Bắc", "Cồn", "Dương", "Đông", "Giang")]
NAMES = st.lists(st.sampled_from(CALLED), min_size=3, max_size=6, unique=True)
NUMBERS = st.tuples(st.integers(1, 3000), st.integers(0, 4000), st.integers(0, 300))


@st.composite
def tables(draw):
    """Right tables with their columns in any order."""
    names = draw(NAMES)
    units = [(name, *draw(NUMBERS)) for name in names]
    if draw(st.booleans()):
        units.append(("Đơn vị khác", None, *draw(NUMBERS)[1:]))
    rows = table(*units, rate=draw(st.booleans()))
    order = draw(st.permutations(range(len(rows[0]))))
    return [[row[column] for column in order] for row in rows]


@given(tables())
def test_a_table_that_adds_up_has_no_faults(rows):
    result = checked(*rows)
    assert found(result) == []
    assert all(one["printed"] == one["computed"] for one in result.as_json()["totals"].values())


@given(tables(), st.data())
def test_any_one_number_changed_is_named(rows, data):
    columns = [at for at, name in enumerate(rows[0]) if name in HEADER[2:6]]
    column = data.draw(st.sampled_from(columns))
    filled = [at for at in range(1, len(rows)) if rows[at][column] is not None]
    row = data.draw(st.sampled_from(filled))
    rows[row][column] += data.draw(st.integers(1, 500))
    letter = "ABCDEFG"[column]
    cell, total = f"{letter}{row + 1}", f"{letter}{len(rows)}"
    wrong = [fault.cell for fault in checked(*rows).errors]
    if rows[0][column] == "Cộng" or cell == total:
        assert wrong == [cell]
    else:
        assert total in wrong, "a part makes its total wrong"


CELLS = st.one_of(
    st.none(),
    st.integers(-5, 10**7 + 5),
    st.floats(-10, 10**16, allow_nan=False),
    st.sampled_from(
        ["–", "x", "1.226", "12,5%", "#N/A", "31/9/2023", "Tổng cộng", "Cộng I", "2.1"]
    ),
    st.sampled_from([*HEADER, "I", "A", "Đơn vị khác", "LĐLĐ huyện A", "(1)", "Đang xem xét"]),
    st.builds(formula, st.one_of(st.none(), st.integers(0, 9), st.just("#DIV/0!"))),
    st.text(max_size=8),
)
HEADINGS = st.lists(st.sampled_from([*HEADER[2:], "Đang xem xét", "Ghi chú", "Tỷ lệ"]), max_size=6)


@given(HEADINGS, st.lists(st.lists(CELLS, max_size=8), max_size=9))
def test_whatever_stands_in_a_table_it_is_read_or_refused(headings, rows):
    try:
        result = checked([*HEADER[:2], *headings], *rows)
    except NoTable:
        return
    json.dumps(result.as_json(), allow_nan=False)
    cells = [fault.cell for fault in result.faults]
    assert all(fault.cell in fault.text for fault in result.faults) and all(cells)
