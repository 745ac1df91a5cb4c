"""Many letters at once, each with words of its own: for runs over hundreds of units."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app import jobs, journal
from app.db import db, insert_missing
from app.mail.envelopes import masked
from app.mail.letters import SEND, Letter
from app.mail.readers import addresses
from app.mail.tries import new_message_id
from app.tenancy import UnitLike, owned_by


@dataclass(frozen=True)
class Wanted:
    """A letter to an account about a unit; `name` is whom it is for."""

    to: UnitLike
    account_id: int
    name: str
    key: str
    subject: str
    text: str


def write_each(letters: Sequence[Wanted], *, by: int | None, at: dt.datetime) -> int:
    """What `Letter.write` does, for all of them in a few statements; how many are new.

    Whoever has no confirmed address, or wants no letters, is passed over.
    """
    known = addresses(one.account_id for one in letters) if letters else {}
    rows = [
        {
            **owned_by(one.to),
            "account_id": one.account_id,
            "key": one.key,
            "receiver": one.name,
            "subject": " ".join(one.subject.split()),
            "text": one.text,
            "html": None,
            "message_id": new_message_id(),
            "next_try_at": at,
            "written_at": at,
            "tries": 0,
            "masked": masked(known[one.account_id]),
        }
        for one in letters
        if one.account_id in known
    ]
    if not rows:
        return 0
    insert_missing(Letter, rows)
    mine = {row["message_id"] for row in rows}
    found = db.session.execute(
        sa.select(Letter.id, Letter.unit_id, Letter.unit_path, Letter.message_id).where(
            Letter.account_id.in_({row["account_id"] for row in rows}),
            Letter.key.in_({row["key"] for row in rows}),
        )
    )
    new = [
        ({"unit_id": row.unit_id, "unit_path": row.unit_path}, row.id)
        for row in found
        if row.message_id in mine
    ]
    journal.record_all("letter.write", Letter.__tablename__, new, by=by, at=at)
    jobs.nudge(SEND)
    return len(new)
