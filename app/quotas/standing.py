"""How the units that ask for another quota stand: held now, for 100 members, and results."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from app.db import db
from app.initiatives import COUNTED_BY, Tally
from app.quotas.models import QuotaBalance
from app.quotas.requests import QuotaRequest
from app.units import Unit
from app.vietnamese import decimal_text


@dataclass(frozen=True)
class Standing:
    """Of the unit of a request in the stage it asks for."""

    held: int
    result: int
    members: int | None

    def per_100(self, quota: int) -> str:
        """A quota for every 100 members, or "–"."""
        if not self.members:
            return "–"
        return decimal_text(Decimal(quota * 100) / self.members, 1)


def standings(requests: Sequence[QuotaRequest]) -> dict[int, Standing]:
    """By the request's id, in one statement."""
    ids = [request.id for request in requests]
    states = sorted({state for names in COUNTED_BY.values() for state in names})
    sums = [sa.func.coalesce(sa.func.sum(getattr(Tally, name)), 0).label(name) for name in states]
    held = QuotaBalance.received
    below = sa.func.substr(Unit.path, 1, sa.func.length(Unit.path) - 1).concat("/")
    rows = db.session.execute(
        sa.select(QuotaRequest.id, Unit.member_count, held, *sums)
        .join(Unit, Unit.id == QuotaRequest.unit_id)
        .outerjoin(
            QuotaBalance,
            sa.and_(
                QuotaBalance.unit_id == QuotaRequest.unit_id,
                QuotaBalance.programme_id == QuotaRequest.programme_id,
                QuotaBalance.stage_id == QuotaRequest.stage_id,
            ),
        )
        .outerjoin(
            Tally,
            sa.and_(
                Tally.stage_id == QuotaRequest.stage_id,
                Tally.unit_path >= Unit.path,
                Tally.unit_path < below,
            ),
        )
        .where(QuotaRequest.id.in_(ids))
        .group_by(QuotaRequest.id, Unit.member_count, held)
    )
    counting = {request.id: request.programme.counting for request in requests}
    found = {}
    for row in rows:
        result = sum(int(getattr(row, name)) for name in COUNTED_BY[counting[row.id]])
        found[row.id] = Standing(row.received or 0, result, row.member_count)
    return found
