"""Kinds and blocks of units: the names of levels are data."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.tenancy import HandedDown


class Kind(HandedDown, Base):
    """A kind of unit, e.g. "LĐLĐ quận, huyện". The names of levels are data."""

    __tablename__ = "unit_kind"
    __identity__ = True  # who must have a second factor depends on it
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    grassroots: Mapped[bool]
    position: Mapped[int]

    @classmethod
    def known(cls) -> "list[Kind]":
        """Those the scope reads, in their order."""
        return list(db.session.scalars(sa.select(cls).order_by(cls.position, cls.id)))


class Block(HandedDown, Base):
    """A block (khối) that quota rules speak of, e.g. "Trường học"."""

    __tablename__ = "block"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    position: Mapped[int]

    @classmethod
    def known(cls) -> "list[Block]":
        """Those the scope reads, in their order."""
        return list(db.session.scalars(sa.select(cls).order_by(cls.position, cls.id)))

    @classmethod
    def name_of(cls, code: str) -> str | None:
        """What a block is called, if the scope reads one of that code."""
        return db.session.scalar(sa.select(cls.name).where(cls.code == code).limit(1))
