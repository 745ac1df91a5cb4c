"""Which of our units the portal means, however it spells them."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.db import db
from app.units import Unit, named_units


class Places:
    """The open units of a subtree, and those that texts name."""

    def __init__(self, within: Unit, texts: Iterable[str]) -> None:
        query = sa.select(Unit.id, Unit.name, Unit.path).where(
            Unit.in_subtree(within.path), Unit.closed_on.is_(None)
        )
        units = db.session.execute(query).all()
        self.name_of = {number: name for number, name, _path in units}
        self.path_of = {number: path for number, _name, path in units}
        self._named = named_units(set(texts) - {""}, within)

    def find(self, said: str) -> int | None:
        """The id of the one unit meant; None if none or several."""
        unit = self._named.get(said)
        return unit.id if unit else None
