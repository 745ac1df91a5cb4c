"""The worker tells the units that have part in a campaign: once of its start, once of its end.

Who was told stands in rows written with the notices, so that nobody is told twice whenever the
worker dies. Nobody is told in quiet hours or on a day off: neither those of the campaign's unit nor
those of whoever would be told.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.calendars import workdays_of, workdays_of_all
from app.campaigns.models import Campaign, CampaignTold, Kind, When
from app.campaigns.wording import Words
from app.db import db, insert_all
from app.notices import Notice
from app.tenancy import Scope, owned_by
from app.units import Unit

NOTICES = "campaigns.notices"
SOME = 500


@dataclass(frozen=True)
class Due:
    """A campaign of whose start or end some may not have heard."""

    id: int
    path: str
    kind: Kind


@jobs.work(NOTICES)
def tell() -> bool:
    """Tell some of the units; whether there were any."""
    at = clock.now()
    with jobs.reading(NOTICES):
        due = [*_due(at)]
    return any(_tell_some(one, at) for one in due)


def _due(at: dt.datetime) -> Iterator[Due]:
    day, one = clock.day_of(at), Campaign
    judged = sa.and_(one.until < day, clock.day_in_sql(one.standing_at) > one.until)
    waits = {
        Kind.START: sa.and_(
            one.start_told_at.is_(None),
            one.cancelled_at.is_(None),
            one.since <= day,
            one.until >= day,
        ),
        Kind.END: sa.and_(one.end_told_at.is_(None), sa.or_(one.cancelled_at.is_not(None), judged)),
    }
    for kind, which in waits.items():
        rows = db.session.execute(sa.select(one.id, one.unit_path).where(which).order_by(one.id))
        yield from (Due(*row, kind) for row in rows)


def _tell_some(due: Due, at: dt.datetime) -> bool:
    scope = Scope(due.path)
    with jobs.looking(scope):
        campaign = db.session.get_one(Campaign, due.id)
        ready = _ready(campaign, due.kind, at)
    if ready is None:
        return False
    with jobs.step(scope):
        campaign = db.session.get_one(Campaign, due.id, with_for_update=True)
        if ready:
            some = _lacking(campaign, due.kind).where(Unit.id.in_(ready))
            _send(campaign, due.kind, db.session.scalars(some).all(), at)
        elif due.kind is Kind.START:
            campaign.start_told_at = at
        else:
            campaign.end_told_at = at
    return True


def _ready(campaign: Campaign, kind: Kind, at: dt.datetime) -> list[int] | None:
    """The ids of some who can be told now; empty when everybody knows, None to wait."""
    owner = db.session.get_one(Unit, campaign.unit_id)
    if workdays_of(owner).is_quiet(at) or campaign.window_at(owner) is None:
        return None  # without a window, it has moved away from its programme
    columns = _lacking(campaign, kind).with_only_columns(Unit.id, Unit.path)
    after, rows = "", db.session.execute(columns.limit(SOME)).all()
    if not rows:
        return []
    while rows:
        works = workdays_of_all([row.path for row in rows])
        ready = [row.id for row in rows if not works(row.path).is_quiet(at)]
        if ready:
            return ready
        after = rows[-1].path
        rows = db.session.execute(columns.where(Unit.path > after).limit(SOME)).all()
    return None


def _lacking(campaign: Campaign, kind: Kind) -> sa.Select[Unit]:
    """The units that have not been told: of the start all below, of the end the campaign's own,
    too; that it was called off, those who had heard that it began."""
    low, high = Scope(campaign.unit_path).bounds
    query = sa.select(Unit).where(
        Unit.path >= low, Unit.path < high, Unit.closed_on.is_(None), ~_told(campaign, kind)
    )
    if kind is Kind.START:
        query = query.where(Unit.id != campaign.unit_id)
    elif campaign.cancelled_at is not None:
        query = query.where(_told(campaign, Kind.START))
    return query.order_by(Unit.path)


def _told(campaign: Campaign, kind: Kind) -> Any:
    one = sa.orm.aliased(CampaignTold)
    return (
        sa.select(one.id)
        .where(one.campaign_id == campaign.id, one.kind == kind.value, one.unit_id == Unit.id)
        .exists()
    )


def _send(campaign: Campaign, kind: Kind, units: Sequence[Unit], at: dt.datetime) -> None:
    """Those who read the same words are told at once."""
    if kind is Kind.START and campaign.when(clock.day_of(at)) is not When.RUNS:
        return
    sender = db.session.get_one(Unit, campaign.unit_id)
    window = campaign.window_at(sender)
    if window is None:
        return
    words = Words.of(campaign, sender, window, units)
    alike: dict[str, list[Unit]] = {}
    for unit in units:
        body = words.begun(unit) if kind is Kind.START else words.ended(unit)
        alike.setdefault(body, []).append(unit)
    link = f"/u/{{unit}}/campaigns/{campaign.id}"
    for body, some in alike.items():
        said: dict[str, Any] = {"title": words.title(kind), "body": body, "link": link}
        Notice.send_all(some, sender=sender, **said, by=None, at=at)
    told = {"campaign_id": campaign.id, "kind": kind.value, "at": at}
    insert_all(CampaignTold, [{**owned_by(unit), **told} for unit in units])
