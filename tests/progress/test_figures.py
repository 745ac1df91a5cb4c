"""Figures of a line, against what the dispatches print and the rules say."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.progress.figures import Counts, Definition, Line, Pace

GO_VAP = Line("own", "Gò Vấp", Counts(endorsed=146, valid=195), quota=2725)


def pace(**changes):
    facts = {
        "quota": 2725,
        "count": 341,
        "first_day": dt.date(2022, 6, 1),
        "last_day": dt.date(2023, 5, 31),
        "day": dt.date(2023, 3, 6),
    }
    return Pace(**{**facts, **changes})


def test_go_vap_as_printed():
    assert GO_VAP.rates == {"registered": "12,51%", "valid": "7,16%", "all": "12,51%"}
    assert GO_VAP.remaining(Definition.REGISTERED) == 2384
    assert pace().days_left == 86
    assert pace().needed_per_day == "27,7"


def test_without_a_quota_there_is_no_rate():
    for quota in (None, 0):
        line = Line("unit", "x", Counts(valid=9), quota=quota)
        assert line.rate(Definition.VALID) == "–"
        assert line.remaining(Definition.VALID) is None


def test_over_100_percent_is_not_capped():
    assert Line("own", "x", Counts(valid=1226), 1145).rate(Definition.VALID) == "107,07%"


def test_after_the_deadline_it_is_over():
    late = pace(day=dt.date(2023, 6, 1))
    assert late.is_over and late.needed_per_day == "đã kết thúc"
    assert not pace(day=dt.date(2023, 5, 31)).is_over


def test_the_whole_rest_is_needed_on_the_last_day():
    assert pace(day=dt.date(2023, 5, 31)).needed_per_day == "2.384,0"


def test_a_laggard_is_behind_its_line_not_merely_low():
    early = pace(day=dt.date(2022, 6, 10), count=100)
    assert not early.is_behind and pace().is_behind


counts = st.builds(Counts, *[st.integers(0, 5000)] * 7)


@given(counts, counts)
def test_counts_add_up(one, other):
    both = one + other
    assert both.all == one.all + other.all
    assert both.registered == both.pending + both.valid
    assert both.all == both.registered + both.invalid + both.returned


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(-900, 900))
def test_pace_stays_in_its_bounds(quota, count, days):
    p = pace(quota=quota, count=count, day=dt.date(2023, 3, 6) + dt.timedelta(days=days))
    assert 0 <= p.elapsed <= Decimal(1)
    assert 0 <= p.expected <= quota
    assert p.remaining >= 0 and p.days_left >= 0
