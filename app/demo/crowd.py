"""Who wrote what: invented members, some with several initiatives, some writing together."""

from collections.abc import Iterator
from random import Random
from typing import Any

from app.ciphers import keyed
from app.demo import invented
from app.demo.invented_people import InventedPerson
from app.initiatives import Person
from app.tenancy import owned_by
from app.units import Unit

SHARE_BY_KNOWN = 0.18
SHARE_TOGETHER = 0.12
MOST_CO_AUTHORS = 3


class Crowd:
    """The members who write, as rows of `person` in the order in which they appear."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.coming: Iterator[InventedPerson] = invented.people(rng)
        self.rows: list[dict[str, Any]] = []
        self.known: dict[int, list[int]] = {}

    def authors(self, unit: Unit) -> list[int]:
        """Places in `rows` of an initiative's authors, the first one first."""
        known = self.known.setdefault(unit.id, [])
        if known and self.rng.random() < SHARE_BY_KNOWN:
            first = self.rng.choice(known)
        else:
            first = self._join(unit, named_only=False)
            known.append(first)
        others = 0
        if self.rng.random() < SHARE_TOGETHER:
            others = self.rng.randint(1, MOST_CO_AUTHORS)
        return [first, *(self._join(unit, named_only=True) for _ in range(others))]

    def _join(self, unit: Unit, *, named_only: bool) -> int:
        """Somebody new at a unit; of co-authors the form asks the name alone."""
        person = next(self.coming)
        born = {"birth_date": person.birth_date, "birth_year": person.birth_year}
        numbers: dict[str, Any] = {"phone": person.phone, "id_number": person.id_number}
        if named_only:
            born, numbers = dict.fromkeys(born), dict.fromkeys(numbers)
        keys = {"phone_key": keyed(numbers["phone"]), "id_key": keyed(numbers["id_number"])}
        row = {**owned_by(unit), "full_name": person.full_name, **born, **keys}
        self.rows.append({**row, **Person.sealed(**numbers)})
        return len(self.rows) - 1
