"""Doors: the one way to a scope for somebody who is not signed in.

Whoever opens a door has checked a signature that names the unit (a link on a wall, a receipt), so
no row is looked for outside a scope: the unit's path is read by its id, as at sign-in, and the
session is set to a `Doorway`. That is narrower than the scope of a person at the unit: nothing of
the units below, only the tables that the opening names, and those either to read or to write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.tenancy.scope import IDENTITY, Doorway, Opening
from app.tenancy.session import ScopedSession


@contextmanager
def looking_in(db: Any, unit_id: int, opening: Opening) -> Iterator[ScopedSession | None]:
    """A look through a door in a session of its own that writes nothing; None: no such unit."""
    with ScopedSession(db) as session:
        if not door(session, unit_id, opening):
            yield None
            return
        session.connection(execution_options={"reading": True})
        yield session


def door(session: ScopedSession, unit_id: int, opening: Opening) -> bool:
    """Set the session's scope to a unit as far as `opening` goes; False: there is no such unit.

    The look for the path is no writer, though the request may be one.
    """
    unit = sa.table("unit", sa.column("id", sa.Integer), sa.column("path", sa.String))
    with ScopedSession(session._db) as looking:
        looking.enter(IDENTITY)
        looking.connection(execution_options={"reading": True})
        path = looking.scalar(sa.select(unit.c.path).where(unit.c.id == unit_id))
    if path is None:
        return False
    session.enter(Doorway(path, opening))
    return True
