"""A list of many units: each spelling in its column, and the unit that is meant."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Id, Prose
from app.tenancy import Own
from app.units import Unit


class BatchPlace(Own, Base):
    """One spelling of a unit in a list; `target` is the unit once that is clear."""

    __tablename__ = "batch_place"
    __parents__ = {"batch_id": "batch"}
    __table_args__ = (sa.UniqueConstraint("batch_id", "key"),)
    id: Mapped[Id]
    batch_id: Mapped[int]
    said: Mapped[Prose]
    key: Mapped[str]
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))

    target: Mapped[Unit | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(BatchPlace.target_id) == Unit.id
    )
