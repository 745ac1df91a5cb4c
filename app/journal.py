"""The audit trail: who did what to which row, in the transaction of the change.

A line holds ids and names of fields, never a person's name, a number or a text.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.tenancy import Own


class JournalLine(Own, Base):
    """One act. `by_id` is the account; none for commands and jobs."""

    __tablename__ = "journal_line"
    id: Mapped[Id]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[int | None]
    act: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    fields: Mapped[list[Any]] = mapped_column(default=list)


def record(act: str, row: Any, *, by: int | None, at: dt.datetime, fields: Any = ()) -> None:
    """Write a line about `row`, which lies at a unit, or is one.

    :param act: a verb of the room, e.g. "initiative.submit"
    :param by: id of the account; None for commands and jobs
    :param fields: names of the fields that were changed
    """
    if row.id is None:
        db.session.flush()
    place = (
        {"unit_id": row.unit_id, "unit_path": row.unit_path}
        if hasattr(row, "unit_id")
        else {"unit_id": row.id, "unit_path": row.path}
    )
    db.session.add(
        JournalLine(
            **place,
            at=at,
            by_id=by,
            act=act,
            subject=row.__tablename__,
            subject_id=row.id,
            fields=sorted(fields),
        )
    )


def record_unscoped(reason: str, *, at: dt.datetime) -> None:
    """Write at the root that a command or job worked without a scope; nothing in an empty house."""
    root: Any = db.session.execute(
        sa.select(sa.column("id"), sa.column("path"))
        .select_from(sa.table("unit"))
        .order_by(sa.column("path"))
        .limit(1)
    ).first()
    if root:
        db.session.add(
            JournalLine(unit_id=root.id, unit_path=root.path, at=at, act="unscoped", subject=reason)
        )


def newest_stamp() -> dt.datetime | None:
    """The moment of the newest line; what a practice clock must not run behind."""
    engine = db.engine.execution_options(wall="clock")
    with engine.connect().execution_options(reading=True) as connection:
        return connection.scalar(sa.select(sa.func.max(JournalLine.at)))
