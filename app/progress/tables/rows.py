"""The rows of a table, in one statement: units with what they are, their quotas, their sums."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.db import db
from app.initiatives import PENDING, Initiative, State
from app.programmes import Cutoff, Window
from app.progress.charges import Charge
from app.progress.tables.branches import branch_of, children_of, once
from app.progress.tables.sums import sums_now
from app.quotas import QuotaBalance, QuotaEntry
from app.units import Block, Cluster, Kind, Place, Unit

OF_UNITS = (
    *("id", "code", "name", "path", "search", "opened_on", "closed_on", "member_count"),
    *("kind_code", "block_code", "sector", "ownership", "cluster_id"),
)


def units_now(unit: Unit, window: Window, other: Window | None = None) -> list[Any]:
    """A row for the unit and each of its children, closed ones too, in the order of their paths:
    what it is, its quota, and the sums of its branch. The unit's own sums are of its own
    initiatives alone.

    :param other: another programme over the same stage, whose quotas stand beside
    """
    has_none_below = unit.kind and unit.kind.grassroots
    balance, beside, sums = QuotaBalance, aliased(QuotaBalance), sums_now(unit, window)
    quotas = [balance.received, balance.given, balance.own.label("kept")]
    query = (
        _described(unit, window, children_of(unit), None if has_none_below else Kind.known())
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


def _described(
    unit: Unit, window: Window, children: Any, kinds: Iterable[Kind] | None = None
) -> sa.Select[Any]:
    """The unit and some below it, whose ids are selected: what they are, and who looks after
    them. In no order: the embedded database would go through all units to find them in one."""
    at_grassroots, above = _kinds(kinds, True), _kinds(kinds, False)
    below, desks = _grassroots(unit, at_grassroots), _oldest_on_desks(unit, above)
    oldest = sa.case((Kind.grassroots, _oldest_own(window)), else_=desks.c.oldest)
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


def _kinds(kinds: Iterable[Kind] | None, grassroots: bool) -> Any:
    """The codes of the kinds at the grassroots, or of those above; written out where the kinds are
    at hand: PostgreSQL knows how many units are of a kind that it is told, not of one that it is to
    look up. A page of the past has no statement to spare for them, a grassroots union no need."""
    if kinds is None:
        return sa.select(Kind.code).where(Kind.grassroots.is_(grassroots))
    codes = [kind.code for kind in kinds if kind.grassroots == grassroots]
    return sa.bindparam(None, codes, expanding=True, literal_execute=True)


def _grassroots(unit: Unit, kinds: Any) -> Any:
    """How many open grassroots unions each branch has, and how many members they have."""
    branch = branch_of(unit, Unit.path)
    query = (
        sa.select(
            branch.label("branch"),
            sa.func.count().label("grassroots"),
            sa.func.sum(Unit.member_count).label("members"),
        )
        .where(Unit.kind_code.in_(kinds), Unit.in_subtree(unit.path))
        .where(Unit.closed_on.is_(None))
        .group_by(branch)
    )
    return once("grassroots", query)


def _oldest_on_desks(unit: Unit, kinds: Any) -> Any:
    """Since when the oldest initiative waits on the desks of each branch: each desk's first by its
    index."""
    inside = sa.select(Unit.id, Unit.path).where(
        Unit.in_subtree(unit.path), Unit.kind_code.in_(kinds)
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
    return once("desks", query.group_by(branch))


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
