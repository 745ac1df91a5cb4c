"""On the desks: a step that waits at each unit, beside the one that is done, and ladders of the
nation's programme, so that a unit may lay one down for its own."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.deadlines import Escalation, Ladder
from app.programmes import windows
from app.tenancy import ScopedSession, owned_by
from app.units import Unit
from tests.world import NOW


def settle_in(session: ScopedSession, units: Sequence[Unit]) -> None:
    window = next(w for w in windows(units[0]) if w.stage.code == "gd2")
    for ladder in session.scalars(sa.select(Ladder).where(Ladder.programme_id.is_not(None))):
        ladder.programme_id = window.programme.id
    session.flush()
    for unit in units:
        ladder = Ladder.of(unit)[-1]
        child = session.scalars(unit.children().limit(1)).unique().first() or unit
        word = f"canary{unit.id}own"
        session.add(
            Escalation(
                **owned_by(unit),
                about_unit_id=child.id,
                ladder_id=ladder.id,
                programme_id=window.programme.id,
                stage_id=window.stage.id,
                position=2,
                step=word,
                kind="dispatch",
                acts="officer",
                told=[],
                since=NOW.date(),
                due=NOW.date(),
                quota=10,
                count=1,
                expected=5,
                text=word,
                made_at=NOW,
                state="due",
                tells_above=False,
            )
        )
    session.flush()
