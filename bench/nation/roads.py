"""The roads on which initiatives go: their moves as data."""

from collections.abc import Sequence
from dataclasses import dataclass

DRAFT, STRAIGHT, REFUSED, MENDED, RETURNED, WITHDRAWN, REPEATED, APPEALED, REGROUPED = range(9)
STOPS = 6
"""How many moments a road has at most."""


@dataclass(frozen=True)
class Step:
    """A move: at which moment of the road, from and to which state, in the first group or not."""

    moment: int
    before: str | None
    after: str | None
    first_group: bool = False


BEGIN = (Step(0, "draft", "submitted"), Step(1, "submitted", "endorsed"))
AGAIN = (
    Step(2, "endorsed", "returned"),
    Step(3, "returned", "submitted"),
    Step(4, "submitted", "endorsed"),
    Step(5, "endorsed", "valid"),
)
ROADS: dict[int, tuple[Step, ...]] = {
    DRAFT: (),
    STRAIGHT: (*BEGIN, Step(2, "endorsed", "valid")),
    REFUSED: (*BEGIN, Step(2, "endorsed", "invalid")),
    MENDED: (*BEGIN, *AGAIN),
    RETURNED: (*BEGIN, AGAIN[0]),
    WITHDRAWN: (BEGIN[0], Step(1, "submitted", "withdrawn")),
    REPEATED: (*BEGIN, Step(2, "endorsed", "duplicate")),
    APPEALED: (
        *BEGIN,
        Step(2, "endorsed", "invalid"),
        Step(3, "invalid", "endorsed"),
        Step(4, "endorsed", "valid"),
    ),
    REGROUPED: (  # amended into another target group while it was returned
        *(Step(step.moment, step.before, step.after, True) for step in (*BEGIN, AGAIN[0])),
        Step(3, "returned", None, True),
        Step(3, None, "returned"),
        *AGAIN[1:],
    ),
}
CHANCES = {
    STRAIGHT: 53.5, REFUSED: 31.5, MENDED: 7, RETURNED: 2.5, WITHDRAWN: 2.5, REPEATED: 1.5,
    APPEALED: 1, REGROUPED: 0.5,
}  # fmt: skip
CHANCES_OVER = {**CHANCES, RETURNED: 1.0, REFUSED: 33.0}
DRAFTS = 0.02  # of what is written in a stage that runs


def stands(road: int, moments: Sequence[int], now: int) -> tuple[str, int | None, bool]:
    """The state at `now`, the last moment that is past, and whether it is in its first group."""
    state, last, first_group = "draft", None, road == REGROUPED
    for step in ROADS[road]:
        if moments[step.moment] > now:
            break
        last = step.moment
        if step.after is not None:
            state, first_group = step.after, step.first_group
    return state, last, first_group
