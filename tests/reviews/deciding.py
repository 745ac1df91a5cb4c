"""Steps that tests of reviews share: initiatives on a desk, and words said of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts import Account
from app.db import db
from app.initiatives import Initiative
from app.programmes import Programme, ReasonCode
from app.reviews import Outcome, Review, Reviewer, Word
from app.tenancy import IDENTITY, ScopedSession
from app.units import Unit
from tests.world import NOW

MINUTE = dt.timedelta(minutes=1)


def stage() -> Any:
    """The running one."""
    return Programme.by_code("tsk").stages[1]


def codes(*names: str) -> Sequence[ReasonCode]:
    """Reason codes by their code; the first one, if none is named."""
    known = ReasonCode.known(stage())
    return [code for code in known if code.code in names] if names else known[:1]


def word(outcome: Outcome, *, reasons: Sequence[str] = (), **said: Any) -> Word:
    """A word with all that it needs."""
    if outcome in (Outcome.RETURNED, Outcome.INVALID):
        said = {"codes": codes(*reasons), "note": "Gửi kèm quyết định.", **said}
    return Word(outcome, **said)


def account_of(login: str) -> Reviewer:
    """Who signs, by login. Within an application context."""
    with ScopedSession(db) as session:
        session.enter(IDENTITY)
        session.connection(execution_options={"reading": True})
        found = session.scalars(sa.select(Account).where(Account.login == login)).one()
        return Reviewer(found.id, found.full_name)


def say(
    initiative: int,
    desk: str,
    outcome: Outcome,
    *,
    by: Reviewer,
    at: dt.datetime = NOW,
    **said: Any,
) -> Review:
    """Say a word of an initiative in the session that is open; the review."""
    row = db.session.get_one(Initiative, initiative)
    written = Review.write(row, Unit.by_code(desk), word(outcome, **said), by=by, at=at)
    db.session.flush()
    return written
