"""Campaigns: a peak week or month (tuần, tháng cao điểm) with its counter, target and board."""

from app.campaigns import showing as showing
from app.campaigns import standing as standing
from app.campaigns import telling as telling
from app.campaigns.models import Campaign
from app.campaigns.strips import Strip, strips_at

__all__ = ["Campaign", "Strip", "strips_at"]
