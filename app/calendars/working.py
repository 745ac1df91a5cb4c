"""The working time that holds at a unit: what its line of units has laid down, root first."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from app.calendars.models import OwnDay, QuietHours
from app.db import db
from app.tenancy import Scope
from app.units import Unit
from app.workdays import COUNTRY, Workdays


def workdays_of(unit: Unit) -> Workdays:
    """The working time of a unit; one statement.

    The nearest quiet hours upward hold. Own days of the whole line add up; where a unit and one
    above it say otherwise of a day, the nearest holds.
    """
    line = [*Scope(unit.path).ancestors, unit.path]
    rows = db.session.execute(
        sa.select(QuietHours, OwnDay)
        .select_from(Unit)
        .outerjoin(QuietHours, QuietHours.unit_id == Unit.id)
        .outerjoin(OwnDay, OwnDay.unit_id == Unit.id)
        .where(Unit.path.in_(line), sa.or_(QuietHours.id.is_not(None), OwnDay.id.is_not(None)))
        .order_by(Unit.path, OwnDay.at, OwnDay.id)
    )
    return laid(COUNTRY, [part for row in rows for part in row if part is not None])


def workdays_of_all(paths: Iterable[str]) -> Callable[[str], Workdays]:
    """The same for many units, by path; two statements, whatever their number.

    Units that have laid down nothing share what holds above them.
    """
    paths = list(paths)
    if not paths:
        return lambda path: COUNTRY
    at: dict[str, list[Any]] = {}
    for model in (QuietHours, OwnDay):
        for row in _between(model, min(paths), max(paths)):
            at.setdefault(row.unit_path, []).append(row)
    known: dict[str, Workdays] = {"": COUNTRY}

    def of(path: str) -> Workdays:
        if path not in known:
            above = of((Scope(path).ancestors or [""])[-1])
            known[path] = laid(above, at[path]) if path in at else above
        return known[path]

    return of


def _between(model: Any, first: str, last: str) -> Iterable[Any]:
    """Rows that hold from `first` to `last`: what lies above any of these lies above `first`."""
    column = model.unit_path
    held = sa.or_(column.in_(Scope(first).ancestors), column.between(first, last))
    return db.session.scalars(sa.select(model).where(held).order_by(column, model.at, model.id))


def laid(upon: Workdays, rows: Iterable[Any]) -> Workdays:
    """What holds when some rows, the root's first, are laid upon what holds above."""
    off, on = set(upon.off), set(upon.on)
    since, until = upon.quiet_from, upon.quiet_until
    for row in rows:
        if isinstance(row, QuietHours):
            since, until = row.since, row.until
            continue
        into, out_of = (on, off) if row.works else (off, on)
        into.update(row.days)
        out_of.difference_update(row.days)
    return Workdays(frozenset(off), frozenset(on), since, until)
