"""The value that a reviewer verifies: never filled in silently, locked once it is decided."""

import datetime as dt

import pytest

from app.db import db
from app.initiatives import CannotDoNow, Identified, Initiative, State
from app.programmes import ReasonCode
from app.reviews import Outcome, Review, Reviewer, Word
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in, paper

CLAIMED = 350_000_000


@pytest.fixture
def one(as_unit):
    with as_unit("huyen-a1"):
        return hand_in(Unit.by_code("cs-a11"), benefit_claimed=CLAIMED).id


def values(as_unit, one):
    with as_unit("huyen-a1"):
        row = db.session.get(Initiative, one)
        return row.benefit_claimed, row.benefit_verified


def at(ids, one, tail=""):
    return f"/u/{ids['huyen-a1']}/reviews/{one}{tail}"


@pytest.mark.parametrize(
    ("typed", "verified"), [("", None), ("300 triệu", 300_000_000), ("20tr/tháng", 240_000_000)]
)
def test_it_is_what_was_typed_or_nothing(signed_in, ids, as_unit, one, typed, verified):
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, one)).text
    assert 'id="benefit_verified"' in page
    assert 'name="benefit_verified" type="text" value=""' in page
    sent = officer.submit(at(ids, one, "/approval"), {"benefit_verified": typed})
    assert sent.status_code == 303
    assert values(as_unit, one) == (CLAIMED, verified)
    page = officer.get(at(ids, one)).text
    assert "350.000.000 đồng" in page
    assert ("Giá trị thẩm định" in page) == (verified is not None)


def test_what_cannot_be_read_decides_nothing(signed_in, ids, as_unit, one):
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, one))
    sent = officer.submit(at(ids, one, "/approval"), {"benefit_verified": "5.000 USD"})
    assert sent.status_code == 422
    assert 'value="5.000 USD"' in sent.text
    assert "quy ra đồng theo tỷ giá" in sent.text
    assert values(as_unit, one) == (CLAIMED, None)
    with as_unit("huyen-a1"):
        assert db.session.get(Initiative, one).state == State.ENDORSED


@pytest.mark.parametrize("outcome", [Outcome.VALID, Outcome.INVALID])
def test_after_the_decision_neither_value_changes(signed_in, ids, as_unit, one, outcome):
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, one))
    if outcome is Outcome.VALID:
        officer.submit(at(ids, one, "/approval"), {"benefit_verified": "300 triệu"})
    else:
        with as_unit("huyen-a1"):
            row, desk = db.session.get(Initiative, one), Unit.by_code("huyen-a1")
            row.benefit_verified = 300_000_000
            codes = ReasonCode.known(row.stage)[:1]
            word = Word(outcome, codes=codes, note="Trùng")
            Review.write(row, desk, word, by=Reviewer(9, "Người khác"), at=NOW)
    late = officer.submit(at(ids, one, "/approval"), {"benefit_verified": "1 tỷ"})
    assert late.status_code in (303, 409)
    chair = signed_in("leader.cs-a11")
    chair.get(f"/u/{ids['cs-a11']}/initiatives/")
    form = paper(benefit_claimed="9 tỷ")
    sent = chair.submit(f"/u/{ids['cs-a11']}/initiatives/{one}", form)
    assert sent.status_code == 409
    with as_unit("huyen-a1"):
        row = db.session.get(Initiative, one)
        with pytest.raises(CannotDoNow):
            row.amend(authors=[Identified("A")], by=1, at=NOW, benefit_claimed=1)
        with pytest.raises(CannotDoNow):
            row.amend(authors=[Identified("A")], by=1, at=NOW, benefit_verified=1)
    assert values(as_unit, one) == (CLAIMED, 300_000_000)


def test_reopening_unlocks(signed_in, ids, as_unit, one):
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, one))
    officer.submit(at(ids, one, "/approval"), {"benefit_verified": "300 triệu"})
    with as_unit("huyen-a1"):
        row, desk = db.session.get(Initiative, one), Unit.by_code("huyen-a1")
        later = NOW + dt.timedelta(hours=1)
        Review.reopen(row, desk, "Tính lại", by=Reviewer(9, "Người khác"), at=later)
    page = officer.get(at(ids, one)).text
    assert 'name="benefit_verified" type="text" value=""' in page, "never filled silently"
    assert "300.000.000 đồng" in page, "what was verified before stands beside"
    assert officer.submit(at(ids, one, "/approval"), {"benefit_verified": ""}).status_code == 303
    assert values(as_unit, one) == (CLAIMED, 300_000_000)


def test_reopened_another_value_may_be_verified(signed_in, ids, as_unit, one):
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, one))
    officer.submit(at(ids, one, "/approval"), {"benefit_verified": "300 triệu"})
    with as_unit("huyen-a1"):
        row, desk = db.session.get(Initiative, one), Unit.by_code("huyen-a1")
        later = NOW + dt.timedelta(hours=1)
        Review.reopen(row, desk, "Tính lại", by=Reviewer(9, "Người khác"), at=later)
    officer.submit(at(ids, one, "/approval"), {"benefit_verified": "280 triệu"})
    assert values(as_unit, one) == (CLAIMED, 280_000_000)
