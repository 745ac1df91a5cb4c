"""What is there already: stages a list may be of, initiatives its rows may repeat."""

from collections.abc import Iterable
from typing import Any

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
        found = self._alike(stage, {key for _unit, key in pairs})
        phones = self._phones([initiative.id for initiative in found])
        for one in found:
            said = (phones.get(one.id), one.code)
            self._codes.setdefault((one.unit_id, one.same_key), []).append(said)

    @staticmethod
    def _alike(stage: Stage, keys: set[int]) -> list[Any]:
        # Keys are few and their own index is the way to them: stage and state, asked for in the
        # statement, lead SQLite to read the whole stage instead (measured: 140 ms, not 1).
        query = sa.select(
            Initiative.id,
            Initiative.unit_id,
            Initiative.same_key,
            Initiative.code,
            Initiative.stage_id,
            Initiative.state,
        ).where(Initiative.same_key.in_(keys))
        return sorted(
            one
            for one in db.session.execute(query)
            if one.stage_id == stage.id and one.state != State.WITHDRAWN
        )

    @staticmethod
    def _phones(ids: list[int]) -> dict[int, str | None]:
        """The keyed hash of each first author's telephone; asked for the few that are alike."""
        query = (
            sa.select(Author.initiative_id, Person.phone_key)
            .join(Person, Person.id == Author.person_id)
            .where(Author.initiative_id.in_(ids), Author.position == 0)
        )
        return dict(db.session.execute(query).all()) if ids else {}

    def code_of(self, unit: int | None, key: int | None, phone: str | None) -> str | None:
        """The receipt code of the one that is repeated; a telephone that one side lacks does
        not tell two apart.

        :param phone: the keyed hash of the row's telephone
        """
        if unit is None or key is None:
            return None
        same = self._codes.get((unit, key), [])
        return next((code for other, code in same if not (phone and other) or phone == other), None)
