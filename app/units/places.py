"""What a unit leaves behind as time goes by: its places in the tree and its other names."""

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, Prose, db
from app.tenancy import Own, owned_by
from app.vietnamese import name_key

if TYPE_CHECKING:
    from app.units.models import Unit


class Place(Own, Base):
    """Where a unit lay, from `since` until before `until`. These rows are the tree."""

    __tablename__ = "place"
    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    document: Mapped[Prose | None]

    @classmethod
    def begin(
        cls, unit: "Unit", parent: "Unit | None", *, day: dt.date, document: str | None = None
    ) -> None:
        db.session.add(
            cls(
                **owned_by(unit),
                parent_id=parent.id if parent else None,
                since=day,
                document=document,
            )
        )

    @classmethod
    def end(cls, unit: "Unit", *, day: dt.date) -> None:
        db.session.execute(
            sa.update(cls).where(cls.unit_id == unit.id, cls.until.is_(None)).values(until=day)
        )

    @classmethod
    def parents_at(cls, day: dt.date) -> dict[int, int | None]:
        """The unit above each unit at the end of `day`, in the order in which units came.

        A unit that was closed by then still lies where it lay last, and its figures with it.
        """
        rows = db.session.execute(
            sa.select(cls.unit_id, cls.parent_id)
            .where(cls.since <= day)
            .order_by(cls.since, cls.id)
        )
        return dict(rows.all())  # of several places the latest one stands


class UnitAlias(Own, Base):
    """Another name under which lists know a unit: an old one, or one spelt otherwise."""

    __tablename__ = "unit_alias"
    __table_args__ = (sa.UniqueConstraint("unit_id", "key"),)
    id: Mapped[Id]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)

    @classmethod
    def remember(cls, unit: "Unit", name: str) -> None:
        """Keep `name` for `unit`; remembering twice changes nothing."""
        known = sa.select(cls.id).where(cls.unit_id == unit.id, cls.key == name_key(name))
        if db.session.scalar(known) is None:
            db.session.add(cls(**owned_by(unit), name=name, key=name_key(name)))
