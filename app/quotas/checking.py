"""What is odd about a distribution: sums, units left out, quotas out of line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.programmes import Window
from app.quotas.models import QuotaBalance
from app.tenancy import STEP, Scope
from app.units import Unit
from app.vietnamese import decimal_text

TIMES_MEDIAN = 3


@dataclass(frozen=True)
class Held:
    """What a unit holds in a stage. `given` holds `own`, what it keeps for itself."""

    code: str
    name: str
    block: str | None
    members: int | None
    received: int = 0
    given: int = 0
    own: int = 0
    unit_id: int = 0

    @property
    def remainder(self) -> int:
        return self.received - self.given

    @property
    def per_100(self) -> Fraction | None:
        """Its quota for every 100 members; None if nobody knows how many it has."""
        return Fraction(self.received * 100, self.members) if self.members else None


@dataclass(frozen=True)
class OutOfLine:
    held: Held
    per_100: Fraction
    median: Fraction

    @property
    def texts(self) -> tuple[str, str]:
        """Figure and median as printed."""
        figures = (self.per_100, self.median)
        first, second = (Decimal(one.numerator) / one.denominator for one in figures)
        return decimal_text(first, 1), decimal_text(second, 1)


@dataclass(frozen=True)
class Check:
    """What was found of a unit's distribution to its children."""

    unit: Held
    children_off: Sequence[Held]
    without_quota: Sequence[Held]
    out_of_line: Sequence[OutOfLine]
    unknown_members: Sequence[Held]

    @property
    def has_findings(self) -> bool:
        """Whether something is odd among the children."""
        found = (self.children_off, self.without_quota, self.out_of_line, self.unknown_members)
        return any(found)


def look_over(unit: Held, children: Sequence[Held]) -> Check:
    """Check a distribution; pure.

    Blocks are compared within themselves; units without a block make up one. A median is taken
    over the block's units that hold a quota and whose members are known.
    """
    blocks: dict[str | None, list[Held]] = {}
    for child in children:
        blocks.setdefault(child.block, []).append(child)
    return Check(
        unit,
        children_off=[one for one in children if one.given and one.remainder],
        without_quota=[
            one
            for one in children
            if not one.received and any(other.received for other in blocks[one.block])
        ],
        out_of_line=[odd for block in blocks.values() for odd in _out_of_line(block)],
        unknown_members=[one for one in children if one.received and one.per_100 is None],
    )


def _out_of_line(block: Iterable[Held]) -> list[OutOfLine]:
    figures = [(one, one.per_100) for one in block if one.received and one.per_100 is not None]
    if not figures:
        return []
    middle = median(figure for _one, figure in figures)
    return [
        OutOfLine(one, figure, middle) for one, figure in figures if figure > TIMES_MEDIAN * middle
    ]


def check(unit: Unit, window: Window) -> Check:
    """Check a unit's distribution in a stage, in one statement."""
    low, high = Scope(unit.path).bounds
    balance = sa.and_(
        QuotaBalance.unit_id == Unit.id,
        QuotaBalance.programme_id == window.programme.id,
        QuotaBalance.stage_id == window.stage.id,
    )
    sums = (QuotaBalance.received, QuotaBalance.given, QuotaBalance.own)
    rows = db.session.execute(
        sa.select(Unit.code, Unit.name, Unit.block_code, Unit.member_count, *sums, Unit.id)
        .outerjoin(QuotaBalance, balance)
        .where(
            Unit.path >= low,
            Unit.path < high,
            sa.or_(
                Unit.id == unit.id,
                sa.and_(
                    sa.func.length(Unit.path) == len(unit.path) + STEP, Unit.closed_on.is_(None)
                ),
            ),
        )
        .order_by(Unit.path)
    )
    held = [
        Held(code, name, block, members, received or 0, given or 0, own or 0, unit_id)
        for code, name, block, members, received, given, own, unit_id in rows
    ]
    return look_over(held[0], held[1:])


def as_json(found: Check) -> dict[str, Any]:
    """For scripts; figures for 100 members are rounded to two decimals."""

    def named(one: Held) -> dict[str, Any]:
        return {"code": one.code, "name": one.name, "block": one.block}

    def sums(one: Held) -> dict[str, int]:
        return {"received": one.received, "given": one.given, "remainder": one.remainder}

    return {
        **sums(found.unit),
        "own": found.unit.own,
        "children_off": [{**named(one), **sums(one)} for one in found.children_off],
        "without_quota": [named(one) for one in found.without_quota],
        "out_of_line": [
            {
                **named(odd.held),
                "received": odd.held.received,
                "per_100": round(float(odd.per_100), 2),
                "median": round(float(odd.median), 2),
            }
            for odd in found.out_of_line
        ],
        "unknown_members": [
            {**named(one), "received": one.received} for one in found.unknown_members
        ],
    }
