"""Sharing whole numbers out: largest remainders, bounds, and a split over stages that adds up.

Largest remainder (Hamilton): every share is rounded down, what is left goes by ones to the largest
fractions. Ties go to the greater weight, then to the lower code: the order of rows never matters.
Two-way controlled rounding as in Cox (JASA 82, 1987): whole cells under whole margins, each cell
the exact one rounded down or up.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Bounds:
    """The least and the most that one share may be; None where there is no such bound."""

    least: int | None = None
    most: int | None = None

    def clamp(self, share: Fraction) -> Fraction:
        """The share, drawn inside the bounds."""
        low = Fraction(self.least or 0)
        high = share if self.most is None else Fraction(max(self.most, self.least or 0))
        return max(low, min(share, high))

    def binds(self, share: Fraction) -> str | None:
        """Which bound an exact share runs into: "least", "most" or none."""
        clamped = self.clamp(share)
        return None if clamped == share else "least" if clamped > share else "most"


FREE = Bounds()


@dataclass(frozen=True)
class Shares:
    """What each code gets, and where a bound decided."""

    amounts: dict[str, int]
    bound: dict[str, str]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


def share_out(total: int, weights: Mapping[str, int], bounds: Bounds = FREE) -> Shares:
    """Share `total` out by `weights`.

    The sum is `total`, unless the bounds, or weights that are all zero, make that impossible; then
    it comes as near as they let it.

    :param total: what there is to share; nothing is shared out below zero
    :param weights: by code, 0 or more
    """
    total = max(0, total)
    level = _level(total, weights, bounds)
    exact = {code: bounds.clamp(level * weight) for code, weight in weights.items()}
    bound = {code: found for code, w in weights.items() if (found := bounds.binds(level * w))}
    reached = sum(exact.values())
    if reached != total and weights:  # the bounds stand in the way of everybody at them
        edge, word = (bounds.least, "least") if reached > total else (bounds.most, "most")
        bound |= {code: word for code, share in exact.items() if share == edge}
    return Shares(round_to(exact, min(total, floor(reached)), weights), bound)


def _level(total: int, weights: Mapping[str, int], bounds: Bounds) -> Fraction:
    """How much one weight is worth, so that the clamped shares make up `total`.

    The clamped sum grows with the level and is straight between the levels at which some share
    meets a bound; the level is on the last stretch that begins at or below `total`.
    """
    heavy = [weight for weight in weights.values() if weight]
    edges = sorted(
        {Fraction(0)}
        | {Fraction(edge, w) for w in heavy for edge in (bounds.least, bounds.most) if edge}
    )
    grows = Counter(heavy)
    idle = (len(weights) - len(heavy)) * (bounds.least or 0)

    def reached(level: Fraction) -> Fraction:
        return idle + sum((n * bounds.clamp(level * w) for w, n in grows.items()), Fraction(0))

    low, high = 0, len(edges)
    while high - low > 1:
        middle = (low + high) // 2
        if reached(edges[middle]) <= total:
            low = middle
        else:
            high = middle
    level = edges[low]
    free = sum(
        n * w
        for w, n in grows.items()
        if (bounds.least or 0) <= level * w and (bounds.most is None or level * w < bounds.most)
    )
    missing = total - reached(level)
    return level + missing / free if free and missing > 0 else level


def round_to(
    exact: Mapping[str, Fraction], total: int, weights: Mapping[str, int]
) -> dict[str, int]:
    """Round shares down, then up by the largest fractions until they sum to `total`."""
    amounts = {code: floor(share) for code, share in exact.items()}
    order = sorted(exact, key=lambda code: (amounts[code] - exact[code], -weights[code], code))
    for code in order[: max(0, total - sum(amounts.values()))]:
        amounts[code] += 1
    return amounts


def split(totals: Mapping[str, int], columns: Mapping[int, int]) -> dict[str, dict[int, int]]:
    """Split each row's total over columns so that rows and columns both add up.

    Each cell is `total * column / sum` rounded down or up. Rows are looked at from the largest
    fraction on; where a row finds its column full, rows already placed make room.

    :param totals: by code; :param columns: by stage, with the same sum
    """
    whole = sum(columns.values()) or 1
    order = sorted(totals, key=lambda code: (-totals[code], code))
    exact = {
        code: {stage: Fraction(totals[code] * n, whole) for stage, n in columns.items()}
        for code in order
    }
    cells = {code: {s: floor(share) for s, share in row.items()} for code, row in exact.items()}
    room = {stage: n - sum(cells[code][stage] for code in order) for stage, n in columns.items()}
    raised: dict[int, set[str]] = {stage: set() for stage in columns}
    may = {
        stage: {code for code in order if exact[code][stage] > cells[code][stage]}
        for stage in columns
    }
    first = sorted(
        ((cells[c][s] - exact[c][s], -totals[c], c, s) for s in columns for c in may[s]),
    )
    short = {code: totals[code] - sum(cells[code].values()) for code in order}
    for _fraction, _size, code, stage in first:
        if short[code] and room[stage]:
            raised[stage].add(code)
            short[code] -= 1
            room[stage] -= 1
    for code in order:
        while short[code]:
            _make_room(code, raised, may, room)
            short[code] -= 1
    for stage, codes in raised.items():
        for code in codes:
            cells[code][stage] += 1
    return cells


def _make_room(
    code: str, raised: dict[int, set[str]], may: dict[int, set[str]], room: dict[int, int]
) -> None:
    """Raise one more cell of a row; along a chain of columns others move to where room is."""
    came: dict[int, tuple[int, str] | None] = {
        stage: None for stage in raised if code in may[stage] and code not in raised[stage]
    }
    queue = list(came)
    for stage in queue:
        if room[stage]:
            room[stage] -= 1
            step: int = stage
            while (before := came[step]) is not None:
                previous, mover = before
                raised[previous].discard(mover)
                raised[step].add(mover)
                step = previous
            raised[step].add(code)
            return
        for mover in sorted(raised[stage]):
            for other in raised:
                if other not in came and mover in may[other] and mover not in raised[other]:
                    came[other] = (stage, mover)
                    queue.append(other)
    raise AssertionError("margins that do not add up")
