"""What is there already: stages a list may be of, initiatives its rows may repeat."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from app.initiatives import Author, Initiative, Person, State
from app.programmes import Stage, Window, windows, windows_of
from app.tenancy import Scope
from app.units import Unit


def windows_for(unit: Unit) -> list[Window]:
    """The stages that units from the root down to this one have set."""
    line = {*Scope(unit.path).ancestors, unit.path}
    return [window for window in windows(unit) if window.stage.unit_path in line]


def window_of(unit: Unit, stage: Stage) -> Window:
    """A stage as a unit sees it."""
    return windows_of([unit], stage)[unit.id]


class Known:
    """Initiatives of a stage with the same author and title; telephones only as keyed hashes.

    :param asked: a unit's id and a row's `same_key`, for all rows that will be asked for
    """

    def __init__(self, stage: Stage, asked: Iterable[tuple[int | None, int | None]]) -> None:
        pairs = {(unit, key) for unit, key in asked if unit and key}
        self._codes: dict[tuple[int, int], list[tuple[str | None, str]]] = {}
        if not pairs:
            return
        mine = (Initiative.unit_id, Initiative.same_key)
        query = (
            sa.select(*mine, Initiative.code, Person.phone_key)
            .join(Author, sa.and_(Author.initiative_id == Initiative.id, Author.position == 0))
            .join(Person, Person.id == Author.person_id)
            .where(
                Initiative.unit_id.in_({unit for unit, _key in pairs}),
                Initiative.same_key.in_({key for _unit, key in pairs}),
                Initiative.stage_id == stage.id,
                Initiative.state != State.WITHDRAWN,
            )
            .order_by(Initiative.id)
        )
        for unit, key, code, phone in db.session.execute(query):
            self._codes.setdefault((unit, key), []).append((phone, code))

    def code_of(self, unit: int | None, key: int | None, phone: str | None) -> str | None:
        """The receipt code of the one that is repeated; a telephone that one side lacks does
        not tell two apart.

        :param phone: the keyed hash of the row's telephone
        """
        if unit is None or key is None:
            return None
        same = self._codes.get((unit, key), [])
        return next((code for other, code in same if not (phone and other) or phone == other), None)
