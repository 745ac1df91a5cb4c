"""Finding a unit right below, by its id or by some letters of its name."""

from app.db import db
from app.tenancy import STEP
from app.units import Unit
from app.vietnamese import fold

OFFERED = 8


def child_called(upper: Unit, number: int | None) -> Unit | None:
    """The open unit right below of that id, if it is one."""
    unit = db.session.get(Unit, number) if number else None
    if unit is None or not unit.is_open or len(unit.path) != len(upper.path) + STEP:
        return None
    return unit if unit.path.startswith(upper.path) else None


def children_like(upper: Unit, text: str, most: int = OFFERED) -> list[Unit]:
    """Units right below whose name or code holds a text, without marks too."""
    query = upper.children().where(Unit.search.contains(fold(text), autoescape=True))
    found = db.session.scalars(query.limit(most)).unique().all()
    same = [unit for unit in found if unit.code == text]
    return same or list(found)
