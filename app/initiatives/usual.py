"""What benefit is usual in a stage, so that a value far above it can be looked at twice.

Benefits are very skewed: a mean says nothing, and one mistyped value moves it. So the values that
were found valid are taken by their powers of ten, and what lies far above the upper quarter of
these (the fence of a box plot) is unusual; it must be ten times the middle at least. At most
`SAMPLE` rows of one index range are read, whatever the house holds.
"""

import math
import statistics
from dataclasses import dataclass

import sqlalchemy as sa

from app.db import db
from app.initiatives.models import Initiative
from app.initiatives.states import State
from app.programmes import Stage

LOW, HIGH = 100_000, 10**12
"""Đồng; below and above it is more likely a slip of the pen."""
MUCH = 10**10
"""Đồng; above it one looks twice where nothing is known to compare it with."""
SAMPLE, ENOUGH = 400, 20
"""Rows that are read; values without which nothing is called usual."""
FENCE, TIMES = 1.5, 10


@dataclass(frozen=True)
class Usual:
    """The middle of so many values, and above which one is unusual; đồng."""

    count: int
    middle: int
    most: int

    @classmethod
    def of(cls, values: list[int]) -> "Usual | None":
        """None for too few values."""
        if len(values) < ENOUGH:
            return None
        powers = [math.log10(value) for value in values]
        low, _middle, high = statistics.quantiles(powers, n=4)
        middle = round(statistics.median(values))
        fence = 10 ** (high + FENCE * (high - low))
        return cls(len(values), middle, round(max(fence, TIMES * middle)))

    def is_exceeded_by(self, dong: int) -> bool:
        """Whether a value lies far above what is usual."""
        return dong > self.most


def usual_benefit(stage: Stage) -> Usual | None:
    """What is usual among the valid ones of a stage, as far as the scope reaches."""
    value = sa.func.coalesce(Initiative.benefit_verified, Initiative.benefit_claimed)
    query = (
        sa.select(value)
        .where(Initiative.stage_id == stage.id, Initiative.state == State.VALID)
        .order_by(Initiative.unit_path)
        .limit(SAMPLE)
    )
    return Usual.of([dong for dong in db.session.scalars(query) if dong])
