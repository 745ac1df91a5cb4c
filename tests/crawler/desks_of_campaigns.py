"""On the desks: a campaign of each unit, that runs, with targets and ranks of those below.

The row of each kind that the canaries put at a unit is made part of its campaign.
"""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from app.campaigns.models import (
    Campaign,
    CampaignChange,
    CampaignStanding,
    CampaignTarget,
    CampaignTold,
)
from app.programmes import windows
from app.tenancy import ScopedSession
from app.units import Unit
from tests.world import NOW

WEEK = dt.timedelta(days=7)


def settle_in(session: ScopedSession, units: Sequence[Unit]) -> None:
    """Each unit's campaign is of the second stage, from a week ago until in a week. The target and
    the rank at a unit are of its parent's campaign; the root's are of its own."""
    stage = next(w.stage for w in windows(units[0]) if w.stage.code == "gd2")
    campaigns = {one.unit_path: one for one in session.scalars(sa.select(Campaign))}
    for one in campaigns.values():
        one.stage_id, one.programme_id = stage.id, stage.programme_id
        one.since, one.until, one.target = NOW.date() - WEEK, NOW.date() + WEEK, 100
        one.cancelled_at = one.cancel_reason = None
        one.standing_at = one.start_told_at = NOW
    for part in (CampaignTarget, CampaignStanding):
        for row in session.scalars(sa.select(part)):
            above = campaigns.get(row.unit_path[:-5]) or campaigns[row.unit_path]
            row.campaign_id = above.id
    for change in session.scalars(sa.select(CampaignChange)):
        change.reason = f"Bão canary{change.unit_id}down"
    for told in session.scalars(sa.select(CampaignTold)):
        told.kind = "start"
