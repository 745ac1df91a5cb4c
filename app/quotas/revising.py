"""Revisions: raise, lower, move to another unit or stage, carry a shortfall over.

A wish becomes steps, steps become entries of the ledger. A shortfall that is carried over leaves
the quota of its own stage as it was: what came of that stage stays measured against it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.db import db
from app.programmes import Stage
from app.quotas.changing import Change, NotGivenHere, Wording, change
from app.quotas.decisions import QuotaDecision
from app.quotas.facts import Facts, facts
from app.quotas.ledger import Ledger
from app.quotas.models import Paper
from app.quotas.rules import Party
from app.quotas.sentences import stage_text
from app.units import Unit
from app.vietnamese import count_text
from app.web.errors import Refused


class Kind(StrEnum):
    RAISE = "raise"
    LOWER = "lower"
    TO_UNIT = "to-unit"
    TO_STAGE = "to-stage"
    CARRY = "carry"


KINDS = {
    Kind.RAISE: _l("Tăng chỉ tiêu"),
    Kind.LOWER: _l("Giảm chỉ tiêu"),
    Kind.TO_UNIT: _l("Chuyển sang đơn vị khác"),
    Kind.TO_STAGE: _l("Chuyển sang giai đoạn khác"),
    Kind.CARRY: _l("Chuyển số còn thiếu sang giai đoạn sau"),
}


class BadWish(Refused):
    """What is wished for cannot be; `field` is where to say so."""

    status = 422

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class ChangedMeanwhile(Refused):
    message = _l("Số liệu vừa thay đổi từ một cửa sổ hoặc một máy khác. Xin xem lại trước khi ghi.")


@dataclass(frozen=True)
class Wish:
    """What shall happen to a unit's quota of a stage; no amount carries the whole shortfall."""

    kind: Kind
    unit: Unit
    stage: Stage
    amount: int | None = None
    to_unit: Unit | None = None
    to_stage: Stage | None = None


@dataclass(frozen=True)
class Step:
    """One unit's quota of one stage, before and after."""

    change: Change
    before: int

    @property
    def after(self) -> int:
        return self.before + self.change.amount

    @property
    def text(self) -> str:
        return _(
            "%(unit)s: %(stage)s từ %(before)s thành %(after)s",
            unit=self.change.unit.short_name,
            stage=stage_text(self.change.stage),
            before=count_text(self.before),
            after=count_text(self.after),
        )

    @property
    def mark(self) -> str:
        """What must still be so when it is written."""
        one = self.change
        return f"{one.unit.id}.{one.stage.id}.{self.before}.{one.amount}"


def marks(steps: Sequence[Step]) -> str:
    """What a person has seen of the steps, to be compared when they are written."""
    return " ".join(step.mark for step in steps)


def plan_steps(wish: Wish, found: Facts) -> list[Step]:
    """What a wish comes to.

    :raises BadWish: it names nothing to move, nowhere to go, or more than there is
    """
    amount, party = _amount(wish, found), _party(found, wish.unit)
    away = Step(Change(wish.unit, wish.stage, -amount), _held(party, wish.stage))
    match wish.kind:
        case Kind.RAISE:
            steps = [Step(Change(wish.unit, wish.stage, amount), away.before)]
        case Kind.LOWER:
            steps = [away]
        case Kind.TO_UNIT:
            other = wish.to_unit
            if other is None or other.id == wish.unit.id:
                raise BadWish("to_unit", _("Xin chọn đơn vị khác để chuyển đến."))
            before = _held(_party(found, other), wish.stage)
            steps = [away, Step(Change(other, wish.stage, amount), before)]
        case Kind.TO_STAGE:
            stage = wish.to_stage
            if stage is None or stage.id == wish.stage.id:
                raise BadWish("to_stage", _("Xin chọn giai đoạn khác để chuyển đến."))
            steps = [away, Step(Change(wish.unit, stage, amount), _held(party, stage))]
        case Kind.CARRY:
            after = _following(found, wish.stage)
            steps = [Step(Change(wish.unit, after, amount), _held(party, after))]
    _check_taken(steps, found)
    return steps


def _amount(wish: Wish, found: Facts) -> int:
    if wish.kind is not Kind.CARRY:
        if not wish.amount:
            raise BadWish("amount", _("Xin ghi số lượng lớn hơn 0."))
        return wish.amount
    lacked = _party(found, wish.unit).lacked(wish.stage.id)
    if not lacked:
        raise BadWish(
            "kind",
            _(
                "%(unit)s không thiếu so với chỉ tiêu %(stage)s.",
                unit=wish.unit.name,
                stage=stage_text(wish.stage),
            ),
        )
    if wish.amount is not None and not 0 < wish.amount <= lacked:
        raise BadWish(
            "amount", _("Số còn thiếu là %(n)s, không chuyển nhiều hơn.", n=count_text(lacked))
        )
    return wish.amount or lacked


def _following(found: Facts, stage: Stage) -> Stage:
    later = [one for one in found.stages if one.first_day > stage.first_day]
    if not later:
        raise BadWish("stage_from", _("Đây là giai đoạn cuối, không có giai đoạn sau."))
    return later[0]


def _check_taken(steps: Sequence[Step], found: Facts) -> None:
    """Nothing is taken back that this giver did not give."""
    for step in steps:
        one = step.change
        given = found.given.get(one.unit.code, {}).get(one.stage.id, 0)
        if given + one.amount < 0:
            raise BadWish("amount", str(NotGivenHere(one.unit, given)))


def _party(found: Facts, unit: Unit) -> Party:
    return next(party for party in found.parties if party.code == unit.code)


def _held(party: Party, stage: Stage) -> int:
    return party.quota.get(stage.id, 0)


def missing(steps: Sequence[Step], found: Facts, at: dt.datetime) -> list[tuple[Stage, int]]:
    """The stages in which the giver has not enough left, and how much is missing."""
    wanted: dict[int, int] = {}
    for step in steps:
        stage_id = step.change.stage.id
        wanted[stage_id] = wanted.get(stage_id, 0) + step.change.amount
    short = []
    for stage in found.stages:
        if wanted.get(stage.id, 0) > 0:
            left = Ledger(found.programme, stage, None, at).balance(found.unit)
            lacks = wanted[stage.id] - max(0, left.remainder)
            short += [(stage, lacks)] if lacks > 0 else []
    return short


def revise(
    giver: Unit,
    wish: Wish,
    found: Facts,
    paper: Paper,
    why: Wording,
    *,
    seen: str,
    by: int,
    at: dt.datetime,
) -> list[QuotaDecision]:
    """Write a wish into the ledger: all of it or nothing, a decision and a notice for each unit.

    :param seen: `marks` of the steps that the person was shown
    :raises ChangedMeanwhile: they would be others now
    :raises BadWish, NotEnough: see `plan_steps` and `Ledger.give`
    """
    steps = plan_steps(wish, found)
    with db.session.begin_nested():
        for stage in sorted({s.change.stage for s in steps}, key=lambda stage: stage.id):
            Ledger(found.programme, stage, by, at).hold(giver)
        steps = plan_steps(wish, facts(giver, found.programme))
        if marks(steps) != seen:
            raise ChangedMeanwhile()
        changes = [step.change for step in steps]
        return change(giver, found.programme, changes, paper, why, by=by, at=at)
