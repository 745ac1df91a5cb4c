"""Refusals in figures: by reason and unit, how often returned, how long until decided.

A decision that may still be taken back is none yet, and is not counted. An initiative is counted
once for each reason, and once in the sum of its unit, however often it was refused.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import days_between, db
from app.initiatives import UNDO_FOR, Initiative, State
from app.programmes import ReasonCode, Window
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.reasons import ReviewReason
from app.tenancy import STEP, Scope
from app.units import Unit
from app.vietnamese import rate_text

SUMS = ("refused", "returned", "returns")
REFUSALS = (Outcome.INVALID, Outcome.RETURNED)


@dataclass(frozen=True)
class Line:
    """A unit with all below it; the upper unit's own ("Đơn vị khác") if `own`.

    `refused` are initiatives, `reasons` how many of them for each code, `returns` how often
    `returned` of them were sent back, `days` how many were decided after how many whole days.
    """

    name: str
    unit_id: int | None = None
    own: bool = False
    refused: int = 0
    returned: int = 0
    returns: int = 0
    reasons: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)

    def share(self, code: ReasonCode) -> str:
        """Of the refused ones those with a reason, "12,51%"."""
        return rate_text(self.reasons.get(code.id, 0), self.refused)

    @property
    def decided(self) -> int:
        return sum(self.days.values())

    @property
    def median_days(self) -> int | None:
        """Of two in the middle the longer; None where nothing is decided."""
        at, half = 0, self.decided // 2
        for days, many in sorted(self.days.items()):
            at += many
            if at > half:
                return days
        return None

    def __add__(self, other: "Line") -> "Line":
        return Line(
            self.name,
            refused=self.refused + other.refused,
            returned=self.returned + other.returned,
            returns=self.returns + other.returns,
            reasons=Counter(self.reasons) + Counter(other.reasons),
            days=Counter(self.days) + Counter(other.days),
        )


@dataclass(frozen=True)
class Refusals:
    """The figures of a unit in a stage: a line for each unit below that has any, their sum."""

    codes: Sequence[ReasonCode]
    lines: Sequence[Line]

    @property
    def total(self) -> Line:
        return sum(self.lines, Line(_("Tổng cộng")))

    @classmethod
    def of(cls, unit: Unit, window: Window, now: dt.datetime) -> "Refusals":
        """As they stand now, in five statements however many units there are."""
        figures: dict[str, dict[str, Any]] = defaultdict(dict)
        where = said_of(unit, window, now)
        for path, *sums in db.session.execute(_sums(unit, where)):
            figures[path] |= dict(zip(SUMS, map(int, sums), strict=True))
        for name, rows in (
            ("reasons", db.session.execute(_by_reason(unit, where))),
            ("days", db.session.execute(_by_days(unit, window, now))),
        ):
            for path, key, many in rows:
                figures[path].setdefault(name, {})[int(key)] = many
        named = {child.path: child for child in db.session.scalars(_children(unit))}
        lines = [
            Line(child.name, child.id, **figures[path])
            for path, child in named.items()
            if path in figures
        ]
        if unit.path in figures:
            name = _("Đơn vị khác") if lines else unit.name
            lines.append(Line(name, unit.id, own=True, **figures[unit.path]))
        return cls(ReasonCode.known(window.stage), lines)


def said_of(
    unit: Unit, window: Window, now: dt.datetime, *, own: bool = False
) -> list[sa.ColumnElement[bool]]:
    """The reviews that count, of a unit and all below, or its `own`; `Initiative` is joined."""
    low, high = Scope(unit.path).bounds
    here = (
        [Review.unit_path == unit.path]
        if own
        else [Review.unit_path >= low, Review.unit_path < high]
    )
    return [
        *here,
        Initiative.stage_id == window.stage.id,
        Review.undone_at.is_(None),
        Review.at <= now - UNDO_FOR,
    ]


def _child(unit: Unit, path: Any) -> Any:
    """The path of the unit directly below that a path lies in; the unit's own path for its own."""
    return sa.func.substr(path, 1, len(unit.path) + STEP).label("child")


def _children(unit: Unit) -> sa.Select[Unit]:
    """Those below, closed ones too: what was refused there stays refused."""
    return (
        sa.select(Unit)
        .where(Unit.in_subtree(unit.path), sa.func.length(Unit.path) == len(unit.path) + STEP)
        .order_by(Unit.path)
    )


def _sums(unit: Unit, where: Sequence[Any]) -> sa.Select[Any]:
    child, returned = _child(unit, Review.unit_path), Review.outcome == Outcome.RETURNED
    is_returned = sa.case((returned, Review.initiative_id))
    return (
        sa.select(
            child,
            sa.func.count(sa.distinct(Review.initiative_id)),
            sa.func.count(sa.distinct(is_returned)),
            sa.func.count(is_returned),
        )
        .join(Initiative, Initiative.id == Review.initiative_id)
        .where(*where, Review.outcome.in_(REFUSALS))
        .group_by(child)
    )


def _by_reason(unit: Unit, where: Sequence[Any]) -> sa.Select[Any]:
    child, many = _child(unit, Review.unit_path), sa.func.count(sa.distinct(Review.initiative_id))
    return (
        sa.select(child, ReviewReason.reason_code_id, many)
        .join(Initiative, Initiative.id == Review.initiative_id)
        .join(ReviewReason, ReviewReason.review_id == Review.id)
        .where(*where, Review.outcome.in_(REFUSALS))
        .group_by(child, ReviewReason.reason_code_id)
    )


def _by_days(unit: Unit, window: Window, now: dt.datetime) -> sa.Select[Any]:
    """How many were decided after how many whole days since they were first handed in."""
    low, high = Scope(unit.path).bounds
    child = _child(unit, Initiative.unit_path)
    days = days_between(Initiative.submitted_at, Initiative.desk_since).label("days")
    return (
        sa.select(child, days, sa.func.count())
        .where(
            Initiative.unit_path >= low,
            Initiative.unit_path < high,
            Initiative.stage_id == window.stage.id,
            Initiative.state.in_([State.VALID, State.INVALID]),
            Initiative.submitted_at.is_not(None),
            Initiative.desk_since <= now - UNDO_FOR,
        )
        .group_by(child, days)
    )
