"""Ranks: exact to the fraction; those that are equal share one, and the next ones are left out."""

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import lazy_gettext as _l

KEYS = {
    "rate": _l("Tỷ lệ so với mục tiêu"),
    "count": _l("Số sáng kiến trong đợt"),
}


def usual(targets: Sequence[int | None]) -> str:
    """By what units are ranked if nobody says: by their targets, where one of them has any."""
    return "rate" if any(targets) else "count"


def value(by: str, count: int, target: int | None) -> Fraction | None:
    """The key of one; None where it has none, which is not zero."""
    if by == "count":
        return Fraction(count)
    return Fraction(count, target) if target else None


def ranks(values: Sequence[Fraction | None]) -> list[int | None]:
    """The rank of each, 1, 2, 2, 4; who has no value has none."""
    best = sorted((one for one in values if one is not None), reverse=True)
    first: dict[Fraction, int] = {}
    for place, one in enumerate(best, 1):
        first.setdefault(one, place)
    return [None if one is None else first[one] for one in values]
