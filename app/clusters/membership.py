"""A cluster with its members, as far as the scope sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.units import Cluster, Unit


@dataclass(frozen=True)
class Membership:
    """The members in the order of the tree."""

    cluster: Cluster
    members: Sequence[Unit]

    @classmethod
    def of(cls, cluster: Cluster) -> "Membership":
        return cls(cluster, Unit.members_of(cluster))

    @property
    def head(self) -> Unit | None:
        """The member that heads it, if one does."""
        return next((unit for unit in self.members if unit.id == self.cluster.head_id), None)
