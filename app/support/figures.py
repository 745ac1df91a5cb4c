"""What desks have answered, and how long it took: to place people and help, not to blame.

Times are medians in working minutes of the desk, so that one request that lay long does not speak
for all; None where there are none.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.support.messages import RequestStep
from app.support.models import Request
from app.support.states import ANSWERS, TO_DO, Act, State
from app.tenancy import Scope
from app.units import Unit


@dataclass
class Answered:
    """What one person of a desk has done.

    :param first: working minutes until the first answer, of requests that they answered first
    :param solved: the same until the solution, of requests that they solved
    :param reopened: how many of those the asker took up again
    """

    signed_by: str
    answers: int = 0
    first: list[int] = field(default_factory=list)
    solved: list[int] = field(default_factory=list)
    reopened: int = 0

    @property
    def first_median(self) -> int | None:
        return median(self.first)

    @property
    def solved_median(self) -> int | None:
        return median(self.solved)


@dataclass(frozen=True)
class DeskFigures:
    """Of a desk since a moment: what was asked since, and the people who answered."""

    asked: int
    solved: int
    reopened: int
    first: int | None
    solution: int | None
    people: list[Answered]

    @classmethod
    def of(cls, here: Unit, since: dt.datetime) -> "DeskFigures":
        """Two statements."""
        columns = (Request.first_after, Request.solved_after, Request.reopened)
        rows = db.session.execute(
            sa.select(*columns).where(Request.desk_unit_id == here.id, Request.asked_at >= since)
        ).all()
        return cls(
            asked=len(rows),
            solved=sum(row.solved_after is not None for row in rows),
            reopened=sum(row.reopened > 0 for row in rows),
            first=median(row.first_after for row in rows),
            solution=median(row.solved_after for row in rows),
            people=_people(here, since),
        )


def _people(here: Unit, since: dt.datetime) -> list[Answered]:
    """By name. What is reopened is counted at whoever had solved it last."""
    low, high = Scope(here.path).bounds
    step = RequestStep
    columns = (step.request_id, step.act, step.from_state, step.spent, step.by_id, step.signed_by)
    query = sa.select(*columns).where(
        step.desk_unit_id == here.id,
        step.at >= since,
        step.unit_path >= low,
        step.unit_path < high,
        step.act.in_((*ANSWERS, Act.REOPEN)),
    )
    found: dict[Any, Answered] = defaultdict(lambda: Answered(""))
    firsts: set[int] = set()
    solvers: dict[int, Any] = {}
    for row in db.session.execute(query.order_by(step.id)):
        if row.act == Act.REOPEN:
            if row.request_id in solvers:
                found[solvers[row.request_id]].reopened += 1
            continue
        one = found[row.by_id]
        one.signed_by = row.signed_by
        one.answers += 1
        if row.from_state == State.NEW and row.request_id not in firsts:
            firsts.add(row.request_id)
            one.first.append(row.spent)
        if row.act == Act.SOLVE:
            one.solved.append(row.spent)
            solvers[row.request_id] = row.by_id
    return sorted(found.values(), key=lambda one: one.signed_by)


@dataclass
class UnitFigures:
    """Of one desk below: requests since a moment, those that wait now, medians."""

    unit: Unit
    asked: int
    waiting: int
    reopened: int
    first: int | None = None
    solution: int | None = None


def unit_figures(here: Unit, since: dt.datetime) -> list[UnitFigures]:
    """The desks below on which something has lain since, those that wait most first."""
    low, high = Scope(here.path).bounds
    held = (Request.unit_path > low, Request.unit_path < high, Request.asked_at >= since)
    waits = sa.case((Request.state.in_(TO_DO), 1), else_=0)
    again = sa.case((Request.reopened > 0, 1), else_=0)
    sums = (sa.func.count(Request.id), sa.func.sum(waits), sa.func.sum(again))
    query = sa.select(Request.desk_unit_id, *sums).where(*held, Request.desk_unit_id != here.id)
    rows = {row[0]: row for row in db.session.execute(query.group_by(Request.desk_unit_id))}
    units = db.session.scalars(
        sa.select(Unit).where(Unit.id.in_(list(rows)), Unit.path > low, Unit.path < high)
    )
    found = [UnitFigures(unit, *rows[unit.id][1:]) for unit in units]
    for name, column in (("first", Request.first_after), ("solution", Request.solved_after)):
        middles = _medians(column, held)
        for one in found:
            setattr(one, name, middles.get(one.unit.id))
    return sorted(found, key=lambda one: (-one.waiting, -one.asked, one.unit.path))


def _medians(column: Any, held: tuple[Any, ...]) -> dict[int, int]:
    """The middle of a column by desk, in one statement on both databases."""
    desk = Request.desk_unit_id
    place = sa.func.row_number().over(partition_by=desk, order_by=column).label("place")
    many = sa.func.count().over(partition_by=desk).label("many")
    rows = sa.select(desk.label("desk"), column.label("value"), place, many)
    ranked = rows.where(*held, column.is_not(None)).subquery()
    middle = ranked.c.place == ranked.c.many // 2 + 1
    found = db.session.execute(sa.select(ranked.c.desk, ranked.c.value).where(middle))
    return {row.desk: row.value for row in found}


def median(values: Iterable[int | None]) -> int | None:
    """The middle one, of two the greater."""
    there = sorted(value for value in values if value is not None)
    return there[len(there) // 2] if there else None


def minutes_words(minutes: int | None) -> str:
    """ "1 giờ 20 phút"; working time, so no days."""
    if minutes is None:
        return "–"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(n)s phút", n=rest))
    return str(_("%(h)s giờ %(n)s phút", h=hours, n=rest)) if rest else str(_("%(h)s giờ", h=hours))
