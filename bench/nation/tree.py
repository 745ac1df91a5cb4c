"""The units of the nation: 54 below the root, upper unions, grassroots unions of very unequal size.

Codes tell where a unit came into being: "tinh-01", "tinh-01-003", "tinh-01-003-0042"; the first
province is by far the largest, the first upper union of each by far the largest there.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from random import Random

from app.units.serials import serial
from bench.nation import names

GRASSROOTS = 122_000
UPPERS = 1_500
FEWEST_UPPERS = 2
DIRECT = 0.015  # of the grassroots unions lie directly under a province
LARGEST = 0.11  # of the upper unions lie in the first province, and 0.3 of the initiatives
OPENED = dt.date(2013, 7, 1)
TIMES_OF_CHANGE = (dt.date(2021, 10, 1), dt.date(2023, 3, 1))


@dataclass(slots=True)
class Plot:
    """A unit to be. `parent` and `desk` are ids; the desk is whose who decides on its initiatives.

    `moved` is where it lay before, and the day on which that ended.
    """

    id: int
    path: str
    code: str
    name: str
    kind: str
    parent: int
    desk: int
    level: int
    block: str | None = None
    sector: str | None = None
    ownership: str | None = None
    members: int = 0
    opened: dt.date = OPENED
    closed: dt.date | None = None
    successor: int | None = None
    moved: tuple[int, dt.date] | None = None
    children: int = 0
    weight: float = 0.0  # how many initiatives come from it, beside others


def grown(root: int, grassroots: int, rng: Random) -> list[Plot]:
    """All units below the root, parents first, with ids from the root's on."""
    tops = list(_tops(root, rng))
    plots = list(tops)
    uppers = max(FEWEST_UPPERS * len(tops), round(UPPERS * grassroots / GRASSROOTS))
    shares = [rng.lognormvariate(0, 0.6) * (0.3 if "nganh" in top.code else 1) for top in tops]
    shares[0] = LARGEST * sum(shares[1:]) / (1 - LARGEST)
    rest = uppers - FEWEST_UPPERS * len(tops)
    below: dict[int, list[Plot]] = {}
    for top, many in zip(tops, shared(rest, shares), strict=True):
        below[top.id] = list(_uppers(top, FEWEST_UPPERS + many, len(plots) + root + 1))
        plots += below[top.id]
    homes = [top for top in tops if rng.random() < 0.7] + [
        u for them in below.values() for u in them
    ]
    sizes = [_room(home, rng) for home in homes]
    direct = sum(size for home, size in zip(homes, sizes, strict=True) if home.level == 1)
    others = sum(sizes) - direct
    for place, home in enumerate(homes):
        part = (DIRECT, direct) if home.level == 1 else (1 - DIRECT, others)
        sizes[place] *= part[0] / part[1]
    for home, many in zip(homes, shared(grassroots, sizes), strict=True):
        plots += _unions(home, many, len(plots) + root + 1, rng)
    _let_time_pass(plots, below, rng)
    _add_up(plots)
    return plots


def in_first(plot: Plot) -> bool:
    """Whether it belongs to the first province, which has three of ten initiatives."""
    return plot.code.startswith("tinh-01")


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in these proportions that make up `total`; small ones fall where they may."""
    step, sums = total / sum(weights), accumulate(weights, initial=0.0)
    ends = [int(held * step + 0.5) for held in sums]
    ends[-1] = total
    return [end - begin for begin, end in pairwise(ends)]


def _tops(root: int, rng: Random) -> Iterator[Plot]:
    for place, (kind, code, name) in enumerate(names.tops(), start=1):
        number = root + place
        yield Plot(number, serial(1) + serial(place), code, name, kind, root, number, 1)


def _uppers(top: Plot, many: int, first: int) -> Iterator[Plot]:
    for place, name in enumerate(names.uppers(top.kind, many), start=1):
        number = first + place - 1
        code = f"{top.code}-{place:03}"
        yield Plot(number, top.path + serial(place), code, name, "cap-tren", top.id, number, 2)
    top.children = many


def _room(home: Plot, rng: Random) -> float:
    first = home.level == 2 and home.code.endswith("-001")
    return rng.lognormvariate(0, 0.7) * (5 if first else 1)


def _unions(home: Plot, many: int, first: int, rng: Random) -> Iterator[Plot]:
    for place in range(many):
        home.children += 1
        made = names.union(home.name, rng)
        plot = Plot(
            first + place,
            home.path + serial(home.children),
            f"{home.code}-{home.children:04}",
            made.name,
            "nghiep-doan" if made.block == "doanh-nghiep" and rng.random() < 0.03 else "co-so",
            home.id,
            home.id,
            home.level + 1,
            made.block,
            made.sector,
            made.ownership,
            made.members,
        )
        plot.weight = made.members**0.8 * rng.lognormvariate(0, 0.9)
        yield plot


def _let_time_pass(plots: list[Plot], below: dict[int, list[Plot]], rng: Random) -> None:
    """Some grassroots unions came late, some are closed, some lay under another union before."""
    known = {plot.id: plot for plot in plots}
    first, last = (day.toordinal() for day in TIMES_OF_CHANGE)
    before: Plot | None = None
    for plot in plots:
        if not plot.block or plot.code.endswith("-0001"):  # the first ones stay as they are
            continue
        day, chance = dt.date.fromordinal(rng.randrange(first, last)), rng.random()
        if chance < 0.02:
            plot.closed = day
            if chance < 0.012 and before and before.parent == plot.parent:
                plot.successor = before.id
        elif chance < 0.03:
            plot.opened = day
        elif chance < 0.034 and known[plot.parent].level == 2:
            others = below[known[plot.parent].parent]
            plot.moved = (rng.choice(others).id, day)
            if plot.moved[0] == plot.parent:
                plot.moved = None
        before = plot if plot.closed is None else before


def _add_up(plots: list[Plot]) -> None:
    """Members of the unions above, who are those of the unions below."""
    known = {plot.id: plot for plot in plots}
    for plot in reversed(plots):
        if plot.parent in known and plot.closed is None:
            known[plot.parent].members += plot.members
