"""The worker hands letters in. Rows are the truth: each is claimed, committed, tried and settled.

A worker that is killed in between leaves a claim that lapses; then the letter goes once more, with
the same Message-ID. Requests write rows and nudge, nothing else: no page waits for a mail server.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app import clock, jobs
from app.ciphers import Unreadable
from app.db import db
from app.mail.addresses import MailAddress
from app.mail.carrier import Carrier, Server
from app.mail.letters import SEND, Letter
from app.mail.tries import NEVER, Answer
from app.mail.words import BROKEN
from app.tenancy import IDENTITY, AnyScope, Scope

ROUND = 50
"""Letters over one connection; then other work has its turn."""
RESTS = [dt.timedelta(minutes=n) for n in (1, 1, 2, 5)]
"""How long a server that fails is left alone by this worker, whatever is written meanwhile."""


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    """Something to be tried: a letter, or an address that waits for its code."""

    model: Any
    id: int
    scope: AnyScope
    seen: dt.datetime


@jobs.work(SEND)
def send() -> bool:
    """Send what waits."""
    return go_round(clock.now)


def go_round(now: Callable[[], dt.datetime]) -> bool:
    """Try what is due, over one connection; whether there is more to do at once."""
    server, rest = Server.configured(), _rest()
    if server is None or not rest.is_over(now()):
        return False
    errands = due(now())
    with Carrier(server) as carrier:
        for errand in errands:
            answer = run(errand, carrier, now)
            if answer and answer.ends_round:
                rest.begin(now())
                return False
            if answer:
                rest.failed = 0
    return len(errands) == ROUND


def due(at: dt.datetime) -> list[Errand]:
    """What has waited longest; codes first, for somebody sits before the page."""
    with jobs.reading("letters that wait") as session:
        codes: Any = sa.select(MailAddress.id, MailAddress.next_try_at)
        letters: Any = sa.select(Letter.id, Letter.next_try_at, Letter.unit_path)
        found = [
            Errand(MailAddress, row.id, IDENTITY, row.next_try_at)
            for row in session.execute(_oldest(codes, MailAddress, at))
        ]
        found += [
            Errand(Letter, row.id, Scope(row.unit_path), row.next_try_at)
            for row in session.execute(_oldest(letters, Letter, at))
        ]
    return found[:ROUND]


def _oldest(query: Any, model: Any, at: dt.datetime) -> Any:
    query = query.where(model.next_try_at <= at)
    return query.order_by(model.next_try_at, model.id).limit(ROUND)


def run(errand: Errand, carrier: Carrier, now: Callable[[], dt.datetime]) -> Answer | None:
    """One try of one letter; None if somebody else has it."""
    with jobs.step(errand.scope):
        if not errand.model.claim(errand.id, errand.seen, at=now()):
            return None
    with jobs.reading("a letter as it goes out") as session:
        row = session.get_one(errand.model, errand.id)
        message, tries = _message(row, carrier.server.sender), row.tries
    answer = Answer(NEVER, message) if isinstance(message, str) else carrier.carry(*message)
    with jobs.step(errand.scope):
        db.session.get_one(errand.model, errand.id).settle(answer, tries, at=now())
    return answer


def _message(row: Any, sender: str) -> tuple[str, bytes] | str:
    """Whom it goes to, and as it goes; or the word for why it does not."""
    try:
        envelope = row.envelope()
        return envelope if isinstance(envelope, str) else (envelope.to, envelope.message(sender))
    except (ValueError, Unreadable):  # signs that no letter can hold, a data key that is lost
        log.exception("%s %s cannot be made a letter", row.__tablename__, row.id)
        return BROKEN


class _Rest:
    """What this process remembers of a server that fails."""

    until: dt.datetime | None = None
    failed = 0

    def is_over(self, at: dt.datetime) -> bool:
        return self.until is None or at >= self.until

    def begin(self, at: dt.datetime) -> None:
        self.until = at + RESTS[min(self.failed, len(RESTS) - 1)]
        self.failed += 1


def _rest() -> _Rest:
    return current_app.extensions.setdefault("mail_rest", _Rest())
