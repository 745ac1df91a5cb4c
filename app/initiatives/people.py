"""People and what they wrote, apart: reading a telephone number is a deliberate act."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db
from app.tenancy import Own, owned_by
from app.units import Unit
from app.vietnamese import same_name


@dataclass(frozen=True)
class Identified:
    """What a form or a list says of a person."""

    full_name: str
    phone: str | None = None
    birth_date: dt.date | None = None
    birth_year: int | None = None
    id_number: str | None = None


class Person(Own, Base):
    """A member, once per unit and telephone or ID number; found by keyed hashes."""

    __tablename__ = "person"
    __has_parts__ = True
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "phone_key"),
        sa.UniqueConstraint("unit_id", "id_key"),
    )
    id: Mapped[Id]
    full_name: Mapped[str]
    phone: Mapped[str | None]
    phone_key: Mapped[str | None]
    birth_date: Mapped[dt.date | None]
    birth_year: Mapped[int | None]
    id_number: Mapped[str | None]
    id_key: Mapped[str | None]

    @classmethod
    def of(cls, unit: Unit, said: Identified) -> "Person":
        """The unit's person of that telephone or ID number, or a new one."""
        keys = {"phone_key": keyed(said.phone), "id_key": keyed(said.id_number)}
        wanted = [getattr(cls, name) == key for name, key in keys.items() if key]
        person = None
        if wanted:
            query = sa.select(cls).where(cls.unit_id == unit.id, sa.or_(*wanted)).limit(1)
            person = db.session.scalar(query)
        if person is None or not same_name(person.full_name, said.full_name):
            shared = person is not None  # one telephone, two people: both are kept
            person = cls(
                **owned_by(unit),
                full_name=said.full_name,
                **({} if shared else keys),
            )
            db.session.add(person)
        person.phone = said.phone or person.phone
        person.birth_date = said.birth_date or person.birth_date
        person.birth_year = said.birth_year or person.birth_year
        person.id_number = said.id_number or person.id_number
        return person

    @property
    def birth(self) -> dt.date | int | None:
        return self.birth_date or self.birth_year


class Author(Own, Base):
    """A person's share in an initiative; the first is the author, the others co-authors."""

    __tablename__ = "author"
    __parents__ = {"initiative_id": "initiative", "person_id": "person"}
    __table_args__ = (sa.UniqueConstraint("initiative_id", "position"),)
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int]
    full_name: Mapped[str]
    position: Mapped[int]


def keyed(value: str | None) -> str | None:
    """A hash that only this installation can compute; for finding, never for showing."""
    if not value:
        return None
    key = (current_app.secret_key or "").encode()  # type: ignore[union-attr]
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
