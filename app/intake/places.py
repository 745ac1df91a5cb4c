"""A list of many units: each spelling in its column, and the unit that is meant."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.db import Base, Id, Prose, db
from app.tenancy import Own
from app.units import Unit, named_units
from app.vietnamese import name_key


class BatchPlace(Own, Base):
    """One spelling of a unit in a list; `target` is the unit once that is clear.

    Rows that name none have a place of their own, with an empty spelling.
    """

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

    @classmethod
    def imagined(cls, said: Iterable[str], *, within: Unit) -> "dict[str, BatchPlace]":
        """The places that `set_out` would write down, by key."""
        spellings = {name_key(text): text for text in said}
        units = named_units([text for text in spellings.values() if text], within=within)
        places = {}
        for key, text in spellings.items():
            unit = units.get(text)
            target_id = unit.id if unit else None
            # Not in the session, so that nothing looks the unit up by its id.
            places[key] = cls(key=key, said=text, target=unit, target_id=target_id)
        return places

    @classmethod
    def set_out(cls, batch: Any, said: Iterable[str], *, within: Unit) -> None:
        """Write down each spelling once, with the unit where it is clear."""
        known = {place.key for place in db.session.scalars(cls.of(batch))}
        for key, place in cls.imagined(said, within=within).items():
            if key not in known:
                place.unit_id, place.unit_path, place.batch_id = (
                    batch.unit_id,
                    batch.unit_path,
                    batch.id,
                )
                db.session.add(place)
        db.session.flush()

    @classmethod
    def of(cls, batch: Any) -> "sa.Select[Any]":
        """A batch's places, those still to be asked for first."""
        return (
            sa.select(cls)
            .where(cls.batch_id == batch.id)
            .options(joinedload(cls.target).joinedload(Unit.kind))
            .order_by(cls.target_id.is_not(None), cls.id)
        )
