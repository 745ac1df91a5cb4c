"""First and last days of campaigns on the calendar of every unit that has part in them."""

import datetime as dt

from flask import url_for
from flask_babel import gettext as _

from app.calendars import Entry, shows
from app.campaigns.models import Campaign
from app.db import db
from app.units import Unit


@shows("campaigns")
def days_of_campaigns(unit: Unit, since: dt.date, until: dt.date) -> list[Entry]:
    """Their entries between two days, both included."""
    query = Campaign.at_unit(unit).where(
        Campaign.since <= until, Campaign.until >= since, Campaign.cancelled_at.is_(None)
    )
    entries = []
    for one in db.session.scalars(query):
        href = url_for("campaigns.show", unit_id=unit.id, campaign_id=one.id)
        for day, words in (
            (one.since, _("Bắt đầu: %(name)s", name=one.name)),
            (one.until, _("Ngày cuối: %(name)s", name=one.name)),
        ):
            if since <= day <= until:
                entries.append(Entry(day, None, words, href, "flag"))
    return entries
