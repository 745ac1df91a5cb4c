"""What changes a desk without anybody's doing: nobody answers, or a unit moves in the tree."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, jobs, journal
from app.db import db
from app.support.models import Request
from app.support.states import TO_DO, State
from app.support.ties import Tie, Tied
from app.tenancy import Scope
from app.units import Unit, moved

CLIMBING = "support.climbing"
SPLITTING = "support.splitting"


@jobs.work(CLIMBING)
def climb() -> bool:
    """Take up the request that has gone unanswered longest."""
    now = clock.now()
    query = sa.select(Request.id, Unit.path).join(Unit, Unit.id == Request.desk_unit_id)
    with jobs.reading(CLIMBING):
        due = query.where(Request.climbs_at <= now).order_by(Request.climbs_at)
        found = db.session.execute(due.limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.path)):
        request = db.session.get(Request, found.id)
        if request is not None:
            request.climb(at=now)
    return True


@jobs.work(SPLITTING)
def split() -> bool:
    """Let a request be answered by itself when the one it is merged with has been withdrawn."""
    with jobs.reading(SPLITTING):
        found = db.session.execute(Tie.stranded().order_by(Tie.id).limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.unit_path)):
        tie = db.session.get(Tie, found.id)
        if tie is not None and tie.part == Tied.MERGED:
            desk = db.session.get_one(Unit, tie.unit_id)
            tie.undo(desk, by=None, signed_by="", at=clock.now())
    return True


@moved.connect
def _follow(unit: Unit, **told: Any) -> None:
    """Requests of units that have moved lie on a desk of their new line."""
    low, high = Scope(unit.path).bounds
    query = sa.select(Request).where(
        Request.unit_path >= low,
        Request.unit_path < high,
        Request.state.in_((*TO_DO, State.MERGED)),
    )
    at = clock.now()
    for request in db.session.scalars(query.execution_options(populate_existing=True)).all():
        desk = db.session.get(Unit, request.desk_unit_id)
        if desk is not None and request.unit_path.startswith(desk.path):
            continue
        to = Request.routed(request.unit, own=False, at=at)
        request.relocate(to, signed_by=_("Chuyển theo đơn vị"), at=at)
        journal.record("request.relocate", request, by=None, at=at)
