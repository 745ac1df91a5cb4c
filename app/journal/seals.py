"""Seals: every line older than ten minutes lies under one, and every seal on the one before.

What is hashed (SHA-256) is text in UTF-8, its lines ended by "\\n":

    journal seal 1
    [first_id,last_id,count,"at","hash of the seal before"]     "" for the first seal
    [id,"at",by_id,"act","subject",subject_id,["field",…],rows,unit_id]     a line each, by id

as JSON without spaces, ASCII only, instants in UTC with six digits of seconds. `unit_path` is
left out: it says who may see the line today and follows its unit. A seal covers the ids after
the seal before up to its `last_id`, also those that a rollback left unused: none may turn up.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.journal.lines import JournalLine
from app.tenancy import Plain

AGE = dt.timedelta(minutes=10)  # longer than a request lives, so no lower id comes later
MOST = 1_000  # lines under one seal
REASON = "journal seal"

COLUMNS = (
    *(JournalLine.id, JournalLine.at, JournalLine.by_id, JournalLine.act, JournalLine.subject),
    *(JournalLine.subject_id, JournalLine.fields, JournalLine.rows, JournalLine.unit_id),
)


class Seal(Plain, Base):
    """A seal over the lines `first_id`..`last_id`. `marks` only help to find what is wrong."""

    __tablename__ = "seal"
    id: Mapped[Id]
    first_id: Mapped[int] = mapped_column(unique=True)
    last_id: Mapped[int]
    count: Mapped[int]
    hash: Mapped[str]
    marks: Mapped[list[Any]]  # [id, beginning of the hash of the line] of each line
    at: Mapped[dt.datetime]

    def expected(self, before: str, texts: Sequence[str]) -> str:
        """The hash it must have after the seal with the hash `before`, over these lines."""
        head = _json([self.first_id, self.last_id, self.count, _instant(self.at), before])
        text = "\n".join(["journal seal 1", head, *texts, ""])
        return hashlib.sha256(text.encode()).hexdigest()


def seal(*, at: dt.datetime) -> int:
    """Seal what is old enough; returns how many lines. The session must see everything."""
    before, sealed = _newest(), 0
    while lines := _old(before, at):
        made = Seal(
            first_id=before.last_id + 1 if before else 1,
            last_id=lines[-1].id,
            count=len(lines),
            marks=[[line.id, mark(text_of(line))] for line in lines],
            at=at,
        )
        made.hash = made.expected(before.hash if before else "", [text_of(line) for line in lines])
        db.session.add(made)
        db.session.flush()
        before, sealed = made, sealed + len(lines)
    return sealed


def unsealed(*, at: dt.datetime) -> int:
    """How many lines wait to be sealed, without those that tell of sealing: they feed no seal."""
    before = _newest()
    own = sa.and_(JournalLine.act == "unscoped", JournalLine.subject == REASON)
    query = sa.select(sa.func.count(JournalLine.id)).where(JournalLine.at <= at - AGE, ~own)
    if before:
        query = query.where(JournalLine.id > before.last_id)
    return db.session.scalar(query) or 0


def text_of(line: Any) -> str:
    """A line as it is hashed."""
    values = [getattr(line, column.key) for column in COLUMNS]
    return _json([_instant(v) if isinstance(v, dt.datetime) else v for v in values])


def mark(text: str) -> str:
    """By what a line is recognised under its seal."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _newest() -> Seal | None:
    return db.session.scalar(sa.select(Seal).order_by(Seal.last_id.desc()).limit(1))


def _old(before: Seal | None, at: dt.datetime) -> Sequence[Any]:
    """The next lines for a seal: in the order of their ids, up to the first that is too young."""
    after = before.last_id if before else 0
    young = db.session.scalar(
        sa.select(sa.func.min(JournalLine.id)).where(
            JournalLine.id > after, JournalLine.at > at - AGE
        )
    )
    query = sa.select(*COLUMNS).where(JournalLine.id > after)
    if young is not None:
        query = query.where(JournalLine.id < young)
    return db.session.execute(query.order_by(JournalLine.id).limit(MOST)).all()


def _instant(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)
