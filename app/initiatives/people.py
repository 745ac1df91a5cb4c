"""People and what they wrote, apart: reading a telephone number is a deliberate act."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.ciphers import Sealed, Secret, keyed, keyings, new_seal
from app.db import Base, Id, db, insert_numbered
from app.tenancy import Own, owned_by
from app.units import Unit
from app.vietnamese import mask_id_number, mask_phone, same_name

NUMBERS = {"id_key": "id_number", "phone_key": "phone"}
"""Keyed hash → the number it is of; the surer one first."""


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
    phone_key: Mapped[str | None] = mapped_column(index=True)
    birth_date: Mapped[dt.date | None]
    birth_year: Mapped[int | None]
    id_number_sealed: Mapped[bytes | None]
    id_key: Mapped[str | None] = mapped_column(index=True)
    erased_at: Mapped[dt.datetime | None]

    phone = Secret[str | None](lambda: None)
    id_number = Secret[str | None](lambda: None)

    @classmethod
    def of(cls, unit: Unit, said: Identified, known: "Person | None" = None) -> "Person":
        """The unit's person of that ID number, or of that telephone and name; else a new one.

        One telephone may serve two people: the second is kept without its key.

        :param known: the person that stood here before, who is being corrected
        """
        person = Register([(unit, said)]).person(unit, said, known)
        if isinstance(person, Newcomer):
            person = cls(**vars(person))
            db.session.add(person)
        return person

    def told(self: Any, said: Identified) -> None:
        """Keep what was said of somebody; what was not said this time stays."""
        self.full_name = said.full_name
        for name in ("phone", "birth_date", "birth_year", "id_number"):
            if getattr(said, name):
                setattr(self, name, getattr(said, name))

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


class Newcomer:
    """Somebody who is not yet in the database: what the row will say, without the ORM's care for
    each attribute, which ten thousand of a list would pay for."""

    __tablename__ = Person.__tablename__  # what is sealed is sealed as that table's
    id: int
    full_name: str
    phone, id_number = Person.__dict__["phone"], Person.__dict__["id_number"]
    told = Person.told

    def __init__(self, unit: Unit, full_name: str) -> None:
        vars(self).update(EMPTY, **owned_by(unit), full_name=full_name, seal=new_seal())


class Register:
    """Who has which number at some units; asked for many people at once.

    :param said: all that will be asked for: a unit, and what is said of a person there
    """

    def __init__(self, said: Iterable[tuple[Unit, Identified]]) -> None:
        self.new: list[Newcomer] = []
        self._held: dict[tuple[int, str, str], Person | Newcomer] = {}
        asked = list(said)
        self._keys = {  # each number is hashed once under every key, the newest last
            number: keyings(number)
            for _unit, one in asked
            for name in NUMBERS.values()
            if (number := getattr(one, name))
        }
        for column, name in NUMBERS.items():
            numbers = {number for _unit, one in asked if (number := getattr(one, name))}
            if numbers:
                self._load(column, {key for number in numbers for key in self._keys[number]})

    def person(
        self, unit: Unit, said: Identified, known: Person | None = None
    ) -> Person | Newcomer:
        """As `Person.of` says; whoever is `new` is in the register, and not yet in the database."""
        holders = {
            column: self._holder(unit, column, getattr(said, name))
            for column, name in NUMBERS.items()
        }
        by_phone = holders["phone_key"]
        if by_phone and not same_name(by_phone.full_name, said.full_name) and by_phone != known:
            by_phone = None
        if known and known.erased_at:  # whoever was erased stays so: this is somebody new
            known = None
        person = holders["id_key"] or by_phone or known
        if person is None:
            person = Newcomer(unit, said.full_name)
            self.new.append(person)
        person.told(said)
        for column, name in NUMBERS.items():
            keys = self._keys.get(getattr(said, name))
            if keys and holders[column] in (None, person):
                key = keys[-1]
                setattr(person, column, key)
                self._held[unit.id, column, key] = person
        return person

    def write_new(self) -> None:
        """Write down all who are new, in one statement; they have their ids, and that is all."""
        if self.new:
            rows = [{name: vars(person).get(name) for name in WRITTEN} for person in self.new]
            for person, number in zip(self.new, insert_numbered(Person, rows), strict=True):
                person.id = number

    def _load(self, column: str, hashes: set[str]) -> None:
        query = sa.select(Person).where(getattr(Person, column).in_(hashes))
        for person in db.session.scalars(query.order_by(Person.id.desc())):
            self._held[person.unit_id, column, getattr(person, column)] = person

    def _holder(self, unit: Unit, column: str, value: str | None) -> Person | Newcomer | None:
        """Whoever has that number, sealed with whichever data key."""
        for key in self._keys.get(value, ()):
            if person := self._held.get((unit.id, column, key)):
                return person
        return None


WRITTEN = [column.key for column in sa.inspect(Person).columns if column.key != "id"]
EMPTY = dict.fromkeys(WRITTEN)


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
