"""The way of an initiative from its draft to where it stands: moments, desks and hands."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.access import Role
from app.demo import invented
from app.demo.counts import Case, Road
from app.demo.people import DECIDES, Signature, Signatures, acting
from app.initiatives import State
from app.initiatives.states import MOVES, Act
from app.reviews import Outcome
from app.units import Unit

ENDS = {State.VALID: (Act.ACCEPT, Outcome.VALID), State.INVALID: (Act.REJECT, Outcome.INVALID)}
ROOM = dt.timedelta(hours=1)  # that what comes after it still needs
WAIT_FOR_THE_CHAIR, WAIT_FOR_THE_DESK = 0.8, 2.5  # days


@dataclass(frozen=True)
class Step:
    """One move: what was done, where the initiative lay before and after, by whom."""

    act: Act
    before: State
    at: dt.datetime
    at_unit: Unit
    to_desk: Unit | None
    by: Signature | None
    outcome: Outcome | None = None
    reason: str | None = None

    @property
    def after(self) -> State:
        return MOVES[self.act][1]


def steps(case: Case, grassroots: bool, signatures: Signatures, rng: Random) -> Iterator[Step]:
    """The steps that lead to the case's state, in their order, none after its limit."""
    unit, desk = case.unit, case.desk
    entered = entered_by(case, signatures)
    yield Step(Act.SUBMIT, State.DRAFT, case.submitted_at, unit, unit, entered)
    if case.state == State.SUBMITTED:
        return
    when, confirms, outcome = case.submitted_at, entered, None
    if grassroots:
        when = invented.later(rng, case.submitted_at, case.limit, WAIT_FOR_THE_CHAIR)
        confirms = acting(signatures, unit, Role.LEADER)
        outcome = Outcome.CONFIRMED if confirms else None
    yield Step(Act.ENDORSE, State.SUBMITTED, when, unit, desk, confirms, outcome)
    for step in _round(case, when, signatures):
        when = step.at
        yield step
    if case.state in ENDS:
        act, said = ENDS[case.state]
        when = invented.later(rng, when, case.limit, WAIT_FOR_THE_DESK)
        decides = acting(signatures, desk, *DECIDES)
        said_by_hand = said if decides else None
        yield Step(act, State.ENDORSED, when, desk, None, decides, said_by_hand, case.reason)


def entered_by(case: Case, signatures: Signatures) -> Signature | None:
    """Who wrote it down: somebody of its unit, or the desk on behalf of it."""
    if case.road is Road.BY_ITS_REVIEWER:
        return acting(signatures, case.desk, *DECIDES)
    return acting(signatures, case.unit, Role.OFFICER, Role.LEADER)


def _round(case: Case, after: dt.datetime, signatures: Signatures) -> Iterator[Step]:
    """What was said of it before, and how it came back to a desk."""
    rng = Random(case.submitted_at.timestamp())  # of its own: nothing else is drawn otherwise
    unit, desk, above = case.unit, case.desk, case.desk.parent()
    entered, decides = entered_by(case, signatures), acting(signatures, desk, *DECIDES)
    chair = acting(signatures, unit, Role.LEADER)

    def soon() -> dt.datetime:
        nonlocal after
        after = invented.later(rng, after, case.limit - ROOM, 0.5)
        return after

    if case.road is Road.RETURNED:
        yield Step(
            Act.RETURN, State.ENDORSED, soon(), desk, unit, decides, Outcome.RETURNED, "khac"
        )
        yield Step(Act.SUBMIT, State.RETURNED, soon(), unit, unit, entered)
        said = Outcome.CONFIRMED if chair else None
        yield Step(Act.ENDORSE, State.SUBMITTED, soon(), unit, desk, chair, said)
    elif case.road is Road.LOOKED_AGAIN:
        yield Step(
            Act.REJECT, State.ENDORSED, soon(), desk, None, decides, Outcome.INVALID, "trung"
        )
        yield Step(Act.APPEAL, State.INVALID, soon(), unit, above, chair)
