"""Clusters: units that compare and urge each other on (cụm thi đua)."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, db
from app.tenancy import HandedDown, UnitLike, owned_by
from app.web.errors import Refused


class ClusterKnown(Refused):
    message = _l("Cụm thi đua này đã có.")


class Cluster(HandedDown, Base):
    """A cluster, founded by a unit above its members. A unit names its own in `cluster_id`."""

    __tablename__ = "cluster"
    __table_args__ = (sa.UniqueConstraint("unit_id", "name"),)
    id: Mapped[Id]
    name: Mapped[str] = mapped_column()

    @classmethod
    def known(cls) -> "list[Cluster]":
        """Those the scope reads, by name."""
        return list(db.session.scalars(sa.select(cls).order_by(cls.unit_path, cls.name)))

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
