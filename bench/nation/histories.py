"""What becomes of each initiative, and when: a row of numbers each, in the order of the units.

Entries lie on few days of each unit, more of them toward a stage's end; about one in three is
refused; what came in last still waits.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random
from typing import Any

from app import clock
from bench.nation import names, roads
from bench.nation.tree import Plot, in_first, shared
from tests import world

DAY, HANOI = 86_400, 7 * 3_600
FIRST_STAGE = 0.45  # of the initiatives belong to the stage that is over
FIRST_PROVINCE = 0.3
NOTHING = 0.18  # of the grassroots unions have nothing in a stage
MISPLACED = 0.006  # came to an upper union itself ("Đơn vị khác")
GROUPS = {"doanh-nghiep": 2, "truong-hoc": 4, "hcsn": 3, "xa-thi-tran": 5}
OFFICERS, WITH_BENEFIT, VERIFIED, RECOGNISED = 0.1, 0.34, 0.4, 0.8
COLUMNS = (
    "place integer", "stage integer", "target_group integer", "first_group integer",
    "road integer", "state text", "at_desk integer", "since bigint", "created bigint",
    *(f"moment{n} bigint" for n in range(roads.STOPS)),
    "benefit bigint", "verified bigint", "words integer",
    "applied bigint", "recognised bigint",
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A stage: its id, its first and last day, and whether that is past."""

    id: int
    first: dt.date
    last: dt.date
    over: bool


def counts(
    plots: Sequence[Plot], terms: Sequence[Term], total: int, rng: Random
) -> dict[int, list[int]]:
    """How many initiatives each unit has in each stage: {stage: [n of each plot]}."""
    over = round(total * FIRST_STAGE)
    return {
        term.id: shared(over if term.over else total - over, _weights(plots, term, rng))
        for term in terms
    }


def _weights(plots: Sequence[Plot], term: Term, rng: Random) -> list[float]:
    weights = [_weight(plot, term, rng) for plot in plots]
    whole = sum(weights)
    first = sum(w for w, plot in zip(weights, plots, strict=True) if in_first(plot))
    factors = {
        True: FIRST_PROVINCE * whole / first,
        False: (1 - FIRST_PROVINCE) * whole / (whole - first),
    }
    above = [0.0 if plot.block else rng.random() for plot in plots]
    scale = MISPLACED * whole / sum(above)
    return [
        weight * factors[in_first(plot)] + scale * up
        for weight, plot, up in zip(weights, plots, above, strict=True)
    ]


def _weight(plot: Plot, term: Term, rng: Random) -> float:
    late = plot.opened > term.first or (plot.closed or dt.date.max) <= term.last
    nothing = rng.random() < NOTHING
    return 0.0 if late or nothing else plot.weight * rng.uniform(0.4, 1.6)


def told(
    plots: Sequence[Plot], terms: Sequence[Term], many: dict[int, list[int]], rng: Random
) -> Iterator[tuple[Any, ...]]:
    """A row of `COLUMNS` for each initiative."""
    for term in terms:
        for place, (plot, count) in enumerate(zip(plots, many[term.id], strict=True)):
            if count:
                yield from _of_unit(plot, place, term, count, rng)


def _of_unit(plot: Plot, place: int, term: Term, count: int, rng: Random) -> Iterator[Any]:
    chances = roads.CHANCES_OVER if term.over else roads.CHANCES
    numbers, weights = list(chances), list(accumulate(chances.values()))
    days = [_day(term, rng) for _ in range(max(1, int(count**0.6)))]
    own = GROUPS.get(plot.block or "", 2)
    now, begin = int(world.NOW.timestamp()), int(clock.start_of(term.first).timestamp())
    for _ in range(count):
        handed_in = min(rng.choice(days) * DAY - HANOI + _second(rng), now - 600)
        road = rng.choices(numbers, cum_weights=weights)[0]
        if not term.over and rng.random() < roads.DRAFTS:
            road = roads.DRAFT
        moments = _moments(handed_in, plot, rng)
        state, last, first = roads.stands(road, moments, now)
        group = 1 if rng.random() < OFFICERS else own
        before = group % 5 + 1
        amount = verified = None
        if rng.random() < WITH_BENEFIT:
            amount = round(exp(rng.gauss(17.3, 1.5)) / 100_000) * 100_000
            if state == "valid" and rng.random() < VERIFIED:
                verified = round(amount * rng.uniform(0.5, 1) / 100_000) * 100_000
        created = handed_in - rng.randrange(120, 3_600)
        group_now = before if first else group
        yield (
            place, term.id, group_now, before if road == roads.REGROUPED else group, road, state,
            int(state == "endorsed"), created if last is None else moments[last], created,
            *moments, amount, verified,
            (group_now - 1) * names.TEXTS + rng.randrange(names.TEXTS),
            max(begin, created - DAY * rng.randrange(30, 90)),
            max(begin, created - DAY * rng.randrange(30)) if rng.random() < RECOGNISED else None,
        )  # fmt: skip


def _day(term: Term, rng: Random) -> int:
    """A day (since 1970) of a stage, or of what of it is past."""
    first = (term.first - dt.date(1970, 1, 1)).days
    last = min(term.last, clock.day_of(world.NOW))
    length = (last - term.first).days
    if term.over and rng.random() < 0.6:
        return first + length - min(length, int(rng.triangular(0, 45, 4)))
    return first + int(length * rng.random() ** 0.75)


def _second(rng: Random) -> int:
    """A second of the day: most in working hours, some before the day begins in UTC."""
    chance = rng.random()
    if chance < 0.85:
        return rng.randrange(27_000, 61_200)
    return rng.randrange(19_800, 25_000) if chance < 0.9 else rng.randrange(68_400, DAY - 1)


def _moments(handed_in: int, plot: Plot, rng: Random) -> list[int]:
    """When it moves, however many of these its road has."""
    found = [handed_in]
    for wait in (1.5, 9, 6, 1.5, 9):
        if not plot.block and len(found) in (1, 4):  # nobody confirms an upper union's own
            found.append(found[-1])
        else:
            day = (found[-1] + HANOI) // DAY + int(rng.expovariate(1 / wait))
            found.append(max(found[-1] + 900, day * DAY - HANOI + rng.randrange(27_000, 61_200)))
    return found
