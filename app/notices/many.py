"""Many notices at once, each with words of its own: for runs over hundreds of units."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app import journal
from app.db import insert_numbered
from app.notices.models import Notice
from app.tenancy import UnitLike, owned_by


class Named(UnitLike, Protocol):
    """A unit as far as a notice names it."""

    name: Any


@dataclass(frozen=True)
class Words:
    """What a unit is told, and by which."""

    to: UnitLike
    sender: Named
    title: str
    body: str
    link: str | None = None


def send_each(words: Sequence[Words], *, by: int | None, at: dt.datetime) -> list[int]:
    """Tell several units, each its own; the ids of the notices in their order. Two statements."""
    rows = [
        {
            **owned_by(one.to),
            "sender_unit_id": one.sender.id,
            "sender": one.sender.name,
            "title": one.title,
            "body": one.body,
            "link": one.link,
            "sent_at": at,
        }
        for one in words
    ]
    ids = insert_numbered(Notice, rows)
    told = [(owned_by(one.to), number) for one, number in zip(words, ids, strict=True)]
    journal.record_all("notice.send", Notice.__tablename__, told, by=by, at=at)
    return ids
