"""People and what they wrote, apart: reading a telephone number is a deliberate act."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.ciphers import Sealed, Secret, keyed, keyings
from app.db import Base, Id, db
from app.tenancy import Own, owned_by
from app.units import Unit
from app.vietnamese import mask_id_number, mask_phone, same_name


@dataclass(frozen=True)
class Identified:
    """What a form or a list says of a person."""

    full_name: str
    phone: str | None = None
    birth_date: dt.date | None = None
    birth_year: int | None = None
    id_number: str | None = None


class Person(Sealed, Own, Base):
    """A member, once per unit and telephone or ID number; these are sealed, found by keyed hash."""

    __tablename__ = "person"
    __has_parts__ = True
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "phone_key"),
        sa.UniqueConstraint("unit_id", "id_key"),
    )
    id: Mapped[Id]
    full_name: Mapped[str]
    phone_sealed: Mapped[bytes | None]
    phone_key: Mapped[str | None]
    birth_date: Mapped[dt.date | None]
    birth_year: Mapped[int | None]
    id_number_sealed: Mapped[bytes | None]
    id_key: Mapped[str | None]
    erased_at: Mapped[dt.datetime | None]

    phone = Secret[str | None](lambda: None)
    id_number = Secret[str | None](lambda: None)

    @classmethod
    def of(cls, unit: Unit, said: Identified, known: "Person | None" = None) -> "Person":
        """The unit's person of that ID number, or of that telephone and name; else a new one.

        One telephone may serve two people: the second is kept without its key.

        :param known: the person that stood here before, who is being corrected
        """
        keys = {"id_key": keyed(said.id_number), "phone_key": keyed(said.phone)}
        holders = {
            "id_key": cls._holder(unit, cls.id_key, said.id_number),
            "phone_key": cls._holder(unit, cls.phone_key, said.phone),
        }
        by_phone = holders["phone_key"]
        if by_phone and not same_name(by_phone.full_name, said.full_name) and by_phone != known:
            by_phone = None
        if known and known.erased_at:  # whoever was erased stays so: this is somebody new
            known = None
        person = holders["id_key"] or by_phone or known
        if person is None:
            person = cls(**owned_by(unit), full_name=said.full_name)
            db.session.add(person)
        person.full_name = said.full_name
        for name in ("phone", "birth_date", "birth_year", "id_number"):
            if getattr(said, name):
                setattr(person, name, getattr(said, name))
        for name, key in keys.items():
            if key and holders[name] in (None, person):
                setattr(person, name, key)
        return person

    @classmethod
    def _holder(cls, unit: Unit, column: Any, value: str | None) -> "Person | None":
        """Whoever has that number, sealed with whichever data key."""
        if not value:
            return None
        query = sa.select(cls).where(cls.unit_id == unit.id, column.in_(keyings(value)))
        return db.session.scalar(query.order_by(cls.id).limit(1))

    @property
    def birth(self) -> dt.date | int | None:
        return self.birth_date or self.birth_year

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number) if self.id_number else ""

    def reseal(self) -> None:
        super().reseal()
        if self.phone_key:
            self.phone_key = keyed(self.phone)
        if self.id_key:
            self.id_key = keyed(self.id_number)


class Author(Own, Base):
    """A person's share in an initiative; the first is the author, the others co-authors."""

    __tablename__ = "author"
    __parents__ = {"initiative_id": "initiative", "person_id": "person"}
    __table_args__ = (sa.UniqueConstraint("initiative_id", "position"),)
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(index=True)
    full_name: Mapped[str]
    position: Mapped[int]
