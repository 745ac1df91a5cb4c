"""What a table is made of, each in one statement: units with their quotas, and sums over them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.db import db
from app.initiatives import PENDING, SUMS, Initiative, State, Tally
from app.programmes import Cutoff, Window
from app.progress.charges import Charge
from app.progress.figures import Counts
from app.quotas import QuotaBalance
from app.tenancy import STEP, Scope
from app.units import Block, Cluster, Kind, Place, Unit

AT_GRASSROOTS = sa.select(Kind.code).where(Kind.grassroots)
ABOVE = sa.select(Kind.code).where(~Kind.grassroots)


def children_of(unit: Unit) -> Any:
    """The condition of lying directly under a unit today. Places find them; paths say it."""
    known = sa.select(Place.unit_id).where(Place.parent_id == unit.id)
    level = sa.func.length(Unit.path) == len(unit.path) + STEP
    return sa.and_(Unit.id.in_(known), Unit.in_subtree(unit.path), level)


def units_now(
    unit: Unit, window: Window, other: Window | None = None, *, then: dt.date | None = None
) -> list[Any]:
    """A row for the unit and each of its children, closed ones too, in the order of their paths.

    :param other: another programme over the same stage, whose quotas stand beside
    :param then: the children are those of the end of that day; `changed` says whether, as far as
        the session sees, a unit at or below any of them lay elsewhere that day
    """
    children = children_of(unit) if then is None else Unit.id.in_(Place.under(unit.id, then))
    balance, beside, below = QuotaBalance, aliased(QuotaBalance), _grassroots(unit)

    def quota_of(model: Any, held: Window | None) -> Any:
        programme = held.programme.id if held else None
        return sa.and_(
            model.unit_id == Unit.id,
            model.stage_id == window.stage.id,
            model.programme_id == programme,
        )

    own_cutoff = sa.and_(Cutoff.unit_id == Unit.id, Cutoff.stage_id == window.stage.id)
    charge = sa.and_(Charge.unit_id == unit.id, Charge.about_unit_id == Unit.id)
    columns: list[Any] = [Unit.id, Unit.code, Unit.name, Unit.path, Unit.closed_on, Unit.opened_on]
    columns += [
        Unit.search,
        Unit.kind_code,
        Unit.block_code,
        Unit.sector,
        Unit.ownership,
        Unit.cluster_id,
    ]
    columns += [Unit.member_count, balance.received, balance.given, balance.own.label("kept")]
    columns += [beside.received.label("quota_beside"), Cutoff.at.label("cutoff")]
    columns += [below.c.grassroots, below.c.members]
    columns += [Charge.name_of(Charge.officer_id).label("officer")]
    columns += [Charge.name_of(Charge.leader_id).label("leader"), _oldest(window).label("oldest")]
    columns += [_changed(unit, then).label("changed")]
    columns += [Kind.name.label("kind_name"), Block.name.label("block_name")]
    columns += [Cluster.name.label("cluster_name")]
    query = (
        sa.select(*columns)
        .outerjoin(Kind, Kind.code == Unit.kind_code)
        .outerjoin(Block, Block.code == Unit.block_code)
        .outerjoin(Cluster, Cluster.id == Unit.cluster_id)
        .outerjoin(balance, quota_of(balance, window))
        .outerjoin(beside, quota_of(beside, other))
        .outerjoin(Cutoff, own_cutoff)
        .outerjoin(Charge, charge)
        .outerjoin(below, below.c.branch == Unit.path)
        .where(sa.or_(Unit.id == unit.id, children))
        .order_by(Unit.path)
    )
    return list(db.session.execute(query))


def sums_now(unit: Unit, window: Window) -> dict[str, tuple[Counts, int]]:
    """By path of the unit and of each child: its counts, and how many grassroots unions below have
    something registered. The unit's own row is of its own initiatives alone."""
    branch = branch_of(unit, Tally.unit_path)
    above = sa.select(Unit.id).where(Unit.in_subtree(unit.path), Unit.kind_code.in_(ABOVE))
    has_some = sa.and_(
        Tally.submitted + Tally.endorsed + Tally.valid > 0, Tally.unit_id.not_in(above)
    )
    taking_part = sa.func.count(sa.distinct(sa.case((has_some, Tally.unit_id))))
    low, high = Scope(unit.path).bounds
    rows = db.session.execute(
        sa.select(branch, taking_part, *(sa.func.sum(getattr(Tally, name)) for name in SUMS))
        .where(Tally.stage_id == window.stage.id, Tally.unit_path >= low, Tally.unit_path < high)
        .group_by(branch)
    )
    return {path: (Counts(*map(int, sums)), taking) for path, taking, *sums in rows}


def branch_of(unit: Unit, path: Any) -> Any:
    """The path of the unit, or of the child of it, that a path lies at or below."""
    return sa.func.substr(path, 1, len(unit.path) + STEP)


def _changed(unit: Unit, then: dt.date | None) -> Any:
    """Whether today's tree below a unit is another than that of the end of a day."""
    if then is None:
        return sa.false()
    one = aliased(Unit)
    left = sa.select(one.id).where(
        one.id.in_(Place.under(unit.id, then)), ~sa.and_(*_range(one.path, unit))
    )
    return sa.or_(Place.moved_since(then, unit.path).exists(), left.exists())


def _range(path: Any, unit: Unit) -> tuple[Any, Any]:
    low, high = Scope(unit.path).bounds
    return path >= low, path < high


def _grassroots(unit: Unit) -> Any:
    """How many open grassroots unions each branch has, and how many members they have."""
    branch = branch_of(unit, Unit.path)
    return (
        sa.select(
            branch.label("branch"),
            sa.func.count().label("grassroots"),
            sa.func.sum(Unit.member_count).label("members"),
        )
        .where(Unit.kind_code.in_(AT_GRASSROOTS), Unit.in_subtree(unit.path))
        .where(Unit.closed_on.is_(None))
        .group_by(branch)
        .subquery()
    )


def _oldest(window: Window) -> Any:
    """Since when the oldest initiative waits: on the desks of a branch, each desk's first by its
    index; of a grassroots union, its own ones wherever they lie."""
    one, desk, waiting = aliased(Initiative), aliased(Unit), aliased(Initiative)
    first = (
        sa.select(sa.func.min(one.desk_since))
        .where(one.desk_unit_id == desk.id, one.state == State.ENDORSED)
        .correlate(desk)
        .scalar_subquery()
    )
    end = sa.func.substr(Unit.path, 1, sa.func.length(Unit.path) - 1).concat("/")
    on_desks = (
        sa.select(sa.func.min(first))
        .select_from(desk)
        .where(desk.path >= Unit.path, desk.path < end, desk.kind_code.in_(ABOVE))
        .correlate(Unit)
        .scalar_subquery()
    )
    own = (
        sa.select(sa.func.min(waiting.desk_since))
        .where(waiting.stage_id == window.stage.id, waiting.state.in_(sorted(PENDING)))
        .where(waiting.unit_path == Unit.path)
        .correlate(Unit)
        .scalar_subquery()
    )
    return sa.case((Unit.kind_code.in_(AT_GRASSROOTS), own), else_=on_desks)
