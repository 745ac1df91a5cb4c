"""Quotas down the whole tree at both stages; some are not handed down, some beyond what is there.

Each unit hands down what its members are held to; the sums of the ledger make the balances.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.nation.tree import Plot, in_first

PAPERS = ("QĐ-TLĐ", "QĐ-LĐLĐ", "QĐ-CĐ")
NOT_HANDED_DOWN = {1: 0.06, 2: 0.12}  # of the units of a level hand nothing down
IN_PART = 0.08  # hand down to about half of those below
TO_ITSELF = 0.1  # keep some for initiatives of their own
BEYOND = 0.02
TWICE = 0.05  # of the receivers are given more later
CORRECTED = 0.004
FIRST_PROVINCE = 0.27


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger; the giver is None where it comes from outside the tree."""

    unit: int
    giver: int | None
    stage: int
    amount: int
    number: str
    day: dt.date
    label: str | None = None
    reason: str | None = None


def entries(
    root: int, plots: Sequence[Plot], stage: int, begin: dt.date, total: int, rng: Random
) -> Iterator[Entry]:
    """What is given of a stage, from the root down.

    :param total: what the grassroots unions are held to together
    """
    below: defaultdict[int, list[Plot]] = defaultdict(list)
    for plot in plots:
        below[plot.parent].append(plot)
    rates = _rates(plots, total)
    held: dict[int, int] = {}
    for plot in reversed(plots):  # those below come first
        if plot.closed and plot.closed < begin:
            held[plot.id] = 0
        elif plot.block:
            held[plot.id] = max(
                1, round(plot.members * rates[in_first(plot)] * rng.lognormvariate(-0.08, 0.4))
            )
        else:
            spare = -0.03 if rng.random() < BEYOND else rng.choice((0, 0, 0, rng.uniform(0, 0.05)))
            held[plot.id] = round(sum(held[one.id] for one in below[plot.id]) * (1 + spare))
    received = {root: round(sum(held[plot.id] for plot in below[root]) * 1.002)}
    number = f"{rng.randint(100, 900)}/QĐ-TLĐ"
    yield Entry(root, None, stage, received[root], number, begin)
    givers = [(root, 0), *((plot.id, plot.level) for plot in plots if not plot.block)]
    for giver, level in givers:
        if giver not in received or rng.random() < NOT_HANDED_DOWN.get(level, 0):
            continue
        everybody = level == 0 or rng.random() > IN_PART
        day = begin + dt.timedelta(days=10 + 15 * level)
        number = f"{rng.randint(10, 900)}/{PAPERS[level]}"
        for plot in below[giver]:
            if held[plot.id] and (everybody or rng.random() < 0.5):
                received[plot.id] = held[plot.id]
                yield from _given(plot, giver, stage, held[plot.id], number, day, rng)
        if level and rng.random() < TO_ITSELF:
            kept = max(1, received[giver] // 60)
            yield Entry(giver, giver, stage, kept, number, day)


def _rates(plots: Sequence[Plot], total: int) -> dict[bool, float]:
    """What is asked of a member, in the first province and elsewhere."""
    members = Counter[bool]()
    for plot in plots:
        if plot.block and not plot.closed:
            members[in_first(plot)] += plot.members
    shares = {True: FIRST_PROVINCE, False: 1 - FIRST_PROVINCE}
    return {first: total * share / members[first] for first, share in shares.items()}


def _given(
    plot: Plot, giver: int, stage: int, amount: int, number: str, day: dt.date, rng: Random
) -> Iterator[Entry]:
    """At once, or some of it later; now and then too much, and taken back."""
    later, chance = day + dt.timedelta(days=120), rng.random()
    if chance < TWICE and amount > 3:
        more = amount // 7 + 1
        yield Entry(plot.id, giver, stage, amount - more, number, day)
        yield Entry(plot.id, giver, stage, more, "BS-" + number, later, label="bổ sung")
    elif chance < TWICE + CORRECTED:
        why = "Giao nhầm số đoàn viên"
        yield Entry(plot.id, giver, stage, amount + 5, number, day)
        yield Entry(plot.id, giver, stage, -5, "ĐC-" + number, later, reason=why)
    else:
        yield Entry(plot.id, giver, stage, amount, number, day)


def balances(rows: Sequence[Entry]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """What each unit received, gave and kept of a stage, as the ledger adds up."""
    received, given, own = Counter[tuple[int, int]](), Counter(), Counter()
    for row in rows:
        kept = row.giver == row.unit
        (own if kept else received)[row.unit, row.stage] += row.amount
        if row.giver is not None:
            given[row.giver, row.stage] += row.amount
    return {
        cell: (received[cell], given[cell], own[cell])
        for cell in sorted(received.keys() | given.keys())
    }
