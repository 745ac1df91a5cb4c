"""Revisions: raise, lower, move between units and stages, carry a shortfall over."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.notices import Notice
from app.programmes import Programme
from app.quotas import Ledger, Paper, QuotaDecision, ledger
from app.quotas.changing import Wording
from app.quotas.facts import facts
from app.quotas.ledger import NotEnough, ReasonMissing
from app.quotas.revising import (
    BadWish,
    ChangedMeanwhile,
    Kind,
    Wish,
    marks,
    missing,
    plan_steps,
    revise,
)
from app.tenancy import Everything
from app.units import Unit
from tests.world import NOW

PAPER = Paper("12/LĐLĐ", NOW.date())
WHY = Wording("Điều chỉnh cho phù hợp")


@pytest.fixture
def shared_out(app):
    """huyen-a1 has 100 in each stage; cs-a11 holds 60 and 30 of them, cs-a12 holds 20 in gd2."""
    with app.app_context(), jobs.step(Everything("quota for a test")):
        programme = Programme.by_code("tsk")
        units = [Unit.by_code(c) for c in ("tinh-a", "huyen-a1", "cs-a11", "cs-a12")]
        for stage, amounts in zip(programme.whole_stages, ((60, 0), (30, 20)), strict=True):
            book = Ledger(programme, stage, 1, NOW)
            book.receive(units[0], 100, PAPER)
            book.give(units[0], units[1], 100, PAPER)
            for unit, amount in zip(units[2:], amounts, strict=True):
                book.give(units[1], unit, amount, PAPER)


def wish(kind: Kind, amount=None, **more) -> Wish:
    stages = Programme.by_code("tsk").whole_stages
    stage = stages[more.pop("stage", 1)]
    if "to_stage" in more:
        more["to_stage"] = stages[more["to_stage"]]
    if "to_unit" in more:
        more["to_unit"] = Unit.by_code(more["to_unit"])
    return Wish(kind, Unit.by_code("cs-a11"), stage, amount, **more)


def found():
    return facts(Unit.by_code("huyen-a1"), Programme.by_code("tsk"))


def held(code: str) -> list[int]:
    programme = Programme.by_code("tsk")
    books = [Ledger(programme, stage, 1, NOW) for stage in programme.whole_stages]
    return [book.balance(Unit.by_code(code)).received for book in books]


def write(wanted: Wish, why: Wording = WHY, seen: str | None = None):
    seen = marks(plan_steps(wanted, found())) if seen is None else seen
    giver = Unit.by_code("huyen-a1")
    return revise(giver, wanted, found(), PAPER, why, seen=seen, by=9, at=NOW)


@pytest.mark.parametrize(
    ("kind", "more", "first", "second"),
    [
        (Kind.RAISE, {"amount": 50}, [60, 80], [0, 20]),
        (Kind.LOWER, {"amount": 30}, [60, 0], [0, 20]),
        (Kind.TO_UNIT, {"amount": 10, "to_unit": "cs-a12"}, [60, 20], [0, 30]),
        (Kind.TO_STAGE, {"amount": 5, "to_stage": 0}, [65, 25], [0, 20]),
        (Kind.CARRY, {"stage": 0, "amount": 40}, [60, 70], [0, 20]),
    ],
)
def test_each_kind_moves_what_it_says(as_unit, shared_out, kind, more, first, second):
    with as_unit("huyen-a1") as session:
        decisions = write(wish(kind, **more))
        assert (held("cs-a11"), held("cs-a12")) == (first, second)
        touched = {one.unit_id for one in decisions}
        assert len(touched) == len(decisions) == (2 if kind is Kind.TO_UNIT else 1)
        told = session.scalars(sa.select(Notice.unit_id)).all()
        assert set(told) == touched
    with as_unit("tld"):
        assert ledger.differences() == []


def test_the_preview_is_a_sentence(as_unit, shared_out):
    with as_unit("huyen-a1"):
        (step,) = plan_steps(wish(Kind.RAISE, 50), found())
        assert step.text == "CĐCS Công ty TNHH May Hòa Bình: giai đoạn 2 từ 30 thành 80"
        carried = plan_steps(wish(Kind.CARRY, stage=0), found())
        assert carried[0].after == 90, "nothing came of stage 1, so all 60 are missing"


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        (Kind.RAISE, {"amount": 0}, "amount"),
        (Kind.RAISE, {}, "amount"),
        (Kind.LOWER, {"amount": 31}, "amount"),
        (Kind.TO_UNIT, {"amount": 5}, "to_unit"),
        (Kind.TO_UNIT, {"amount": 5, "to_unit": "cs-a11"}, "to_unit"),
        (Kind.TO_STAGE, {"amount": 5, "to_stage": 1}, "to_stage"),
        (Kind.CARRY, {"stage": 0, "amount": 61}, "amount"),
        (Kind.CARRY, {"stage": 1}, "stage_from"),
    ],
)
def test_what_cannot_be_is_said_at_its_place(as_unit, shared_out, kind, more, field):
    with as_unit("huyen-a1"):
        with pytest.raises(BadWish) as refused:
            plan_steps(wish(kind, **more), found())
        assert refused.value.field == field and str(refused.value)


def test_a_unit_that_lacks_nothing_carries_nothing(as_unit, shared_out):
    with as_unit("huyen-a1"):
        nothing = Wish(Kind.CARRY, Unit.by_code("cs-a12"), wish(Kind.RAISE, stage=0).stage)
        with pytest.raises(BadWish, match="không thiếu") as refused:
            plan_steps(nothing, found())
        assert refused.value.field == "kind"


def test_beyond_the_remainder_all_or_nothing(as_unit, shared_out):
    with as_unit("huyen-a1"):
        wanted = wish(Kind.TO_STAGE, 25, stage=1, to_stage=0)
        assert missing(plan_steps(wanted, found()), found(), NOW) == []
        too_much = wish(Kind.CARRY, 60, stage=0)
        short = missing(plan_steps(too_much, found()), found(), NOW)
        assert [(stage.code, n) for stage, n in short] == [("gd2", 10)]
        with pytest.raises(NotEnough):
            write(too_much)
        assert held("cs-a11") == [60, 30]
        write(too_much, Wording("Giai đoạn 1 còn thiếu", "Phấn đấu vượt"))
        assert held("cs-a11") == [60, 90]


def test_a_refused_move_takes_nothing_back(as_unit, shared_out):
    with as_unit("huyen-a1") as session:
        with pytest.raises(NotEnough):
            write(Wish(Kind.TO_STAGE, *_fifty()), WHY)
        assert held("cs-a11") == [60, 30]
        assert session.scalars(sa.select(QuotaDecision)).all() == []


def _fifty():
    """50 of stage 1 into stage 2, where 50 are left; then 1 more is given away first."""
    stages = Programme.by_code("tsk").whole_stages
    giver, unit = Unit.by_code("huyen-a1"), Unit.by_code("cs-a12")
    Ledger(Programme.by_code("tsk"), stages[1], 1, NOW).give(giver, unit, 1, PAPER)
    return Unit.by_code("cs-a11"), stages[0], 50, None, stages[1]


def test_what_changed_since_the_preview_is_shown_again(as_unit, shared_out):
    with as_unit("huyen-a1"):
        wanted = wish(Kind.RAISE, 5)
        seen = marks(plan_steps(wanted, found()))
        write(wanted, seen=seen)
        with pytest.raises(ChangedMeanwhile):
            write(wanted, seen=seen)
        assert held("cs-a11") == [60, 35]


def test_a_revision_needs_a_reason(as_unit, shared_out):
    with as_unit("huyen-a1"), pytest.raises(ReasonMissing):
        write(wish(Kind.RAISE, 5), Wording(" "))
