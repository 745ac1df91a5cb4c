"""Lines of the journal, and how they are written.

A line holds ids and names of fields, never a person's name, a telephone number or a text.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db, insert_all
from app.tenancy import Own, ScopedSession

ACT = re.compile(r"[a-z]+([-_][a-z]+)*\.[a-z]+([-_][a-z]+)*")
FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")


class NotAName(ValueError):
    """Something else than the name of an act or a field was to be written. A fault of ours."""


class JournalLine(Own, Base):
    """One act. `by_id` is the account; none for commands and jobs. `rows`: of an export."""

    __tablename__ = "journal_line"
    id: Mapped[Id]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[int | None]
    act: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    fields: Mapped[list[Any]] = mapped_column(default=list)
    rows: Mapped[int | None]


def record(
    act: str,
    row: Any,
    *,
    by: int | None,
    at: dt.datetime,
    fields: Iterable[str] = (),
    rows: int | None = None,
) -> None:
    """Write a line about `row`, which lies at a unit, or is one.

    :param act: a verb of the room, e.g. "initiative.submit"
    :param by: id of the account; None for commands and jobs
    :param fields: names of the fields that were changed
    :param rows: how many rows are asked for
    :raises NotAName: `act` or one of `fields` is not the name of something in the code
    """
    if row.id is None:
        db.session.flush()
    line = _line(act, row, by, at, fields)
    line.rows = rows
    db.session.add(line)


def record_all(
    act: str,
    subject: str,
    rows: Iterable[tuple[Mapping[str, Any], int]],
    *,
    by: int | None,
    at: dt.datetime,
    fields: Iterable[str] = (),
) -> None:
    """Write a line about each of many rows at once.

    :param subject: the rows' table
    :param rows: the two columns of where each lies, and its id
    """
    names = sorted(fields)
    _check(act, names)
    said = {"at": at, "by_id": by, "act": act, "subject": subject, "fields": names}
    lines = [{**place, **said, "subject_id": number} for place, number in rows]
    insert_all(JournalLine, lines)


def record_apart(
    act: str,
    row: Any,
    *,
    by: int | None,
    at: dt.datetime,
    fields: Iterable[str] = (),
    rows: int | None = None,
) -> None:
    """Write a line in a transaction of its own: what was read and handed out, e.g. an export.

    Called when the work is done; if the line cannot be written the request fails with it.

    :param rows: how many rows were handed out
    """
    scope = db.session().scope
    line = _line(act, row, by, at, fields)
    line.rows = rows
    with ScopedSession(db) as session:
        assert scope is not None, "nothing is handed out without a scope"
        session.enter(scope)
        session.connection(execution_options={"writing": True})
        session.add(line)
        session.commit()


def _line(
    act: str, row: Any, by: int | None, at: dt.datetime, fields: Iterable[str]
) -> JournalLine:
    names = sorted(fields)
    _check(act, names)
    place = (
        {"unit_id": row.unit_id, "unit_path": row.unit_path}
        if hasattr(row, "unit_id")
        else {"unit_id": row.id, "unit_path": row.path}
    )
    about = {"subject": row.__tablename__, "subject_id": row.id}
    return JournalLine(**place, **about, at=at, by_id=by, act=act, fields=names)


def _check(act: str, names: list[str]) -> None:
    if not ACT.fullmatch(act) or not all(FIELD.fullmatch(name) for name in names):
        raise NotAName("the journal takes names of acts and of fields only")


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
