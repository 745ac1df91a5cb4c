"""What lies at the head of a cluster: copies of the members' figures, and what it has sent them.

Nobody looks sideways: a job writes these at the head's own path, sums and names of units without
persons. Whoever may look at the head may look at them, and nobody else.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, Prose, db
from app.progress import Counts, Definition, Line
from app.tenancy import Own
from app.units import Cluster, Unit


class ClusterFigure(Own, Base):
    """How a member stood under a programme's stage at `as_of`.

    `above` names the union directly over it, which gets a copy of whatever the member is sent.
    """

    __tablename__ = "cluster_figure"
    __table_args__ = (
        sa.UniqueConstraint(
            *("unit_id", "cluster_id", "programme_id", "stage_id", "about_unit_id"),
            name="uq_cluster_figure",
        ),
    )
    id: Mapped[Id]
    cluster_id: Mapped[int] = mapped_column(sa.ForeignKey("cluster.id"))
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    name: Mapped[str]
    above_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    above: Mapped[str]
    quota: Mapped[int | None]
    counts: Mapped[dict[str, Any]]
    member_count: Mapped[int | None]
    as_of: Mapped[dt.datetime]

    @property
    def line(self) -> Line:
        """As a line of a table."""
        return Line("unit", self.name, Counts(**self.counts), self.quota)

    def count(self, definition: Definition) -> int:
        return self.line.counts.by(definition)

    @classmethod
    def at(cls, head: Unit, cluster: Cluster) -> "list[ClusterFigure]":
        """All that a head holds of its cluster, the oldest stage first."""
        query = sa.select(cls).where(cls.unit_id == head.id, cls.cluster_id == cluster.id)
        return list(db.session.scalars(query.order_by(cls.programme_id, cls.stage_id, cls.id)))


class ClusterQuarter(Own, Base):
    """What a member added in a quarter of a year, and its target for it; see `quarters`."""

    __tablename__ = "cluster_quarter"
    __table_args__ = (
        sa.UniqueConstraint(
            *("unit_id", "cluster_id", "programme_id", "year", "quarter", "about_unit_id"),
            name="uq_cluster_quarter",
        ),
    )
    id: Mapped[Id]
    cluster_id: Mapped[int] = mapped_column(sa.ForeignKey("cluster.id"))
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    year: Mapped[int]
    quarter: Mapped[int]
    name: Mapped[str]
    count: Mapped[int]
    target: Mapped[int | None]

    @classmethod
    def at(cls, head: Unit, cluster: Cluster, programme_id: int) -> "list[ClusterQuarter]":
        """Those of a programme, the newest quarter first, within it the most first."""
        query = sa.select(cls).where(
            cls.unit_id == head.id,
            cls.cluster_id == cluster.id,
            cls.programme_id == programme_id,
        )
        order = (cls.year.desc(), cls.quarter.desc(), cls.count.desc(), cls.id)
        return list(db.session.scalars(query.order_by(*order)))


class ClusterReminder(Own, Base):
    """The one letter that a head may send its cluster in a week; see `urging`.

    `receivers` are the ids of the members it was shown to go to, `receiver_count` to how many of
    them it went: whoever left in between is not told.
    """

    __tablename__ = "cluster_reminder"
    __table_args__ = (sa.UniqueConstraint("cluster_id", "week"),)
    id: Mapped[Id]
    cluster_id: Mapped[int] = mapped_column(sa.ForeignKey("cluster.id"))
    week: Mapped[str]
    title: Mapped[Prose]
    body: Mapped[Prose]
    receivers: Mapped[list[Any]]
    signed_by: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    delivered_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    receiver_count: Mapped[int | None]

    @classmethod
    def sent_by(cls, head: Unit, cluster: Cluster) -> "list[ClusterReminder]":
        """What a head has sent this cluster, the newest first."""
        query = sa.select(cls).where(cls.unit_id == head.id, cls.cluster_id == cluster.id)
        return list(db.session.scalars(query.order_by(cls.at.desc(), cls.id.desc()).limit(12)))
