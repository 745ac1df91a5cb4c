"""A unit's branches, itself and each of its children: their ids, paths, and rows of theirs."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.tenancy import STEP, Scope
from app.units import Kind, Place, Unit

AT_GRASSROOTS = sa.select(Kind.code).where(Kind.grassroots)


def children_of(unit: Unit, *described: str) -> sa.Select[Any]:
    """The ids of the units directly under one today, and further columns of theirs. Places find
    them; paths say it."""
    one, (low, high) = aliased(Unit), Scope(unit.path).bounds
    known = sa.select(Place.unit_id).where(Place.parent_id == unit.id)
    level = sa.func.length(one.path) == len(unit.path) + STEP
    return sa.select(one.id, *(getattr(one, name) for name in described)).where(
        one.id.in_(known), one.path >= low, one.path < high, level
    )


def of_children(unit: Unit, model: Any, columns: Iterable[Any], *which: Any) -> sa.Select[Any]:
    """Rows of the units directly under one; see `of_each`."""
    return of_each(children_of(unit, "path"), model, columns, *which)


def of_each(
    units: sa.Select[Any], model: Any, columns: Iterable[Any], *which: Any
) -> sa.Select[Any]:
    """Rows of some units, given by `id` and `path`: the path (`branch`), and some columns, which
    are nothing at a unit that has no row.

    They are joined from without: else the embedded database, told that the rows are among those of
    a path, goes through all of these. Every condition stands in the join, or it would know better.
    """
    one = units.subquery()
    own = sa.and_(model.unit_id == one.c.id, *which)
    query = sa.select(one.c.path.label("branch"), *columns).select_from(one)
    return query.outerjoin(model, own)


def branch_of(unit: Unit, path: Any) -> Any:
    """The path of the unit, or of the child of it, that a path lies at or below."""
    return sa.func.substr(path, 1, len(unit.path) + STEP)


def once(name: str, query: sa.Select[Any]) -> sa.CTE:
    """A query to join, made once: PostgreSQL, which expects one or two children, would make it
    anew for each."""
    return query.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")
