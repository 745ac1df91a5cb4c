"""The worker's part: each unit below a campaign gets a copy of its own rank, and of nothing else.

Written anew when it is an hour old, or when somebody asks; for the last time after the end. Ranks
are worked out in the scope of the campaign's unit, which holds them all, before anything is
written; only what differs is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.campaigns.models import Campaign, CampaignStanding, CampaignTarget
from app.campaigns.ranking import ranks, usual, value
from app.db import db, insert_all
from app.initiatives import COUNTED_BY, TallyDay
from app.tenancy import STEP, Scope
from app.units import Unit, moved

STANDING = "campaigns.standing"
FRESH = dt.timedelta(hours=1)
SOME = 500


@dataclass(frozen=True)
class Stands:
    """What the copy at a unit says."""

    rank: int | None
    among: int
    count: int
    target: int | None


@jobs.work(STANDING)
def write_standing() -> bool:
    """Write the ranks of one campaign; whether there was any to write."""
    at = clock.now()
    with jobs.reading(STANDING):
        due = db.session.execute(_due(at)).first()
    if due is None:
        return False
    scope = Scope(due.unit_path)
    with jobs.looking(scope):
        campaign = db.session.get_one(Campaign, due.id)
        stand, paths = standings(campaign, clock.day_of(at))
        stale = _stale(campaign, stand)
    with jobs.step(scope):
        campaign = db.session.get_one(Campaign, due.id, with_for_update=True)
        _write(campaign, stand, paths, stale)
        campaign.standing_at = at
    return True


def _due(at: dt.datetime) -> Any:
    """The campaign whose ranks are oldest, of those that run or have not been judged since their
    end."""
    day, last = clock.day_of(at), Campaign.standing_at
    again = sa.and_(last <= at - FRESH, clock.day_in_sql(last) <= Campaign.until)
    return (
        sa.select(Campaign.id, Campaign.unit_path)
        .where(Campaign.cancelled_at.is_(None), Campaign.since <= day)
        .where(sa.or_(last.is_(None), again))
        .order_by(last.is_not(None), last, Campaign.id)
        .limit(1)
    )


def standings(campaign: Campaign, day: dt.date) -> tuple[dict[int, Stands], dict[int, str]]:
    """How each open unit below a campaign's own stands among those under the same unit, and where
    each lies. Three range statements."""
    low, high = Scope(campaign.unit_path).bounds
    units = db.session.execute(
        sa.select(Unit.id, Unit.path)
        .where(Unit.path > low, Unit.path < high, Unit.closed_on.is_(None))
        .order_by(Unit.path)
    ).all()
    of_campaign = sa.select(CampaignTarget.unit_id, CampaignTarget.amount).where(
        CampaignTarget.campaign_id == campaign.id
    )
    targets: dict[int, int] = dict(db.session.execute(of_campaign).all())
    counts = _counts(campaign, day)
    families: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, path in units:
        families[path[:-STEP]].append((number, path))
    found: dict[int, Stands] = {}
    for family in families.values():
        found |= _family(family, counts, targets)
    return found, dict(units)


def _family(
    units: Sequence[tuple[int, str]], counts: Mapping[str, int], targets: Mapping[int, int]
) -> dict[int, Stands]:
    """Those under one unit."""
    by = usual([targets.get(number) for number, _path in units])
    rows = [(number, counts.get(path, 0), targets.get(number)) for number, path in units]
    found = ranks([value(by, count, target) for _number, count, target in rows])
    return {
        number: Stands(rank, len(units), count, target)
        for (number, count, target), rank in zip(rows, found, strict=True)
    }


def _counts(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """What each branch below added on the campaign's days, by path."""
    low, high = Scope(campaign.unit_path).bounds
    names = COUNTED_BY[campaign.counting]
    net = sum((getattr(TallyDay, name) for name in names[1:]), getattr(TallyDay, names[0]))
    rows = db.session.execute(
        sa.select(TallyDay.unit_path, sa.func.sum(net))
        .where(TallyDay.stage_id == campaign.stage_id)
        .where(TallyDay.day.between(campaign.since, min(day, campaign.until)))
        .where(TallyDay.unit_path >= low, TallyDay.unit_path < high)
        .group_by(TallyDay.unit_path)
    )
    sums: dict[str, int] = defaultdict(int)
    for path, change in rows:
        for end in range(len(campaign.unit_path) + STEP, len(path) + 1, STEP):
            sums[path[:end]] += int(change)
    return sums


def _stale(campaign: Campaign, stand: Mapping[int, Stands]) -> list[int]:
    """The units whose copies say something else, or should not be there."""
    one = CampaignStanding
    rows = db.session.execute(
        sa.select(one.unit_id, one.rank, one.among, one.count, one.target).where(
            one.campaign_id == campaign.id
        )
    ).all()
    held = {row.unit_id: Stands(*row[1:]) for row in rows}
    wrong = [number for number, said in held.items() if stand.get(number) != said]
    return wrong + [number for number in stand if number not in held]


def _write(
    campaign: Campaign, stand: Mapping[int, Stands], paths: Mapping[int, str], stale: Iterable[int]
) -> None:
    numbers = sorted(stale)
    for start in range(0, len(numbers), SOME):
        some = numbers[start : start + SOME]
        of_these = sa.delete(CampaignStanding).where(
            CampaignStanding.campaign_id == campaign.id, CampaignStanding.unit_id.in_(some)
        )
        db.session.execute(of_these)
        insert_all(
            CampaignStanding,
            [
                {
                    "unit_id": number,
                    "unit_path": paths[number],
                    "campaign_id": campaign.id,
                    "rank": stand[number].rank,
                    "among": stand[number].among,
                    "count": stand[number].count,
                    "target": stand[number].target,
                }
                for number in some
                if number in stand
            ],
        )


@moved.connect
def forget(unit: Unit, **_: Any) -> None:
    """A unit that moves leaves its ranks behind, and those below it; the next hour gives others."""
    low, high = Scope(unit.path).bounds
    inside = sa.and_(CampaignStanding.unit_path >= low, CampaignStanding.unit_path < high)
    db.session.execute(sa.delete(CampaignStanding).where(inside))
