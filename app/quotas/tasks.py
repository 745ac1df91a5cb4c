"""What of quotas waits for a unit: decisions to take note of, requests to answer."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.quotas.decisions import QuotaDecision
from app.quotas.requests import QuotaRequest
from app.units import Unit


@dataclass(frozen=True)
class Waiting:
    decisions: int
    requests: int

    @property
    def any(self) -> bool:
        return bool(self.decisions or self.requests)


def _counts(unit: Unit) -> tuple[Any, Any]:
    decisions = sa.select(sa.func.count(QuotaDecision.id)).where(QuotaDecision.waits_for(unit))
    requests = sa.select(sa.func.count(QuotaRequest.id)).where(QuotaRequest.waits_for(unit))
    return decisions.scalar_subquery(), requests.scalar_subquery()


def count(unit: Unit) -> sa.Select[Any]:
    """How many in all, as a select: the menu asks for its numbers in one statement."""
    decisions, requests = _counts(unit)
    return sa.select(decisions + requests)


def waiting(unit: Unit) -> Waiting:
    """How many of each, in one statement."""
    return Waiting(*db.session.execute(sa.select(*_counts(unit))).one())
