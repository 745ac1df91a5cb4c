"""Work outside a request: commands and the worker. `step` is their only commit.

Rows are the truth: what waits to be done stands in rows, and a room tells here how to do a piece
of it. A nudge only says that it is worth looking now; a lost one costs a minute.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g

from app import clock, journal
from app.db import db
from app.tenancy import AnyScope, Everything, ScopedSession


@contextmanager
def step(scope: AnyScope, *, at: dt.datetime | None = None) -> Iterator[ScopedSession]:
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
    with looking(Everything(reason)) as session:
        yield session


@contextmanager
def looking(scope: AnyScope) -> Iterator[ScopedSession]:
    """A look into a scope between two steps: it writes nothing, so no writer waits for it."""
    db.session.remove()
    session = db.session()
    session.enter(scope)
    session.connection(execution_options={"reading": True})
    try:
        yield session
    finally:
        session.rollback()
        db.session.remove()


Piece = Callable[[], bool]
WORKS: dict[str, Piece] = {}
"""What the worker can do, by name, in the order of the rooms."""


def work(name: str) -> Callable[[Piece], Piece]:
    """Tell the worker of a piece of work: it does one, in steps of its own, and says whether it
    found any. A piece may be done twice and killed anywhere."""

    def register(piece: Piece) -> Piece:
        WORKS[name] = piece
        return piece

    return register


def nudge(name: str) -> None:
    """Once this request is committed, the worker looks at once whether there is such work."""
    assert name in WORKS
    g.setdefault("nudges", set()).add(name)


def run(name: str) -> int:
    """Do all the work of that name that waits; how many pieces."""
    done = 0
    while WORKS[name]():
        done += 1
    return done


def run_all() -> int:
    """Do all that waits. What fails is logged by its name, and keeps nothing else from its turn."""
    done = 0
    for name in WORKS:
        try:
            done += run(name)
        except Exception:
            logging.getLogger(__name__).exception("work %s failed", name)
    return done


def init_app(app: Flask) -> None:
    """Pass nudges on when a request is settled; `extensions["nudge"]` is whoever hears them."""
    app.extensions.setdefault("nudge", lambda name: None)
    app.after_request(_pass_on)


def _pass_on(response: Response) -> Response:
    if response.status_code < 400:
        for name in g.pop("nudges", ()):
            try:
                current_app.extensions["nudge"](name)
            except Exception:  # the minute's look finds it
                logging.getLogger(__name__).warning("nudge %s was not heard", name)
    return response
