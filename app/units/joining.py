"""A unit's part in clusters: which one it is in, and that it leaves when it moves away."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.db import db
from app.tenancy import Scope
from app.units.clusters import Cluster

if TYPE_CHECKING:
    from app.units.models import Unit


class InClusters:
    """What `Unit` knows of its cluster."""

    if TYPE_CHECKING:
        path: Any
        cluster_id: Any
        closed_on: Any
        in_subtree: Any

    @property
    def own_cluster(self) -> Cluster | None:
        """The cluster it names, if the scope reads it."""
        return db.session.get(Cluster, self.cluster_id) if self.cluster_id else None

    @classmethod
    def members_of(cls, cluster: Cluster) -> "list[Unit]":
        """The members of a cluster, as far as the scope sees them, in the order of the tree."""
        query = sa.select(cls).where(
            cls.cluster_id == cluster.id,
            cls.in_subtree(cluster.unit_path),
            cls.path != cluster.unit_path,
            cls.closed_on.is_(None),
        )
        return list(db.session.scalars(query.order_by(cls.path)))

    def _leave_clusters(self, *, by: int | None, at: dt.datetime) -> None:
        """Whoever has moved away from the founder of its cluster is no member any more."""
        this: Any = type(self)
        moved = sa.select(this, Cluster).join(Cluster, Cluster.id == this.cluster_id)
        pairs = db.session.execute(moved.where(this.in_subtree(self.path))).all()
        for unit, cluster in pairs:
            if not Scope(cluster.unit_path).holds(unit.path):
                cluster.let_go(unit, by=by, at=at)
