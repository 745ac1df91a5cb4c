"""A unit has moved: what it had handed up goes to the desks that are above it now."""

import sqlalchemy as sa

from app.db import db
from app.initiatives.models import Initiative
from app.initiatives.states import State
from app.programmes import Stage, Task, Where, stops
from app.tenancy import Scope
from app.units import Unit, moved


@moved.connect
def follow(unit: Unit, under: Unit, old_path: str) -> None:
    """Of a step at some kind of unit, to that kind above; of the others, to the unit above."""
    low, high = Scope(unit.path).bounds
    handed_up = (
        Initiative.unit_path >= low,
        Initiative.unit_path < high,
        Initiative.state == State.ENDORSED,
    )
    lying = sa.select(Initiative.stage_id, Initiative.desk_unit_id).where(*handed_up).distinct()
    for stage_id, desk_id in db.session.execute(lying).all():
        desk = db.session.get(Unit, desk_id) if desk_id else None
        if desk_id and (desk is None or not Scope(unit.path).holds(desk.path)):
            kind = desk.kind_code if desk else ""
            db.session.execute(
                sa.update(Initiative)
                .where(*handed_up, Initiative.stage_id == stage_id)
                .where(Initiative.desk_unit_id == desk_id)
                .values(desk_unit_id=_desk_above(unit, stage_id, kind))
            )


def _desk_above(unit: Unit, stage_id: int, kind: str) -> int:
    """The desk outside a moved unit's subtree that takes the place of one of some kind."""
    at = stops(unit, db.session.get_one(Stage, stage_id))
    above = [s for s in at if s.step.task is Task.DECIDE and s.desk.id != unit.id]
    alike = [s for s in above if s.step.place == kind]
    direct = [s for s in above if s.step.place == Where.ABOVE]
    found = (alike or direct or above)[:1]
    if found:
        return found[0].desk.id
    nearest = sa.select(Unit.id).where(Unit.path == unit.parent_path)
    return db.session.scalars(nearest).one()
