"""Since when a unit is behind, against the line asked day by day."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines.history import behind_since, points
from app.progress import Pace
from app.workdays import DAY

FIRST, LAST = dt.date(2022, 6, 1), dt.date(2022, 9, 30)


def by_days(pace: Pace, added: dict[dt.date, int], by: int, earliest: dt.date) -> dt.date | None:
    """Walks back one day at a time."""
    day, count, since = pace.day, pace.count, None
    while day >= max(earliest, pace.first_day):
        if replace(pace, day=day).expected - count < by:
            break
        since = day
        count -= added.get(day, 0)
        day -= DAY
    return since


@settings(max_examples=400, deadline=None)
@given(
    st.integers(1, 60),
    st.integers(0, 60),
    st.integers(0, 121),
    st.dictionaries(st.integers(0, 40), st.integers(-6, 6), max_size=12),
    st.integers(1, 12),
    st.integers(0, 40),
)
def test_it_is_what_walking_back_finds(quota, count, gone, changes, by, back):
    today = FIRST + DAY * gone
    pace = Pace(quota, count, FIRST, LAST, today)
    added = {today - DAY * n: change for n, change in changes.items()}
    earliest = today - DAY * back
    assert behind_since(pace, added, by, earliest) == by_days(pace, added, by, earliest)


def test_points_are_a_share_of_the_quota_rounded_up():
    pace = Pace(35, 0, FIRST, LAST, FIRST)
    assert [points(pace, share) for share in (0, 1, 10, 100)] == [1, 1, 4, 35]


def test_a_line_rounds_half_up_whatever_its_share():
    """Five sixths of three: as a rounded share it would be a little less than 2.5."""
    pace = Pace(3, 0, FIRST, FIRST + DAY * 5, FIRST + DAY * 4)
    assert pace.expected == 3
