"""The quarterly rule: the most initiatives and above one's own target, both together."""

import datetime as dt
from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clusters.quarters import Quarter, recognised, share, target

Row = namedtuple("Row", "about_unit_id count target")
STAGE_2 = (dt.date(2022, 6, 1), dt.date(2023, 9, 30))


@pytest.mark.parametrize(
    ("rows", "who"),
    [
        ([], set()),
        ([(1, 9, 8), (2, 5, 1)], {1}),
        ([(1, 9, 9), (2, 5, 1)], set()),  # the one with the most is not above: nobody
        ([(1, 9, None), (2, 5, 1)], set()),
        ([(1, 9, 8), (2, 9, 8)], {1, 2}),
        ([(1, 9, 8), (2, 9, 10)], {1}),  # of those that tie each by its own target
        ([(1, 0, None), (2, 0, 0)], set()),
        ([(1, -1, 0)], set()),
        ([(1, 1, 0)], {1}),
    ],
)
def test_the_rule(rows, who):
    assert recognised([Row(*row) for row in rows]) == who


def test_quarters_of_the_calendar():
    assert Quarter.of(dt.date(2023, 3, 31)) == Quarter(2023, 1)
    assert Quarter(2022, 4).next == Quarter(2023, 1)
    assert Quarter(2023, 4).last_day == dt.date(2023, 12, 31)


@given(
    st.integers(1, 10**7),
    st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1)),
    st.integers(0, 3000),
)
def test_the_quarters_of_a_stage_add_up_to_its_quota(quota, first, length):
    days = (first, first + dt.timedelta(days=length))
    quarter, parts = Quarter.of(first), []
    while quarter.first_day <= days[1]:
        parts.append(share(quota, days, quarter))
        quarter = quarter.next
    assert sum(parts) == quota and min(parts) >= 0
    assert share(quota, days, quarter) == 0


def test_a_target_is_the_sum_over_the_stages_of_a_quarter():
    stage_1 = (dt.date(2021, 9, 1), dt.date(2022, 5, 31))
    spring = Quarter(2022, 2)  # both stages have days in it
    both = target([(stage_1, 273), (STAGE_2, 487)], spring)
    assert both == share(273, stage_1, spring) + share(487, STAGE_2, spring) == 61 + 30
    assert target([(stage_1, None), (STAGE_2, 0)], spring) is None
    assert target([(stage_1, 273), (STAGE_2, None)], Quarter(2022, 3)) is None, "not its days"
