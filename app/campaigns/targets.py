"""Targets of the units below in a campaign: by hand, or shared out by their quotas or members."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import clock, journal
from app.campaigns.models import Campaign, CampaignTarget, When
from app.campaigns.refusals import IsOver, NotBelow
from app.db import db
from app.quotas import QuotaBalance, share_out
from app.tenancy import owned_by
from app.units import Unit

WAYS = {
    "quota": _l("Chia theo chỉ tiêu đã giao"),
    "members": _l("Chia theo số đoàn viên"),
}


@dataclass(frozen=True)
class Party:
    """An open unit below: its target, and what a share goes by."""

    unit: Unit
    amount: int | None
    quota: int | None

    def weight(self, way: str) -> int:
        return (self.quota if way == "quota" else self.unit.member_count) or 0


def parties(campaign: Campaign, unit: Unit) -> list[Party]:
    """The open children, in one statement."""
    target, balance = CampaignTarget, QuotaBalance
    query = (
        unit.children()
        .add_columns(target.amount, balance.received)
        .outerjoin(target, sa.and_(target.unit_id == Unit.id, target.campaign_id == campaign.id))
        .outerjoin(
            balance,
            sa.and_(
                balance.unit_id == Unit.id,
                balance.programme_id == campaign.programme_id,
                balance.stage_id == campaign.stage_id,
            ),
        )
    )
    return [Party(*row) for row in db.session.execute(query).unique()]


def own_target(campaign: Campaign, unit: Unit) -> int | None:
    """What a unit is to reach: the whole at the campaign's own, else what it was given."""
    if campaign.is_of(unit):
        return campaign.target
    mine = sa.select(CampaignTarget.amount).where(
        CampaignTarget.unit_id == unit.id, CampaignTarget.campaign_id == campaign.id
    )
    return db.session.scalar(mine)


def shares(total: int, among: Sequence[Party], way: str) -> dict[int, int]:
    """`total` shared out by largest remainders, by the unit's id; nobody weighs anything: none."""
    weights = {one.unit.code: one.weight(way) for one in among}
    if not any(weights.values()):
        return {}
    found = share_out(total, weights).amounts
    return {one.unit.id: found[one.unit.code] for one in among}


def put_targets(
    campaign: Campaign,
    giver: Unit,
    amounts: Mapping[int, int | None],
    *,
    by: int | None,
    at: dt.datetime,
) -> int:
    """Say what units directly below are to add; how many changed. Twice is once.

    :param amounts: by the unit's id, in initiatives; None or 0 for no target
    :raises IsOver: the campaign has ended, or was cancelled
    :raises NotBelow: a unit is none of the open ones directly below `giver`
    """
    if campaign.when(clock.day_of(at)) not in (When.AHEAD, When.RUNS):
        raise IsOver()
    db.session.scalar(  # two officers of a unit wait for each other here
        sa.select(Unit.id).where(Unit.id == giver.id).with_for_update(key_share=True)
    )
    units = {one.unit.id: one.unit for one in parties(campaign, giver)}
    if not amounts.keys() <= units.keys():
        raise NotBelow()
    query = sa.select(CampaignTarget).where(
        CampaignTarget.campaign_id == campaign.id, CampaignTarget.unit_id.in_(list(amounts))
    )
    held = {row.unit_id: row for row in db.session.scalars(query)}
    changed = 0
    for number, amount in amounts.items():
        row = held.get(number)
        if (amount or None) == (row.amount if row else None):
            continue
        changed += 1
        said: dict[str, Any] = {"giver_id": giver.id, "by_id": by, "at": at}
        if row is None:
            place = owned_by(units[number])
            row = CampaignTarget(**place, campaign_id=campaign.id, amount=amount, **said)
            db.session.add(row)
        elif amount:
            row.amount, row.giver_id, row.by_id, row.at = amount, giver.id, by, at
        journal.record("campaign.put-target", row, by=by, at=at, fields=["amount"])
        if not amount:
            db.session.delete(row)
    return changed
