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
from app.quotas import QuotaBalance, QuotaEntry
from app.tenancy import STEP, Scope
from app.units import Block, Cluster, Kind, Place, Unit

AT_GRASSROOTS = sa.select(Kind.code).where(Kind.grassroots)
ABOVE = sa.select(Kind.code).where(~Kind.grassroots)
OF_UNITS = (
    *("id", "code", "name", "path", "search", "opened_on", "closed_on", "member_count"),
    *("kind_code", "block_code", "sector", "ownership", "cluster_id"),
)


def children_of(unit: Unit) -> Any:
    """The condition of lying directly under a unit today. Places find them; paths say it."""
    known = sa.select(Place.unit_id).where(Place.parent_id == unit.id)
    level = sa.func.length(Unit.path) == len(unit.path) + STEP
    return sa.and_(Unit.id.in_(known), Unit.in_subtree(unit.path), level)


def units_now(unit: Unit, window: Window, other: Window | None = None) -> list[Any]:
    """A row for the unit and each of its children, closed ones too, in the order of their paths:
    what it is, its quota, and the sums of its branch. The unit's own sums are of its own
    initiatives alone.

    :param other: another programme over the same stage, whose quotas stand beside
    """
    balance, beside, sums = QuotaBalance, aliased(QuotaBalance), _sums(unit, window)
    quotas = [balance.received, balance.given, balance.own.label("kept")]
    query = (
        _described(unit, window, children_of(unit))
        .add_columns(*quotas, beside.received.label("quota_beside"), *sums.columns)
        .outerjoin(balance, _quota_of(balance, window, window))
        .outerjoin(beside, _quota_of(beside, window, other))
        .outerjoin(sums, sums.c.branch == Unit.path)
        .order_by(Unit.path)
    )
    return list(db.session.execute(query))


def units_then(unit: Unit, window: Window, day: dt.date, *, on_that_day: bool) -> list[Any]:
    """The same for the end of a past day, without sums; quotas by the dates of their documents.

    :param on_that_day: the children are those of that day, in the order in which they came, and
        `changed` says whether, as far as the session sees, a unit at or below any of them lay
        elsewhere; else they are today's
    """
    children = Unit.id.in_(Place.under(unit.id, day)) if on_that_day else children_of(unit)
    entry = aliased(QuotaEntry)
    own = entry.giver_id == entry.unit_id
    to_unit, by_unit = entry.unit_path == Unit.path, entry.giver_id == Unit.id
    amounts = {
        "received": sa.and_(to_unit, sa.or_(~own, entry.giver_id.is_(None))),
        "given": by_unit,
        "kept": sa.and_(to_unit, own),
    }
    booked = sa.select(sa.func.sum(entry.amount)).where(
        entry.programme_id == window.programme.id,
        entry.stage_id == window.stage.id,
        entry.document_date <= day,
    )
    quotas = [
        booked.where(which).correlate(Unit).scalar_subquery().label(name)
        for name, which in amounts.items()
    ]
    changed = _changed(unit, day) if on_that_day else sa.false()
    query = _described(unit, window, children).add_columns(
        *quotas, sa.null().label("quota_beside"), changed.label("changed")
    )
    return list(db.session.execute(query.order_by(Unit.id if on_that_day else Unit.path)))


def _described(unit: Unit, window: Window, children: Any) -> sa.Select[Any]:
    """The unit and some below it: what they are, and who looks after them."""
    below = _grassroots(unit)
    own_cutoff = sa.and_(Cutoff.unit_id == Unit.id, Cutoff.stage_id == window.stage.id)
    charge = sa.and_(Charge.unit_id == unit.id, Charge.about_unit_id == Unit.id)
    columns: list[Any] = [getattr(Unit, name) for name in OF_UNITS]
    columns += [Cutoff.at.label("cutoff"), below.c.grassroots, below.c.members]
    columns += [Charge.name_of(Charge.officer_id).label("officer")]
    columns += [Charge.name_of(Charge.leader_id).label("leader"), _oldest(window).label("oldest")]
    columns += [Kind.name.label("kind_name"), Block.name.label("block_name")]
    columns += [Cluster.name.label("cluster_name")]
    return (
        sa.select(*columns)
        .outerjoin(Kind, Kind.code == Unit.kind_code)
        .outerjoin(Block, Block.code == Unit.block_code)
        .outerjoin(Cluster, Cluster.id == Unit.cluster_id)
        .outerjoin(Cutoff, own_cutoff)
        .outerjoin(Charge, charge)
        .outerjoin(below, below.c.branch == Unit.path)
        .where(sa.or_(Unit.id == unit.id, children))
    )


def _quota_of(balance: Any, window: Window, programme: Window | None) -> Any:
    """A unit's balance of the stage under a programme; of none, if there is none."""
    return sa.and_(
        balance.unit_id == Unit.id,
        balance.stage_id == window.stage.id,
        balance.programme_id == (programme.programme.id if programme else None),
    )


def _sums(unit: Unit, window: Window) -> Any:
    """By path of the unit and of each child (`branch`): its sums, and in `taking_part` how many
    grassroots unions have something registered."""
    branch = branch_of(unit, Tally.unit_path)
    above = sa.select(Unit.id).where(Unit.in_subtree(unit.path), Unit.kind_code.in_(ABOVE))
    has_some = sa.and_(
        Tally.submitted + Tally.endorsed + Tally.valid > 0, Tally.unit_id.not_in(above)
    )
    taking_part = sa.func.count(sa.distinct(sa.case((has_some, Tally.unit_id))))
    low, high = Scope(unit.path).bounds
    sums = [sa.func.sum(getattr(Tally, name)).label(name) for name in SUMS]
    return (
        sa.select(branch.label("branch"), taking_part.label("taking_part"), *sums)
        .where(Tally.stage_id == window.stage.id, Tally.unit_path >= low, Tally.unit_path < high)
        .group_by(branch)
        .subquery()
    )


def counts_of(row: Any) -> Counts:
    """The sums in a row of `units_now`."""
    return Counts(**{name: int(getattr(row, name) or 0) for name in SUMS})


def branch_of(unit: Unit, path: Any) -> Any:
    """The path of the unit, or of the child of it, that a path lies at or below."""
    return sa.func.substr(path, 1, len(unit.path) + STEP)


def _changed(unit: Unit, day: dt.date) -> Any:
    """Whether today's tree below a unit is another than that of the end of a day."""
    one = aliased(Unit)
    left = sa.select(one.id).where(
        one.id.in_(Place.under(unit.id, day)), ~sa.and_(*_range(one.path, unit))
    )
    return sa.or_(Place.moved_since(day, unit.path).exists(), left.exists())


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
