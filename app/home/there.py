"""What there is to show on the first page, looked up at once: on most days most is nothing."""

import datetime as dt
from typing import NamedTuple

import sqlalchemy as sa

from app import support, visits
from app.campaigns import Campaign
from app.db import db
from app.notices import Notice
from app.units import Unit


class There(NamedTuple):
    visits: bool
    campaigns: bool
    receipts: bool
    answers: bool


def there(unit: Unit, account_id: int, day: dt.date) -> There:
    """One statement."""
    parts = (
        visits.anything(unit),
        Campaign.any_runs_at(unit, day),
        Notice.to_confirm(unit, account_id).order_by(None).exists(),
        support.anything(unit, account_id),
    )
    return There(*db.session.execute(sa.select(*parts)).one())
