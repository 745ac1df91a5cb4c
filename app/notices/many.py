"""Many notices at once, each with words of its own: for runs over hundreds of units."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app import journal
from app.db import insert_numbered
from app.notices.models import Notice
from app.tenancy import UnitLike, owned_by
from app.units import Unit


@dataclass(frozen=True)
class Words:
    """What a unit is told."""

    to: UnitLike
    title: str
    body: str
    link: str | None = None


def send_each(
    words: Sequence[Words], *, sender: Unit, by: int | None, at: dt.datetime
) -> list[int]:
    """Tell several units, each its own; the ids of the notices in their order. Two statements."""
    said = {"sender_unit_id": sender.id, "sender": sender.name, "sent_at": at}
    rows = [
        {**owned_by(one.to), **said, "title": one.title, "body": one.body, "link": one.link}
        for one in words
    ]
    ids = insert_numbered(Notice, rows)
    places = [owned_by(one.to) for one in words]
    told = list(zip(places, ids, strict=True))
    journal.record_all("notice.send", Notice.__tablename__, told, by=by, at=at)
    return ids
