"""The identity door: a session of its own that opens accounts and posts, and little else."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.db import db
from app.tenancy import IDENTITY, ScopedSession


@contextmanager
def identity() -> Iterator[ScopedSession]:
    """A second session that opens the accounts and nothing else."""
    with ScopedSession(db) as door:
        door.enter(IDENTITY)
        yield door


@contextmanager
def looking() -> Iterator[ScopedSession]:
    """The same for a look while the request writes: on SQLite it must not wait to write too."""
    with identity() as door:
        door.connection(execution_options={"reading": True})
        yield door
