"""Rules of a plan: who follows which, and what they make together."""

from hypothesis import given
from hypothesis import strategies as st

from app.quotas.rules import Basis, Party, Rule, RuleKind, follows, reckon

FIXED, PER_MEMBER, SHARE, CARRY = RuleKind
ONE, TWO = 1, 2  # stages
BLOCKS = ["firm", "school"]


def party(code, block="firm", members=100, **facts):
    return Party(code, block, members, **facts)


def sums(outcome):
    return [sum(row[stage] for row in outcome.amounts.values()) for stage in (ONE, TWO)]


def test_named_goes_before_block_and_block_before_all_whatever_their_order():
    all_of_them = Rule(FIXED, {ONE: 1})
    block = Rule(FIXED, {ONE: 2}, block="school")
    named = Rule(FIXED, {ONE: 3}, units=("c",))
    parties = [party("a"), party("b", "school"), party("c", "school")]
    for rules in ([all_of_them, block, named], [named, block, all_of_them]):
        assert follows(parties, rules) == {"a": all_of_them, "b": block, "c": named}
    outcome = reckon(parties, [all_of_them, block, named], {ONE: 9})
    assert {code: row[ONE] for code, row in outcome.amounts.items()} == {"a": 1, "b": 2, "c": 3}


def test_the_giver_itself_follows_only_a_rule_that_names_it():
    own = Party("own", None, None, is_self=True)
    assert follows([own], [Rule(FIXED, {ONE: 1})]) == {}
    named = Rule(FIXED, {ONE: 1}, units=("own",))
    assert follows([own], [named]) == {"own": named}


def test_whom_no_rule_covers_keeps_what_it_has_and_hands_are_not_touched():
    parties = [party("a"), party("b"), party("c", "school")]
    held, by_hand = {"a": {ONE: 5}, "c": {ONE: 7}}, {"b": {ONE: 9}}
    outcome = reckon(parties, [Rule(FIXED, {ONE: 1}, block="firm")], {ONE: 0}, by_hand, held)
    assert {code: row[ONE] for code, row in outcome.amounts.items()} == {"a": 1, "b": 9, "c": 7}


def test_so_many_for_every_so_many_members():
    parties = [party("a", members=25), party("b", members=None), party("c", members=6)]
    rule = Rule(PER_MEMBER, {ONE: 1, TWO: 1}, rate=1, per=10, least=1)
    outcome = reckon(parties, [rule], {ONE: 0, TWO: 0})
    assert {code: sum(row.values()) for code, row in outcome.amounts.items()} == {
        "a": 3, "b": 1, "c": 1,
    }  # fmt: skip
    assert outcome.bound == {"b": "least", "c": "least"}


def test_a_pot_in_proportion_to_the_last_result():
    parties = [party("a", result={ONE: 30}), party("b", result={ONE: 10})]
    rule = Rule(SHARE, {TWO: 8}, basis=Basis.RESULT, basis_stage=ONE)
    outcome = reckon(parties, [rule], {ONE: 0, TWO: 100})
    assert {code: row[TWO] for code, row in outcome.amounts.items()} == {"a": 6, "b": 2}


def test_what_a_unit_lacked_comes_on_top():
    parties = [
        party("a", quota={ONE: 10}, result={ONE: 4}),
        party("b", quota={ONE: 10}, result={ONE: 15}),
    ]
    rules = [Rule(FIXED, {TWO: 3}), Rule(CARRY, {TWO: 1}, basis_stage=ONE)]
    outcome = reckon(parties, rules, {TWO: 100})
    assert {code: row[TWO] for code, row in outcome.amounts.items()} == {"a": 9, "b": 3}


def test_where_bounds_make_the_sum_impossible_the_difference_stays():
    parties = [party("a"), party("b")]
    outcome = reckon(parties, [Rule(SHARE, most=10)], {ONE: 50})
    assert sums_of_one(outcome) == 20 and set(outcome.bound.values()) == {"most"}
    outcome = reckon(parties, [Rule(SHARE, least=40)], {ONE: 50})
    assert sums_of_one(outcome) == 80 and set(outcome.bound.values()) == {"least"}


def sums_of_one(outcome):
    return sum(row[ONE] for row in outcome.amounts.values())


members = st.integers(1, 400)
several = st.lists(st.tuples(st.sampled_from(BLOCKS), members), min_size=2, max_size=30)


@given(
    several, st.integers(0, 9), st.integers(0, 9), st.integers(3000, 9000), st.integers(3000, 9000)
)
def test_the_rest_sums_exactly_to_what_the_other_lines_leave(units, named, fixed, one, two):
    parties = [party(f"u{n:02}", block, size) for n, (block, size) in enumerate(units)]
    parties.append(party("z", "firm", 10))  # whom the rest surely covers
    rules = [
        Rule(SHARE),
        Rule(FIXED, {ONE: fixed, TWO: fixed}, block="school"),
        Rule(FIXED, {ONE: named}, units=("u00",)),
    ]
    outcome = reckon(parties, rules, {ONE: one, TWO: two}, {"u01": {ONE: 7, TWO: 0}})
    assert sums(outcome) == [one, two]
    again = reckon(list(reversed(parties)), rules, {ONE: one, TWO: two}, {"u01": {ONE: 7, TWO: 0}})
    assert again.amounts == outcome.amounts
    under = [p for p in parties if outcome.ruled_by.get(p.code) is rules[0]]
    for small in under:
        for large in under:
            if (small.members or 0) < (large.members or 0):
                assert sum(outcome.amounts[small.code].values()) <= sum(
                    outcome.amounts[large.code].values()
                )


def test_a_rule_survives_its_json():
    rule = Rule(SHARE, {ONE: 8}, ("a", "b"), None, basis=Basis.QUOTA, basis_stage=TWO, most=4)
    assert Rule.from_data(rule.as_data()) == rule
