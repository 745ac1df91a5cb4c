"""Work outside a request: commands now, the worker later. `step` is their only commit."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from app import clock, journal
from app.db import db
from app.tenancy import Everything, Scope, ScopedSession


@contextmanager
def step(scope: Scope | Everything, *, at: dt.datetime | None = None) -> Iterator[ScopedSession]:
    """One transaction in `scope`: committed when the block ends, rolled back when it raises.

    A step over everything is journalled with its reason, at the root.

    :param at: when the step happens, if not now: whoever fills a demo is not yet on its clock
    """
    db.session.remove()
    session = db.session()
    session.enter(scope)
    try:
        yield session
        if isinstance(scope, Everything):
            journal.record_unscoped(scope.reason, at=at or clock.now())
        session.commit()
    finally:
        session.rollback()
        db.session.remove()


@contextmanager
def reading(reason: str) -> Iterator[ScopedSession]:
    """A look at everything that leaves no trace behind: for figures and checks on the console."""
    db.session.remove()
    session = db.session()
    session.enter(Everything(reason))
    session.connection(execution_options={"reading": True})
    try:
        yield session
    finally:
        session.rollback()
        db.session.remove()
