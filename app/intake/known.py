"""What is there already: stages and groups a list is judged by, initiatives it may repeat."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.ciphers import keyed
from app.db import db
from app.initiatives import Author, Initiative, Person, State
from app.programmes import Stage, Window, windows
from app.tenancy import Scope
from app.units import Unit
from app.vietnamese import name_key


def windows_for(unit: Unit) -> list[Window]:
    """The stages that units from the root down to this one have set."""
    line = {*Scope(unit.path).ancestors, unit.path}
    return [window for window in windows(unit) if window.stage.unit_path in line]


class Known:
    """A unit's initiatives of a stage by author and title; telephones only as keyed hashes."""

    def __init__(self, unit: Unit, stage: Stage) -> None:
        query = (
            sa.select(Initiative.code, Initiative.title, Author.full_name, Person.phone_key)
            .join(Author, sa.and_(Author.initiative_id == Initiative.id, Author.position == 0))
            .join(Person, Person.id == Author.person_id)
            .where(
                Initiative.unit_id == unit.id,
                Initiative.stage_id == stage.id,
                Initiative.state != State.WITHDRAWN,
            )
        )
        self._codes: dict[tuple[str, str], list[tuple[str | None, str]]] = {}
        for code, title, name, phone in db.session.execute(query):
            self._codes.setdefault((name_key(name), name_key(title)), []).append((phone, code))

    def code_of(self, values: Mapping[str, Any]) -> str | None:
        """The receipt code of the same author's same title; a telephone that one side lacks
        does not tell two apart."""
        if not {"full_name", "title"} <= values.keys():
            return None
        phone = keyed(values.get("phone"))
        same = self._codes.get((name_key(values["full_name"]), name_key(values["title"])), [])
        return next((code for other, code in same if not (phone and other) or phone == other), None)
