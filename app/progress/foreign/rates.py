"""Percentages of a foreign table: of what they are, and whether they are rounded half up."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import product

from app.progress.foreign.columns import STATES, Column, Role
from app.progress.foreign.figures import Figure, total_of
from app.progress.foreign.reading import Foreign, ForeignRow
from app.progress.foreign.sums import SAMPLE, Sums
from app.vietnamese import fold

_MOST_PLACES = 6
"""With more decimals than these a share was reckoned and not rounded at all."""


_MOST_QUOTAS = 3
_MOST_COUNTS = 8
"""Of each so many are tried for one column of percentages."""


class Verdict(StrEnum):
    RIGHT = "right"
    CUT = "cut"
    WRONG = "wrong"


@dataclass(frozen=True)
class Basis:
    """What a column of percentages is: these counts of that quota; `scale` 100 for shares.

    :ivar places: decimals of the numbers that the sheet keeps without their last zeros
    """

    column: Column
    counts: tuple[Column, ...]
    quota: Column
    scale: int = 1
    places: int = 0

    def sides(self, row: ForeignRow) -> tuple[Decimal | None, Decimal | None]:
        """Count and quota of a row; None for what is missing or cannot be read."""
        figures = [row.figures.get(one.letter) for one in self.counts]
        known = any(figures) and all(one is None or one.number is not None for one in figures)
        quota = row.figures.get(self.quota.letter)
        return total_of(figures) if known else None, quota.number if quota else None

    def verdict(self, figure: Figure, count: Decimal, quota: Decimal) -> Verdict:
        """Whether a percentage is what it should be, with as many decimals as it has."""
        assert figure.number is not None
        exact = Fraction(count) * 100 / Fraction(quota)
        scale = 1 if figure.is_typed else self.scale
        number = figure.number * scale
        places = self.places if figure.is_kept else figure.places
        places = max(0, places - (2 if scale == 100 else 0))
        if places > _MOST_PLACES:
            right = abs(Fraction(number) - exact) < Fraction(1, 10**_MOST_PLACES)
            return Verdict.RIGHT if right else Verdict.WRONG
        cut = exact * 10**places // 1
        rounded = (exact * 10**places + Fraction(1, 2)) // 1
        if Fraction(number) * 10**places == rounded:
            return Verdict.RIGHT
        return Verdict.CUT if Fraction(number) * 10**places == cut else Verdict.WRONG


def bases(foreign: Foreign, sums: Sums) -> tuple[list[Basis], list[Column]]:
    """What each column of percentages is of; and those of which nobody can tell."""
    found, unclear = [], []
    for column in foreign.header.of(Role.RATE):
        basis, fits = _best(foreign, sums, column)
        rows = len(list(_asked(foreign, column)))
        if basis and (fits * 2 >= rows or rows < 3):
            found.append(basis)
        elif rows:
            unclear.append(column)
    return found, unclear


def _best(foreign: Foreign, sums: Sums, column: Column) -> tuple[Basis | None, int]:
    """The basis that most rows speak for; the likeliest by its heading while they do not tell."""
    ranked = list(_candidates(foreign, column))
    if not ranked:
        return None, 0
    fits = [_fits(foreign, sums, basis) for basis in ranked]
    best = max(range(len(ranked)), key=lambda index: (len(fits[index]), -index))
    rows = len(list(_asked(foreign, column)))
    more = len(fits[best] - fits[0])
    if fits[0] and more < 2 and len(fits[best]) < rows:
        best = 0
    return ranked[best], len(fits[best])


def _candidates(foreign: Foreign, column: Column) -> Iterator[Basis]:
    """The bases there may be, the likeliest first."""
    quotas = foreign.header.of(Role.QUOTA)
    own = foreign.header.quota
    before = [one for one in quotas if _index(foreign, one) < _index(foreign, column)]
    order = [one for one in (own, *before[::-1], *quotas) if one]
    kept = [f for f in _asked(foreign, column) if f.is_kept]
    places = max((figure.places for figure in kept), default=0)
    shares = all(f.number is not None and f.number < 5 for f in kept) and bool(kept)
    for counts in _counts(foreign, column):
        for quota in list(dict.fromkeys(order))[:_MOST_QUOTAS]:
            for scale in (100, 1) if shares else (1, 100):
                yield Basis(column, counts, quota, scale, places)


def _counts(foreign: Foreign, column: Column) -> Iterator[tuple[Column, ...]]:
    """Counts by what the heading says, then registered, sum, valid, each state."""
    of = foreign.header.of
    valid, pending = of(Role.VALID), of(Role.PENDING)
    both = [tuple(valid[:1] + pending[:1])] if valid and pending else []
    single = [(one,) for role in (Role.REGISTERED, Role.SUM, *STATES) for one in of(role)]
    heading = fold(column.heading)
    first = [(one,) for one in valid if "hop le" in heading]
    registered = [*((one,) for one in of(Role.REGISTERED)), *both] if "dang ky" in heading else []
    others = [(one,) for one in of(Role.OTHER)]
    ranked = dict.fromkeys([*first, *registered, *single[:1], *both, *single, *others])
    yield from list(ranked)[:_MOST_COUNTS]


def _index(foreign: Foreign, column: Column) -> int:
    return foreign.columns.index(column)


def _asked(foreign: Foreign, column: Column) -> Iterator[Figure]:
    """The percentages that are numbers."""
    for row in _sample(foreign):
        figure = row.figures.get(column.letter)
        if figure and figure.number is not None:
            yield figure


def _sample(foreign: Foreign) -> Iterator[ForeignRow]:
    """The total and the first rows; a longer table tells no more."""
    yield from [foreign.total] if foreign.total else []
    yield from foreign.rows[:SAMPLE]


def _fits(foreign: Foreign, sums: Sums, basis: Basis) -> set[int]:
    """The rows whose percentage is of this basis, rounded or cut."""
    found = set()
    for row in _sample(foreign):
        figure = row.figures.get(basis.column.letter)
        if figure and figure.number is not None:
            verdicts = {basis.verdict(figure, *side) for side in sides(basis, sums, row)}
            if verdicts & {Verdict.RIGHT, Verdict.CUT}:
                found.add(row.number)
    return found


def sides(basis: Basis, sums: Sums, row: ForeignRow) -> list[tuple[Decimal, Decimal]]:
    """Count and quota of a row as they should be, then as they are printed, and one of each."""
    count, quota = basis.sides(sums.mended[row.number])
    as_printed = basis.sides(row)
    pairs = product((count, as_printed[0]), (quota, as_printed[1]))
    return list(dict.fromkeys((one, other) for one, other in pairs if one is not None and other))
