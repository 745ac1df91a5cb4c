"""What a table is made of, each in one statement: units with their quotas, and sums over them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.db import db
from app.initiatives import (
    PENDING,
    SUMS,
    BranchCell,
    BranchMark,
    BranchPart,
    Initiative,
    State,
    Tally,
    TallyDay,
    registered,
)
from app.programmes import Cutoff, Window
from app.progress.charges import Charge
from app.progress.figures import Counts
from app.quotas import QuotaBalance, QuotaEntry
from app.tenancy import STEP, Scope
from app.units import Block, Cluster, Kind, Place, Unit

AT_GRASSROOTS = sa.select(Kind.code).where(Kind.grassroots)
COLUMNS = (*SUMS, "own_registered")
ABOVE = sa.select(Kind.code).where(~Kind.grassroots)
OF_UNITS = (
    *("id", "code", "name", "path", "search", "opened_on", "closed_on", "member_count"),
    *("kind_code", "block_code", "sector", "ownership", "cluster_id"),
)


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
    )
    return sorted(db.session.execute(query), key=lambda row: row.path)


def units_then(unit: Unit, window: Window, day: dt.date, *, on_that_day: bool) -> list[Any]:
    """The same for the end of a past day, without sums; quotas by the dates of their documents.

    :param on_that_day: the children are those of that day, in the order in which they came; else
        they are today's
    """
    children = Place.under(unit.id, day) if on_that_day else children_of(unit)
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
    query = _described(unit, window, children).add_columns(*quotas, sa.null().label("quota_beside"))
    rows = db.session.execute(query)
    return sorted(rows, key=lambda row: row.id if on_that_day else row.path)


def _described(unit: Unit, window: Window, children: Any) -> sa.Select[Any]:
    """The unit and some below it, whose ids are selected: what they are, and who looks after
    them. In no order: the embedded database would go through all units to find them in one."""
    below, desks = _grassroots(unit), _oldest_on_desks(unit)
    oldest = sa.case((Unit.kind_code.in_(AT_GRASSROOTS), _oldest_own(window)), else_=desks.c.oldest)
    own_cutoff = sa.and_(Cutoff.unit_id == Unit.id, Cutoff.stage_id == window.stage.id)
    charge = sa.and_(Charge.unit_id == unit.id, Charge.about_unit_id == Unit.id)
    columns: list[Any] = [getattr(Unit, name) for name in OF_UNITS]
    columns += [Cutoff.at.label("cutoff"), below.c.grassroots, below.c.members]
    columns += [Charge.name_of(Charge.officer_id).label("officer")]
    columns += [Charge.name_of(Charge.leader_id).label("leader"), oldest.label("oldest")]
    columns += [Kind.name.label("kind_name"), Kind.grassroots.label("is_grassroots")]
    columns += [Block.name.label("block_name")]
    columns += [Cluster.name.label("cluster_name")]
    # They come first: PostgreSQL keeps the order of more joins than it likes to think about.
    ids = sa.union_all(sa.select(sa.literal(unit.id).label("id")), children).subquery()
    return (
        sa.select(*columns)
        .select_from(ids)
        .join(Unit, Unit.id == ids.c.id)
        .outerjoin(Kind, Kind.code == Unit.kind_code)
        .outerjoin(Block, Block.code == Unit.block_code)
        .outerjoin(Cluster, Cluster.id == Unit.cluster_id)
        .outerjoin(Cutoff, own_cutoff)
        .outerjoin(Charge, charge)
        .outerjoin(below, below.c.branch == Unit.path)
        .outerjoin(desks, desks.c.branch == Unit.path)
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
    return _once("sums", sa.select(rows.c.branch, *sums).group_by(rows.c.branch))


def _once(name: str, query: sa.Select[Any]) -> sa.CTE:
    """A query to join, made once: PostgreSQL, which expects one or two children, would make it
    anew for each."""
    return query.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


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


def branch_of(unit: Unit, path: Any) -> Any:
    """The path of the unit, or of the child of it, that a path lies at or below."""
    return sa.func.substr(path, 1, len(unit.path) + STEP)


def _grassroots(unit: Unit) -> Any:
    """How many open grassroots unions each branch has, and how many members they have."""
    branch = branch_of(unit, Unit.path)
    query = (
        sa.select(
            branch.label("branch"),
            sa.func.count().label("grassroots"),
            sa.func.sum(Unit.member_count).label("members"),
        )
        .where(Unit.kind_code.in_(AT_GRASSROOTS), Unit.in_subtree(unit.path))
        .where(Unit.closed_on.is_(None))
        .group_by(branch)
    )
    return _once("grassroots", query)


def _oldest_on_desks(unit: Unit) -> Any:
    """Since when the oldest initiative waits on the desks of each branch: each desk's first by its
    index."""
    inside = sa.select(Unit.id, Unit.path).where(
        Unit.in_subtree(unit.path), Unit.kind_code.in_(ABOVE)
    )
    above = inside.cte("above").prefix_with("MATERIALIZED")
    one, branch = aliased(Initiative), branch_of(unit, above.c.path)
    first = (
        sa.select(sa.func.min(one.desk_since))
        .where(one.desk_unit_id == above.c.id, one.state == State.ENDORSED)
        .correlate(above)
        .scalar_subquery()
    )
    query = sa.select(branch.label("branch"), sa.func.min(first).label("oldest"))
    return _once("desks", query.group_by(branch))


def _oldest_own(window: Window) -> Any:
    """Since when the oldest initiative of a grassroots union waits, wherever it lies."""
    waiting = aliased(Initiative)
    return (
        sa.select(sa.func.min(waiting.desk_since))
        .where(waiting.stage_id == window.stage.id, waiting.state.in_(sorted(PENDING)))
        .where(waiting.unit_path == Unit.path)
        .correlate(Unit)
        .scalar_subquery()
    )
