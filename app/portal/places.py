"""Which of our units the portal means, however it spells them."""

from collections import defaultdict

import sqlalchemy as sa

from app.db import db
from app.intake.spelling import Spelling, spelling
from app.units import Unit, UnitAlias
from app.vietnamese import name_key


class Places:
    """The open units of a subtree by all they are called; each name is looked up once."""

    def __init__(self, within: Unit) -> None:
        inside = Unit.in_subtree(within.path), Unit.closed_on.is_(None)
        units = db.session.execute(sa.select(Unit.id, Unit.name, Unit.path).where(*inside)).all()
        known = sa.select(Unit.id, UnitAlias.name).join(UnitAlias, UnitAlias.unit_id == Unit.id)
        names = [(number, name) for number, name, _path in units]
        names += [(number, name) for number, name in db.session.execute(known.where(*inside))]
        self.name_of = {number: name for number, name, _path in units}
        self.path_of = {number: path for number, _name, path in units}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._alike: dict[tuple[str, ...], list[tuple[Spelling, int]]] = defaultdict(list)
        for number, name in names:
            self._exact[name_key(name)].add(number)
            taken_apart = spelling(name)
            self._alike[taken_apart.bare].append((taken_apart, number))
        self._asked: dict[str, int | None] = {}

    def find(self, said: str) -> int | None:
        """The id of the one unit meant; None if none or several."""
        if said not in self._asked:
            self._asked[said] = self._look(said) if said else None
        return self._asked[said]

    def _look(self, said: str) -> int | None:
        exact = self._exact.get(name_key(said))
        if exact:
            return next(iter(exact)) if len(exact) == 1 else None
        asked = spelling(said)
        best: dict[int, int] = {}
        for other, number in self._alike.get(asked.bare, []):
            best[number] = max(best.get(number, 0), asked.likeness(other))
        most = max(best.values(), default=0)
        found = [number for number, like in best.items() if like == most]
        return found[0] if most and len(found) == 1 else None
