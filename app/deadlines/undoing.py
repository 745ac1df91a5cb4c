"""Taking a step back that was marked by mistake, for as long as nothing has come of it."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db
from app.deadlines.escalations import Escalation, State
from app.deadlines.words import StepKind
from app.units import Unit
from app.web.errors import Refused

CHEAP = dt.timedelta(minutes=15)
BACK = (State.DONE, State.SKIPPED)


class TooLate(Refused):
    message = _l("Không hoàn tác được nữa: đã quá 15 phút, hoặc bước này đã có việc tiếp theo.")


def fresh(unit: Unit, by: int, at: dt.datetime) -> Iterable[Escalation]:
    """What somebody has just done or left out at a unit, the newest first."""
    query = Escalation.listed(unit).where(*_fresh(by, at))
    return db.session.scalars(query.order_by(Escalation.done_at.desc(), Escalation.id.desc()))


def take_back(step: Escalation, *, by: int, at: dt.datetime) -> None:
    """Let the step wait again; twice is once.

    :raises TooLate: it was not this person, or too long ago, or a step has followed
    """
    if step.state == State.DUE:
        return
    later = sa.orm.aliased(Escalation)
    followed = sa.select(later.id).where(
        later.unit_id == step.unit_id,
        later.about_unit_id == step.about_unit_id,
        later.ladder_id == step.ladder_id,
        later.stage_id == step.stage_id,
        later.position > step.position,
        later.made_at >= step.done_at,
    )
    moved = db.session.execute(
        sa.update(Escalation)
        .where(Escalation.id == step.id, *_fresh(by, at), ~followed.exists())
        .values(state=State.DUE.value, done_at=None, done_by=None, reason=None)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise TooLate()
    db.session.refresh(step)
    journal.record("escalation.take-back", step, by=by, at=at, fields=["state"])


def _fresh(by: int, at: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions of being what somebody has just said of a step that waits for people."""
    return (
        Escalation.state.in_(BACK),
        Escalation.kind != StepKind.REMIND,
        Escalation.note.is_(None),  # a dispatch that went out is out
        Escalation.done_by == by,
        Escalation.done_at > at - CHEAP,
    )
