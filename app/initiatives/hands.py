"""In whose hands initiatives lie: officers of a desk take them on, give them on, hand them over.

That is no change of what is written: `version` stays, and a form that lies open stays good.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app import journal
from app.db import db
from app.initiatives.models import Initiative
from app.initiatives.states import EDITABLE, PENDING
from app.tenancy import Scope
from app.units import Unit

AT_ONCE = 5_000
"""Ids in one statement; both databases bind more."""


def put_in_hands(
    initiative: Initiative, to: int | None, *, before: int | None, by: int, at: dt.datetime
) -> bool:
    """Give it from one person of its desk to another, or to nobody; False: others were quicker.

    :param to: an account; None for nobody
    :param before: in whose hands it was seen
    """
    if initiative.desk_person_id == to:
        return True
    where = [
        Initiative.id == initiative.id,
        Initiative.desk_unit_id == initiative.desk_unit_id,
        Initiative.desk_person_id.is_not_distinct_from(before),
    ]
    done = _change(where, to)
    db.session.refresh(initiative, ["desk_person_id", "desk_unit_id"])
    if done:
        journal.record(
            "initiative.give-back"
            if to is None
            else ("initiative.take-on" if to == by else "initiative.assign"),
            initiative,
            by=by,
            at=at,
            fields=["desk_person_id"],
        )
    return bool(done)


def in_hands_of(person: int, top: Unit, desks: Iterable[int]) -> sa.Select[Initiative]:
    """What somebody has in hand in a subtree: his drafts, and what he has taken on at `desks`."""
    low, high = Scope(top.path).bounds
    at_desk = sa.and_(Initiative.state.in_(PENDING), Initiative.desk_unit_id.in_(desks))
    return (
        sa.select(Initiative)
        .where(Initiative.desk_person_id == person)
        .where(Initiative.unit_path >= low, Initiative.unit_path < high)
        .where(sa.or_(Initiative.state.in_(EDITABLE), at_desk))
        .order_by(Initiative.desk_since, Initiative.id)
    )


def hand_on(
    rows: Sequence[tuple[int, int, str]],
    *,
    giver: int,
    receiver: int,
    by: int,
    at: dt.datetime,
) -> int:
    """Put many from the hands of one account into those of another; how many there were.

    :param rows: of each initiative its id, and the two columns of where it lies
    """
    done = 0
    for first in range(0, len(rows), AT_ONCE):
        some = [number for number, _unit, _path in rows[first : first + AT_ONCE]]
        done += _change([Initiative.id.in_(some), Initiative.desk_person_id == giver], receiver)
    journal.record_all(
        "initiative.assign",
        Initiative.__tablename__,
        [({"unit_id": unit, "unit_path": path}, number) for number, unit, path in rows],
        by=by,
        at=at,
        fields=["desk_person_id"],
    )
    return done


def _change(where: Sequence[sa.ColumnElement[bool]], to: int | None) -> int:
    db.session.flush()
    statement = sa.update(Initiative).where(*where).values(desk_person_id=to)
    changed = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(changed.rowcount)  # type: ignore[attr-defined]
