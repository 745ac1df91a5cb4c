"""Clusters: units that compare and urge each other on (cụm thi đua)."""

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, db
from app.tenancy import HandedDown, Scope, UnitLike, owned_by
from app.web.errors import Refused

if TYPE_CHECKING:
    from app.units.models import Unit


class ClusterKnown(Refused):
    message = _l("Cụm thi đua này đã có.")


class NotForThisCluster(Refused):
    message = _l("Chỉ chọn được đơn vị đang hoạt động, trực thuộc đơn vị lập cụm.")


class InAnotherCluster(Refused):
    message = _l("Đơn vị này đang ở cụm thi đua khác, cần ra khỏi cụm ấy trước.")


class NoMember(Refused):
    message = _l("Cụm trưởng phải là một đơn vị thành viên của cụm.")


class Cluster(HandedDown, Base):
    """A cluster, founded by a unit above its members. A unit names its own in `cluster_id`.

    One of the members is its head (cụm trưởng). `copied_at` says when the head was last given the
    members' figures; empty when there is something new to give.
    """

    __tablename__ = "cluster"
    __table_args__ = (sa.UniqueConstraint("unit_id", "name"),)
    id: Mapped[Id]
    name: Mapped[str] = mapped_column()
    head_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    copied_at: Mapped[dt.datetime | None] = mapped_column(index=True)

    @classmethod
    def known(cls) -> "list[Cluster]":
        """Those the scope reads, by name."""
        return list(db.session.scalars(sa.select(cls).order_by(cls.unit_path, cls.name)))

    @classmethod
    def founded_by(cls, unit: UnitLike) -> "list[Cluster]":
        """Those of a unit, by name."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        return list(db.session.scalars(query.order_by(cls.name)))

    @classmethod
    def headed_by(cls, unit: "Unit") -> "Cluster | None":
        """The one cluster that a unit heads: it is a member of one only."""
        return unit.own_cluster if unit.own_cluster and unit.own_cluster.is_head(unit) else None

    def is_head(self, unit: "Unit") -> bool:
        return self.head_id == unit.id and self.holds(unit)

    def holds(self, unit: "Unit") -> bool:
        """Whether a unit is a member: it says so, works, and lies below the founder."""
        return unit.cluster_id == self.id and self._may_hold(unit)

    def _may_hold(self, unit: "Unit") -> bool:
        below = Scope(self.unit_path).holds(unit.path) and unit.path != self.unit_path
        return below and unit.is_open

    # --- verbs ---

    @classmethod
    def found(cls, unit: UnitLike, name: str, *, by: int | None, at: dt.datetime) -> "Cluster":
        """A new cluster of units below `unit`.

        :raises ClusterKnown: the unit has founded one of this name
        """
        cluster = cls(**owned_by(unit), name=name)
        try:
            with db.session.begin_nested():
                db.session.add(cluster)
        except sa.exc.IntegrityError as error:
            raise ClusterKnown() from error
        journal.record("cluster.found", cluster, by=by, at=at)
        return cluster

    def take_in(self, unit: "Unit", *, by: int | None, at: dt.datetime) -> None:
        """Make a unit below the founder a member; a second time changes nothing.

        :raises NotForThisCluster: it lies elsewhere, is the founder, or is closed
        :raises InAnotherCluster: it is a member of another one
        """
        self._hold()
        if not self._may_hold(unit):
            raise NotForThisCluster()
        other = unit.own_cluster
        if other and other is not self and other.holds(unit):
            raise InAnotherCluster()
        unit.describe(cluster_id=self.id, by=by, at=at)
        self.copied_at = None

    def let_go(self, unit: "Unit", *, by: int | None, at: dt.datetime) -> None:
        """A unit leaves; if it was the head, the cluster has none until one is chosen."""
        self._hold()
        if unit.cluster_id == self.id:
            unit.describe(cluster_id=None, by=by, at=at)
            self.copied_at = None
        if self.head_id == unit.id:
            self._be_headed_by(None, by=by, at=at)

    def choose_head(self, unit: "Unit", *, by: int | None, at: dt.datetime) -> None:
        """Let a member head the cluster: it sees the others' figures and may urge them.

        :raises NoMember: the unit is none
        """
        self._hold()
        if not self.holds(unit):
            raise NoMember()
        if self.head_id != unit.id:
            self._be_headed_by(unit.id, by=by, at=at)

    def _be_headed_by(self, head: int | None, *, by: int | None, at: dt.datetime) -> None:
        self.head_id, self.copied_at = head, None
        journal.record("cluster.choose-head", self, by=by, at=at, fields=["head_id"])

    def _hold(self) -> None:
        """Of two who change a cluster at once the second waits."""
        db.session.refresh(self, with_for_update=True)
