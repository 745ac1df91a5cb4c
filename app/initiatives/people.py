"""People and what they wrote, apart: reading a telephone number is a deliberate act."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.ciphers import Sealed, Secret, keyed, keyings, new_seal
from app.db import Base, Id, db
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
        register = Register([(unit, said)])
        person = register.person(unit, said, known)
        db.session.add_all(register.new)
        return person

    def _told(self, said: Identified) -> None:
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


class Register:
    """Who has which number at some units; asked for many people at once.

    :param said: all that will be asked for: a unit, and what is said of a person there
    """

    def __init__(self, said: Iterable[tuple[Unit, Identified]]) -> None:
        self.new: list[Person] = []
        self._held: dict[tuple[int, str, str], Person] = {}
        asked = list(said)
        for column, name in NUMBERS.items():
            hashes = {key for _unit, one in asked for key in keyings(getattr(one, name))}
            if hashes:
                self._load(column, {unit.id for unit, _one in asked}, hashes)

    def person(self, unit: Unit, said: Identified, known: Person | None = None) -> Person:
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
            person = Person(**owned_by(unit), full_name=said.full_name, seal=new_seal())
            self.new.append(person)
        person._told(said)
        for column, name in NUMBERS.items():
            key = keyed(getattr(said, name))
            if key and holders[column] in (None, person):
                setattr(person, column, key)
                self._held[unit.id, column, key] = person
        return person

    def write_new(self) -> None:
        """Write down all who are new, in one statement; they have their ids, and that is all."""
        if self.new:
            rows = [{name: getattr(person, name) for name in WRITTEN} for person in self.new]
            statement = sa.insert(Person).returning(Person.id, sort_by_parameter_order=True)
            for person, number in zip(self.new, db.session.scalars(statement, rows), strict=True):
                person.id = number

    def _load(self, column: str, units: set[int], hashes: set[str]) -> None:
        query = sa.select(Person).where(
            Person.unit_id.in_(units), getattr(Person, column).in_(hashes)
        )
        for person in db.session.scalars(query.order_by(Person.id.desc())):
            self._held[person.unit_id, column, getattr(person, column)] = person

    def _holder(self, unit: Unit, column: str, value: str | None) -> Person | None:
        """Whoever has that number, sealed with whichever data key."""
        found = (self._held.get((unit.id, column, key)) for key in keyings(value))
        return next((person for person in found if person), None)


WRITTEN = [column.key for column in sa.inspect(Person).columns if column.key != "id"]


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
