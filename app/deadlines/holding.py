"""Which ladder holds at a unit, of its own and those above."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.db import db
from app.deadlines.ladders import Ladder, nearest
from app.programmes import Programme, all_windows
from app.tenancy import Scope
from app.units import Unit


def here_and_above(unit: Unit) -> list[Ladder]:
    """All ladders of the unit's line, the root's first, with programme and steps."""
    line = [*Scope(unit.path).ancestors, unit.path]
    query = Ladder.known().where(Ladder.unit_path.in_(line))
    return list(db.session.scalars(query.options(sa.orm.joinedload(Ladder.programme))).unique())


def programmes_of(unit: Unit) -> list[Programme]:
    """The programmes that the unit follows, the nearest first."""
    followed = [window.programme for window in reversed(all_windows(unit)) if not window.below]
    return list({programme.id: programme for programme in followed}.values())


def holding(ladders: Sequence[Ladder], unit: Unit, programme: Programme) -> Ladder | None:
    """The one by which the unit urges under a programme. One that names no programme speaks of
    the nation's, as the daily run has it."""
    fit = [
        one
        for one in ladders
        if one.is_on
        and (
            one.programme_id == programme.id
            or (one.programme_id is None and not programme.parent_id)
        )
    ]
    return nearest(fit, unit.path, programme.id)
