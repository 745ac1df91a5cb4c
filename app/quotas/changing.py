"""Changing what units hold, outside a plan: one document, one decision for each unit it touches."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.db import db
from app.programmes import Programme, Stage
from app.quotas.decisions import QuotaDecision, decide
from app.quotas.ledger import Ledger, NotEnough, ReasonMissing
from app.quotas.models import Paper
from app.units import Unit
from app.vietnamese import count_text
from app.web.errors import Refused


class NotGivenHere(Refused):
    """More would be taken back than this giver gave: the rest came from a former unit above."""

    status = 422

    def __init__(self, unit: Unit, given: int) -> None:
        super().__init__(
            _(
                "%(unit)s đang giữ %(given)s do đơn vị giao, không thể giảm nhiều hơn số đó.",
                unit=unit.name,
                given=count_text(given),
            )
        )


@dataclass(frozen=True)
class Change:
    """So much more (negative: less) for a unit in a stage."""

    unit: Unit
    stage: Stage
    amount: int


@dataclass(frozen=True)
class Wording:
    """Why: what the ledger keeps beside each entry; `beyond` if it is more than was received."""

    reason: str
    beyond: str = ""

    @property
    def both(self) -> str:
        beyond = _("Lý do giao vượt: %(reason)s", reason=self.beyond.strip())
        return f"{self.reason.strip()}\n{beyond}"


def change(
    giver: Unit,
    programme: Programme,
    changes: Sequence[Change],
    paper: Paper,
    why: Wording,
    *,
    by: int,
    at: dt.datetime,
) -> list[QuotaDecision]:
    """Write changes into the ledger, what is taken back first; all of them or nothing.

    :raises NotEnough: more than is left, and `why` holds no reason for that
    :raises NotGivenHere, BelowZero: more would be taken back than there is
    """
    if not why.reason.strip():
        raise ReasonMissing(_("Xin ghi rõ lý do điều chỉnh."))
    decisions: dict[int, QuotaDecision] = {}
    with db.session.begin_nested():
        for one in sorted(changes, key=lambda it: it.amount):
            if not one.amount:
                continue
            if one.unit.id not in decisions:
                decisions[one.unit.id] = decide(
                    one.unit, giver=giver, programme=programme, paper=paper, by=by, at=at
                )
            ledger = Ledger(programme, one.stage, by, at)
            _write(ledger, giver, one, paper, why, decisions[one.unit.id])
    return list(decisions.values())


def _write(
    ledger: Ledger, giver: Unit, one: Change, paper: Paper, why: Wording, decision: QuotaDecision
) -> None:
    try:
        ledger.give(giver, one.unit, one.amount, paper, decision, why.reason.strip())
    except NotEnough:
        if not why.beyond.strip():
            raise
        ledger.give_beyond(giver, one.unit, one.amount, paper, decision, reason=why.both)
    held = ledger.given_to(giver).get(one.unit.id, 0)
    if held < 0:  # looked at after writing: the giver's balance is locked by now
        raise NotGivenHere(one.unit, held - one.amount)
