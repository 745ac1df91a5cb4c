"""How an initiative stands, as far as it is told outside.

A decision that may still be undone is none yet: until then the page says what it said before,
with the desk and the time of before.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.db import db
from app.initiatives import UNDO_FOR, Initiative, State, status_of
from app.links import doors
from app.links.following import NEXT
from app.reviews import Outcome, Review
from app.tenancy import looking_in

QUIET = (Outcome.AGREED, Outcome.VALID, Outcome.INVALID, Outcome.RETURNED)
"""What is not told before it can no longer be undone."""

SAYS_WHY = (State.INVALID, State.RETURNED)


@dataclass(frozen=True)
class Standing:
    """What the receipt's page says. `reasons`: what is wrong, and what to do about it."""

    state: State
    desk: str | None
    since: dt.datetime
    reasons: Sequence[tuple[str, str]] = field(default_factory=tuple)
    note: str = ""

    @property
    def status(self) -> tuple[str, str]:
        """The state in words, and the kind of its chip."""
        return status_of(self.state)

    @property
    def words(self) -> str:
        """What the state means for the author."""
        return str(NEXT[self.state])


def standing(initiative: Initiative, now: dt.datetime) -> Standing:
    """How it stands for those outside, at a moment."""
    state = initiative.told_state(now)
    desk = initiative.desk.name if initiative.desk else None
    with looking_in(db, initiative.unit_id, doors.said_of(initiative.id)) as looking:
        said = looking.scalar(Review.newest(initiative.id)) if looking else None
        if said is not None and _is_quiet(said, now):
            return Standing(state, said.desk_name, said.since_before)
        if said is None and state != initiative.state:  # nobody signed it
            return Standing(state, None, initiative.submitted_at or initiative.desk_since)
        if said is None or state not in SAYS_WHY:
            return Standing(state, desk, initiative.desk_since)
        reasons = [(given.reason.text, given.reason.advice) for given in said.reasons]
        return Standing(state, desk, initiative.desk_since, reasons, said.note)


def _is_quiet(said: Any, now: dt.datetime) -> bool:
    young = now - said.at < UNDO_FOR and said.since_before is not None
    return young and said.outcome in QUIET
