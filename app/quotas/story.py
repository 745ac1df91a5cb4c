"""The history of a unit's quotas under a programme, and what of it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts import Membership
from app.db import db
from app.programmes import Programme, Stage
from app.quotas.decisions import QuotaDecision
from app.quotas.models import QuotaEntry
from app.quotas.requests import QuotaRequest
from app.quotas.sentences import (
    Asked,
    Event,
    Given,
    grouped,
    is_unnoted,
    of_entries,
    of_requests,
    sentence,
)
from app.units import Unit


@dataclass(frozen=True)
class Unnoted:
    """A decision in words, with the first stage it speaks of."""

    decision: QuotaDecision
    stage: Stage
    text: str


@dataclass(frozen=True)
class Story:
    """All of a unit's history under a programme, and what of it waits."""

    unit: Unit
    given: Sequence[Given]
    asked: Sequence[Asked]

    @property
    def events(self) -> list[Event]:
        """The newest first."""
        events = [*of_entries(self.unit, self.given), *of_requests(self.unit, self.asked)]
        return sorted(events, key=lambda event: event.at)[::-1]

    @property
    def waiting(self) -> list["Unnoted"]:
        """Decisions the unit has not taken note of, the oldest first."""
        return [
            Unnoted(rows[0].decision, rows[0].stage, sentence(self.unit, rows, totals))
            for rows, totals in grouped(self.given)
            if rows[0].decision and is_unnoted(self.unit, rows[0].decision)
        ]

    @property
    def requests(self) -> list[QuotaRequest]:
        """Requests that wait for their answer."""
        return [one.request for one in self.asked if one.request.is_waiting]

    def requests_in(self, stage: Stage) -> list[QuotaRequest]:
        return [request for request in self.requests if request.stage_id == stage.id]


def tell(unit: Unit, programme: Programme) -> Story:
    """Load a unit's story in two statements."""
    giver, entry = aliased(Unit), QuotaEntry
    given = db.session.execute(
        sa.select(entry, Stage, QuotaDecision, giver.name, _name(QuotaDecision.acknowledged_by))
        .join(Stage, Stage.id == entry.stage_id)
        .outerjoin(QuotaDecision, QuotaDecision.id == entry.decision_id)
        .outerjoin(giver, giver.id == entry.giver_id)
        .where(entry.unit_id == unit.id, entry.programme_id == programme.id)
        .order_by(entry.at, entry.id)
    )
    asked = db.session.execute(
        sa.select(QuotaRequest, Stage, giver.name, _name(QuotaRequest.asked_by))
        .join(Stage, Stage.id == QuotaRequest.stage_id)
        .outerjoin(giver, giver.id == QuotaRequest.giver_id)
        .where(QuotaRequest.unit_id == unit.id, QuotaRequest.programme_id == programme.id)
        .order_by(QuotaRequest.asked_at, QuotaRequest.id)
    )
    return Story(unit, [Given(*row) for row in given], [Asked(*row) for row in asked])


def _name(account_id: Any) -> Any:
    """Somebody's name by the newest post in sight."""
    return (
        sa.select(Membership.full_name)
        .where(Membership.account_id == account_id)
        .order_by(Membership.id.desc())
        .limit(1)
        .scalar_subquery()
    )
