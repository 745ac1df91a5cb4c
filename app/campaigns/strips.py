"""What the first page says of campaigns that run: "Tuần cao điểm: còn 3 ngày, 120/300"."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign, CampaignStanding, CampaignTarget
from app.db import db
from app.programmes import Window
from app.progress import added_between
from app.units import Unit


@dataclass(frozen=True)
class Strip:
    """A campaign that runs, and how it stands at a unit; `target` None where it was given none."""

    campaign: Campaign
    day: dt.date
    count: int
    target: int | None
    standing: CampaignStanding | None

    @property
    def days_left(self) -> int:
        """Calendar days from today to the last one, today not counted."""
        return (self.campaign.until - self.day).days


def strips_at(unit: Unit, windows: Sequence[Window], day: dt.date) -> list[Strip]:
    """Those of a unit; one statement where none runs."""
    found = Campaign.running_at(unit, day)
    if not found:
        return []
    ids = [one.id for one in found]
    mine = sa.select(CampaignTarget.campaign_id, CampaignTarget.amount).where(
        CampaignTarget.unit_id == unit.id, CampaignTarget.campaign_id.in_(ids)
    )
    targets: dict[int, int] = dict(db.session.execute(mine).all())
    standing = CampaignStanding.of(unit, ids)
    seen = {(w.programme.id, w.stage.id): w for w in windows}
    return [
        Strip(
            one,
            day,
            added_between(unit, window, one.definition, one.since, day),
            one.target if one.is_of(unit) else targets.get(one.id),
            standing.get(one.id),
        )
        for one in found
        if (window := seen.get((one.programme_id, one.stage_id)))
    ]
