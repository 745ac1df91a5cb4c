"""The way of an initiative from its draft to where it stands: moments, desks and hands."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.access import Role
from app.demo import invented
from app.demo.counts import Case
from app.demo.people import DECIDES, Signature, Signatures, acting
from app.initiatives import State
from app.initiatives.states import MOVES, Act
from app.reviews import Outcome
from app.units import Unit

ENDS = {State.VALID: (Act.ACCEPT, Outcome.VALID), State.INVALID: (Act.REJECT, Outcome.INVALID)}
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

    @property
    def after(self) -> State:
        return MOVES[self.act][1]


def steps(case: Case, grassroots: bool, signatures: Signatures, rng: Random) -> Iterator[Step]:
    """The steps that lead to the case's state, in their order, none after its limit."""
    unit, desk = case.unit, case.desk
    entered = acting(signatures, unit, Role.OFFICER, Role.LEADER)
    yield Step(Act.SUBMIT, State.DRAFT, case.submitted_at, unit, unit, entered)
    if case.state == State.SUBMITTED:
        return
    when, confirms, outcome = case.submitted_at, entered, None
    if grassroots:
        when = invented.later(rng, case.submitted_at, case.limit, WAIT_FOR_THE_CHAIR)
        confirms = acting(signatures, unit, Role.LEADER)
        outcome = Outcome.CONFIRMED if confirms else None
    yield Step(Act.ENDORSE, State.SUBMITTED, when, unit, desk, confirms, outcome)
    if case.state in ENDS:
        act, said = ENDS[case.state]
        when = invented.later(rng, when, case.limit, WAIT_FOR_THE_DESK)
        decides = acting(signatures, desk, *DECIDES)
        yield Step(act, State.ENDORSED, when, desk, None, decides, said if decides else None)
