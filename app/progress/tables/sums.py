"""The sums of each branch as they stand, in one statement, and how they are read."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.initiatives import (
    SUMS,
    BranchCell,
    BranchMark,
    BranchPart,
    Tally,
    TallyDay,
    registered,
)
from app.programmes import Window
from app.progress.figures import Counts
from app.progress.tables.branches import AT_GRASSROOTS, branch_of, of_children, once
from app.tenancy import STEP, Scope
from app.units import Unit

COLUMNS = (*SUMS, "own_registered")


def sums_now(unit: Unit, window: Window) -> Any:
    """By path of the unit and of each child (`branch`): its sums, and in `taking_part` how many
    grassroots unions below have something registered; `own_registered` is what it has itself.

    What lies below a child: as it stood at the mark, and what came since. What is the unit's or a
    child's own: as it stands.
    """
    stage, nothing = window.stage.id, [sa.literal(0).label(name) for name in COLUMNS]
    of_all = [sa.literal(0).label("taking_part"), *_summed(BranchCell)]
    parts_of_all = [BranchPart.taking_part.label("taking_part"), *nothing]
    own = [sa.literal(0).label("taking_part"), *_added(Tally)]
    parts = [
        of_children(unit, BranchCell, of_all, BranchCell.stage_id == stage),
        of_children(unit, BranchPart, parts_of_all, BranchPart.stage_id == stage),
        of_children(unit, Tally, own, Tally.stage_id == stage).group_by("branch", Tally.unit_id),
        sa.select(sa.literal(unit.path).label("branch"), *own)
        .where(Tally.unit_id == unit.id, Tally.stage_id == stage)
        .group_by(Tally.unit_id),
        _since_the_mark(unit, window),
    ]
    rows = sa.union_all(*parts).subquery()
    sums = [sa.func.sum(rows.c[name]).label(name) for name in ("taking_part", *COLUMNS)]
    return once("sums", sa.select(rows.c.branch, *sums).group_by(rows.c.branch))


def _summed(model: Any) -> list[Any]:
    own = sa.literal(0).label("own_registered")
    return [*(getattr(model, name).label(name) for name in SUMS), own]


def _added(model: Any) -> list[Any]:
    """Sums of a unit's own, and how many of it are registered."""
    own = sa.func.sum(registered(model)).label("own_registered")
    return [*(sa.func.sum(getattr(model, name)).label(name) for name in SUMS), own]


def _since_the_mark(unit: Unit, window: Window) -> sa.Select[Any]:
    """What came since the mark strictly below the children: changes, and who takes part by them
    who did not, or no longer."""
    low, high = Scope(unit.path).bounds
    since = (
        sa.select(
            TallyDay.unit_id,
            TallyDay.unit_path,
            sa.func.sum(registered(TallyDay)).label("more"),
            *(sa.func.sum(getattr(TallyDay, name)).label(name) for name in SUMS),
        )
        .where(TallyDay.stage_id == window.stage.id)
        .where(TallyDay.day.between(BranchMark.current(), dt.date.max))
        .where(TallyDay.unit_path >= low, TallyDay.unit_path < high)
        .where(sa.func.length(TallyDay.unit_path) > len(unit.path) + STEP)
        .group_by(TallyDay.unit_id, TallyDay.unit_path)
        .subquery()
    )
    many = (
        sa.select(sa.func.sum(registered(Tally)))
        .where(Tally.unit_id == since.c.unit_id, Tally.stage_id == window.stage.id)
        .correlate(since)
        .scalar_subquery()
    )
    change = sa.case((many > 0, 1), else_=0) - sa.case((many - since.c.more > 0, 1), else_=0)
    one = aliased(Unit)
    takes_part = sa.case((one.kind_code.in_(AT_GRASSROOTS), change), else_=0).label("taking_part")
    branch = branch_of(unit, since.c.unit_path).label("branch")
    sums = (since.c[name] for name in SUMS)
    query = sa.select(branch, takes_part, *sums, sa.literal(0)).select_from(since)
    return query.outerjoin(one, one.id == since.c.unit_id)


def taking_part_of(row: Any) -> int:
    """How many grassroots unions take part, by a row of `units_now`: those below, and a
    grassroots union itself."""
    return int(row.taking_part or 0) + bool(row.is_grassroots and row.own_registered)


def counts_of(row: Any) -> Counts:
    """The sums in a row of `units_now`."""
    return Counts(**{name: int(getattr(row, name) or 0) for name in SUMS})
