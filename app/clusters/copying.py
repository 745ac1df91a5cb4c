"""The worker's part: the members' figures are copied to the head of each cluster.

One cluster is one transaction, in the scope of its founder, which holds head and members; the
copies before go in the same one. A copy is taken again when it is an hour old, or when a verb says
that something has changed. What lies where it no longer belongs (another unit is head now, or the
head has moved away with it) goes first.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.clusters.membership import Membership
from app.clusters.models import ClusterFigure, ClusterQuarter
from app.clusters.quarters import Quarter, quarters_of, span, target
from app.db import db, insert_all
from app.initiatives import TallyDay
from app.programmes import Stage, Window, all_windows
from app.progress import Definition, table_now
from app.tenancy import Scope, owned_by
from app.units import Cluster, Unit

FIGURES = "clusters.figures"
FRESH = dt.timedelta(hours=1)
KEPT = ("submitted", "endorsed", "valid", "invalid", "returned")
COPIES = (ClusterFigure, ClusterQuarter)


@jobs.work(FIGURES)
def copy_figures() -> bool:
    """Take away copies that lie wrong, or copy the figures of one cluster."""
    at = clock.now()
    with jobs.reading(FIGURES):
        stray, due = _stray(), _due(at)
    if stray is not None:
        with jobs.step(Scope(stray.unit_path)):
            for copies in COPIES:
                db.session.execute(_of_cluster(copies, stray.cluster_id))
    elif due is not None:
        with jobs.step(Scope(due.unit_path)):
            cluster = db.session.get(Cluster, due.id, with_for_update=True)
            if cluster is not None:
                copy(cluster, at=at)
    return stray is not None or due is not None


def copy(cluster: Cluster, *, at: dt.datetime) -> None:
    """Write the copies of a cluster anew; a cluster without a head has none."""
    for copies in COPIES:
        db.session.execute(_of_cluster(copies, cluster.id))
    its = Membership.of(cluster)
    head, members = its.head, its.members
    founder = db.session.get_one(Unit, cluster.unit_id)
    windows = windows_for(founder, at) if head else []
    if head and windows:
        place = {**owned_by(head), "cluster_id": cluster.id}
        figures = _figures(members, windows, at)
        insert_all(ClusterFigure, [{**place, **row} for row in figures])
        quarters = _quarters(members, windows, figures, clock.day_of(at))
        insert_all(ClusterQuarter, [{**place, **row} for row in quarters])
    cluster.copied_at = at


def windows_for(founder: Unit, at: dt.datetime) -> list[Window]:
    """The stages that have begun, of the programmes that all units below the founder see."""
    seen = (w for w in all_windows(founder) if founder.path.startswith(w.programme.unit_path))
    return [window for window in seen if window.stage.submitted_since <= at]


def _due(at: dt.datetime) -> Any:
    query = sa.select(Cluster.id, Cluster.unit_path).where(
        Cluster.head_id.is_not(None),
        sa.or_(Cluster.copied_at.is_(None), Cluster.copied_at <= at - FRESH),
    )
    return db.session.execute(query.order_by(Cluster.copied_at, Cluster.id).limit(1)).first()


def _stray() -> Any:
    """A head's copies of a cluster that it no longer heads."""
    for copies in COPIES:
        head = sa.orm.aliased(Unit)
        query = (
            sa.select(copies.cluster_id, copies.unit_path)
            .outerjoin(Cluster, Cluster.id == copies.cluster_id)
            .outerjoin(head, head.id == copies.unit_id)
            .where(
                sa.or_(
                    Cluster.head_id.is_distinct_from(copies.unit_id),
                    head.cluster_id.is_distinct_from(copies.cluster_id),
                    head.closed_on.is_not(None),
                )
            )
        )
        found = db.session.execute(query.limit(1)).first()
        if found is not None:
            return found
    return None


def _of_cluster(copies: Any, cluster_id: int) -> Any:
    return sa.delete(copies).where(copies.cluster_id == cluster_id)


def _figures(
    members: Sequence[Unit], windows: Sequence[Window], at: dt.datetime
) -> list[dict[str, Any]]:
    """A row for each member under each window."""
    above, day, rows = _above(members), clock.day_of(at), []
    for window in windows:
        for unit in members:
            own = table_now(unit, window, Definition.REGISTERED, day).own
            counts = {name: n for name, n in asdict(own.counts).items() if name in KEPT}
            row = {"about_unit_id": unit.id, "name": unit.name, "as_of": at}
            row |= {"programme_id": window.programme.id, "stage_id": window.stage.id}
            row |= {"quota": own.quota, "counts": counts, "member_count": unit.member_count}
            rows.append({**row, **above[unit.parent_path]})
    return rows


def _above(members: Sequence[Unit]) -> dict[str | None, dict[str, Any]]:
    """The unions directly over the members, by their paths; below the founder each has one."""
    paths = {unit.parent_path for unit in members}
    query = sa.select(Unit.path, Unit.id, Unit.name).where(Unit.path.in_(paths))
    return {row.path: {"above_id": row.id, "above": row.name} for row in db.session.execute(query)}


def _quarters(
    members: Sequence[Unit],
    windows: Sequence[Window],
    figures: Sequence[dict[str, Any]],
    today: dt.date,
) -> list[dict[str, Any]]:
    """A row for each member in each quarter of each programme."""
    quotas = {(f["programme_id"], f["stage_id"], f["about_unit_id"]): f["quota"] for f in figures}
    rows = []
    for programme_id in {window.programme.id: True for window in windows}:
        stages = [window.stage for window in windows if window.programme.id == programme_id]
        for unit in members:
            added = _added(unit, stages)
            given = [(span(s), quotas[programme_id, s.id, unit.id]) for s in stages]
            for quarter in quarters_of(stages, today):
                row = {"about_unit_id": unit.id, "name": unit.name, "programme_id": programme_id}
                row |= {"year": quarter.year, "quarter": quarter.number}
                row |= {"count": added.get(quarter, 0), "target": target(given, quarter)}
                rows.append(row)
    return rows


def _added(unit: Unit, stages: Sequence[Stage]) -> dict[Quarter, int]:
    """The net change of what is under review or valid in a unit's subtree, by quarter."""
    low, high = Scope(unit.path).bounds
    net = sa.func.sum(TallyDay.submitted + TallyDay.endorsed + TallyDay.valid)
    days = db.session.execute(
        sa.select(TallyDay.day, net)
        .where(
            TallyDay.stage_id.in_([stage.id for stage in stages]),
            TallyDay.unit_path >= low,
            TallyDay.unit_path < high,
        )
        .group_by(TallyDay.day)
    )
    sums: dict[Quarter, int] = {}
    for day, change in days:
        quarter = Quarter.of(day)
        sums[quarter] = sums.get(quarter, 0) + int(change)
    return sums
