"""Leading units: ten places of each kind, by the exact rate, ties shared."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.honours.leading import MOST, PLACES, Candidate, ranked
from app.programmes import windows
from app.quotas import Ledger, Paper
from app.units import Unit
from tests.honours.conftest import valid
from tests.world import NOW

units = st.builds(
    Candidate, st.text("abc", min_size=1), st.just("x"), st.integers(0, 9), st.integers(1, 6)
)


@given(st.lists(units, max_size=60))
def test_places_are_those_of_brute_force(candidates):
    some = [one for one in candidates if one.count]
    expected = {id(one): 1 + sum(other.rate > one.rate for other in some) for one in some}
    shown, left = ranked(candidates)
    assert all(expected[id(one)] == place for place, one in shown)
    assert len(shown) + left == sum(place <= PLACES for place in expected.values())
    assert len(shown) <= MOST and (not left or len(shown) == MOST)
    assert [place for place, _one in shown] == sorted(place for place, _one in shown)


def test_the_board_shows_them_by_kind_with_its_key(as_unit, board, work):
    with as_unit("tld"):
        window = next(w for w in windows(Unit.by_code("tld")) if w.stage.code == "gd2")
        ledger = Ledger(window.programme, window.stage, by=None, at=NOW)
        paper, unit = Paper("01/QĐ", NOW.date()), Unit.by_code
        ledger.receive(unit("tld"), 1000, paper)
        for giver, receiver, amount in (
            ("tld", "tinh-a", 100),
            ("tld", "tinh-b", 4),
            ("tinh-a", "huyen-a1", 30),
            ("tinh-a", "huyen-a2", 10),
            ("huyen-a1", "cs-a11", 20),
            ("huyen-a1", "cs-a12", 9),
            ("huyen-a2", "cs-a21", 10),
        ):
            ledger.give(unit(giver), unit(receiver), amount, paper)
        for code in ("cs-a11", "cs-a11", "cs-a12", "cs-a21", "cs-b11"):
            valid(code)
    work()
    text = board("cs-b11")
    assert text.index("LĐLĐ tỉnh Bình Hòa") < text.index("LĐLĐ tỉnh An Phú"), "25% before 4%"
    assert "25,00%" in text and "4,00%" in text
    assert text.count("<b>1</b>") == 5, "a province, both districts and both unions share it"
    assert text.count("10,00%") == 4
    assert "Lê Lợi" not in text, "a quota of nine is not compared"
    assert "Xếp hạng theo số hợp lệ trên chỉ tiêu" in text
    assert work() == 0, "for some hours"


def test_rates_are_exact():
    assert Candidate("a", "x", 1, 3).rate == Fraction(1, 3)
