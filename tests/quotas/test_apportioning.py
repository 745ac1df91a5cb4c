"""Sharing whole numbers out: sums that come out, shares that are near, and no favourites."""

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.quotas.apportioning import Bounds, share_out, split

codes = st.text("abcdefgh", min_size=1, max_size=3)
weights = st.dictionaries(codes, st.integers(0, 500), min_size=1, max_size=40)
bound = st.none() | st.integers(0, 300)


@given(st.integers(0, 5000), weights)
def test_shares_sum_to_the_total_and_lie_within_one_of_the_exact_ones(total, weights):
    shares = share_out(total, weights)
    whole = sum(weights.values())
    assert shares.total == (total if whole else 0)
    for code, weight in weights.items():
        assert abs(shares.amounts[code] - Fraction(total * weight, whole or 1)) < 1
    assert not shares.bound


@given(st.integers(0, 5000), weights, bound, bound)
def test_bounds_are_kept_and_the_sum_comes_as_near_as_they_let_it(total, weights, one, other):
    least, most = sorted([one, other]) if None not in (one, other) else (one, other)
    shares = share_out(total, weights, Bounds(least, most))
    low, heavy = least or 0, [code for code, weight in weights.items() if weight]
    idle = (len(weights) - len(heavy)) * low
    ceiling = idle + (len(heavy) * most if most is not None else 10**9 if heavy else 0)
    assert shares.total == min(max(total, len(weights) * low), ceiling)
    for amount in shares.amounts.values():
        assert low <= amount and (most is None or amount <= most)
    for code in weights.keys() - shares.bound.keys():
        assert shares.amounts[code] >= low
    free = {code: weight for code, weight in weights.items() if code not in shares.bound}
    left = shares.total - sum(shares.amounts[code] for code in shares.bound)
    for code, weight in free.items():  # whom no bound touches shares what the others leave
        assert abs(shares.amounts[code] - Fraction(left * weight, sum(free.values()) or 1)) < 1


@given(st.integers(0, 5000), weights, bound)
def test_the_larger_never_gets_less_and_the_order_of_rows_does_not_matter(total, weights, least):
    amounts = share_out(total, weights, Bounds(least, None)).amounts
    ordered = sorted(weights, key=lambda code: weights[code])
    for small, large in itertools.pairwise(ordered):
        assert weights[small] == weights[large] or amounts[small] <= amounts[large]
    backwards = dict(sorted(weights.items(), reverse=True))
    assert share_out(total, backwards, Bounds(least, None)).amounts == amounts


def test_ties_go_to_the_lower_code():
    assert share_out(4, {"c": 5, "a": 5, "b": 5}).amounts == {"a": 2, "b": 1, "c": 1}


@given(weights, st.lists(st.integers(0, 10), min_size=1, max_size=5).filter(any))
def test_a_split_over_stages_sums_both_ways(totals, parts):
    whole = sum(totals.values())
    by_stage = share_out(whole, {str(stage): part for stage, part in enumerate(parts)}).amounts
    columns = {int(stage): amount for stage, amount in by_stage.items()}
    cells = split(totals, columns)
    for code, total in totals.items():
        assert sum(cells[code].values()) == total
        for stage, column in columns.items():
            assert abs(cells[code][stage] - Fraction(total * column, whole or 1)) < 1
    for stage, column in columns.items():
        assert sum(row[stage] for row in cells.values()) == column
    assert split(dict(sorted(totals.items(), reverse=True)), columns) == cells


@given(weights, st.integers(0, 10), st.integers(1, 10))
def test_of_two_units_the_larger_gets_no_less_in_either_stage(totals, first, second):
    whole = sum(totals.values())
    by_stage = share_out(whole, {"1": first, "2": second}).amounts
    cells = split(totals, {1: by_stage["1"], 2: by_stage["2"]})
    ordered = sorted(totals, key=lambda code: totals[code])
    for small, large in itertools.pairwise(ordered):
        if totals[small] < totals[large]:
            assert all(cells[small][stage] <= cells[large][stage] for stage in (1, 2))
