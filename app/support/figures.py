"""Counts over requests: obstacles that rise through the tree, and what a desk has answered.

Every count is of one range of paths or of one desk; nothing is named but units and their people
at work, and it is for help and not for blame.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.support.messages import RequestStep
from app.support.models import Request
from app.support.states import ANSWERS, OBSTACLES, TO_DO, Act, Obstacle
from app.tenancy import Scope
from app.units import Unit


@dataclass
class Hindered:
    """How many units below are hindered in one way; `by_ownership` as units are owned."""

    obstacle: str
    units: int = 0
    by_ownership: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return str(OBSTACLES[Obstacle(self.obstacle)])


def obstacles(here: Unit) -> list[Hindered]:
    """What hinders units of a subtree now, most of them first; one statement."""
    low, high = Scope(here.path).bounds
    query = (
        sa.select(Request.obstacle, Unit.ownership, sa.func.count(sa.distinct(Request.unit_id)))
        .join(Unit, Unit.id == Request.unit_id)
        .where(
            Request.obstacle.is_not(None),
            Request.unit_path >= low,
            Request.unit_path < high,
            Request.state.in_(TO_DO),
        )
        .group_by(Request.obstacle, Unit.ownership)
    )
    found = {one.value: Hindered(one.value) for one in Obstacle}
    for obstacle, ownership, many in db.session.execute(query):
        found[obstacle].units += many
        found[obstacle].by_ownership[ownership or ""] = many
    return sorted(found.values(), key=lambda one: -one.units)


def hindered_units(here: Unit, obstacle: str) -> sa.Select[Request]:
    """Requests of units below that are hindered so, by unit."""
    low, high = Scope(here.path).bounds
    query = sa.select(Request).where(
        Request.obstacle == obstacle,
        Request.unit_path >= low,
        Request.unit_path < high,
        Request.state.in_(TO_DO),
    )
    query = query.options(sa.orm.joinedload(Request.unit), sa.orm.joinedload(Request.desk))
    return query.order_by(Request.unit_path, Request.id)


@dataclass
class Answered:
    """What one person of a desk has done: answers, requests solved."""

    signed_by: str
    answers: int = 0
    solved: int = 0


@dataclass(frozen=True)
class DeskFigures:
    """Of a desk since a moment. Times are medians in working minutes; None where there are none."""

    asked: int
    solved: int
    reopened: int
    first: int | None
    solution: int | None
    people: list[Answered]


def desk_figures(here: Unit, since: dt.datetime) -> DeskFigures:
    """What a desk has done since; two statements."""
    columns = (Request.first_after, Request.solved_after, Request.reopened)
    rows = db.session.execute(
        sa.select(*columns).where(Request.desk_unit_id == here.id, Request.asked_at >= since)
    ).all()
    return DeskFigures(
        asked=len(rows),
        solved=sum(row.solved_after is not None for row in rows),
        reopened=sum(row.reopened > 0 for row in rows),
        first=_median(row.first_after for row in rows),
        solution=_median(row.solved_after for row in rows),
        people=_people(here, since),
    )


def _people(here: Unit, since: dt.datetime) -> list[Answered]:
    low, high = Scope(here.path).bounds
    query = (
        sa.select(RequestStep.by_id, RequestStep.signed_by, RequestStep.act, sa.func.count())
        .where(
            RequestStep.desk_unit_id == here.id,
            RequestStep.unit_path >= low,
            RequestStep.unit_path < high,
            RequestStep.act.in_(ANSWERS),
            RequestStep.at >= since,
        )
        .group_by(RequestStep.by_id, RequestStep.signed_by, RequestStep.act)
    )
    found: dict[Any, Answered] = defaultdict(lambda: Answered(""))
    for by_id, signed_by, act, many in db.session.execute(query):
        one = found[by_id]
        one.signed_by = signed_by
        one.answers += many
        one.solved += many if act == Act.SOLVE else 0
    return sorted(found.values(), key=lambda one: one.signed_by)


def _median(values: Any) -> int | None:
    there = sorted(value for value in values if value is not None)
    return there[len(there) // 2] if there else None
