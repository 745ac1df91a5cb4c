"""What changes a desk without anybody's doing: nobody answers, or units move and close."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, jobs
from app.db import db
from app.support.duties import Duty
from app.support.inside import Tie, Tied
from app.support.models import Request
from app.support.states import TO_DO, State
from app.tenancy import Scope
from app.units import Unit, closed, moved

CLIMBING = "support.climbing"
SPLITTING = "support.splitting"


@jobs.work(CLIMBING)
def climb() -> bool:
    """Take up the request that has gone unanswered longest.

    It goes up, or stays, in one transaction that holds it: killed or done twice, it climbs once.
    """
    now = clock.now()
    query = sa.select(Request.id, Unit.path).join(Unit, Unit.id == Request.desk_unit_id)
    with jobs.reading(CLIMBING):
        due = query.where(Request.climbs_at <= now).order_by(Request.climbs_at)
        found = db.session.execute(due.limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.path)):
        request = db.session.get(Request, found.id)
        return request is not None and request.climb(at=now)


@jobs.work(SPLITTING)
def split() -> bool:
    """Let a request be answered by itself when nobody here will answer what it is merged with."""
    with jobs.reading(SPLITTING):
        found = db.session.execute(Tie.stranded().order_by(Tie.id).limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.unit_path)):
        tie = db.session.get(Tie, found.id)
        if tie is not None and tie.part == Tied.MERGED:
            tie.undo(None, by=None, signed_by="", at=clock.now())
    return True


@moved.connect
def _follow(unit: Unit, **told: Any) -> None:
    """Requests of units that have moved lie on a desk of their new line."""
    low, high = Scope(unit.path).bounds
    at = clock.now()
    for request in _alive(Request.unit_path >= low, Request.unit_path < high):
        desk = db.session.get(Unit, request.desk_unit_id)
        if desk is None or not request.unit_path.startswith(desk.path):
            to = Request.routed(request.unit, own=False, at=at)
            request.relocate(to, signed_by=_("Chuyển theo đơn vị"), at=at)
            request.split(to, by=None, signed_by="", at=at)  # its new desk knows no tie


@closed.connect
def _leave(unit: Unit, *, at: dt.datetime) -> None:
    """What lies on the desk of a unit that closes goes to the desk above; its roster ends."""
    for duty in Duty.listed([unit.path]):
        duty.end(by=None, at=at)
    to = Request.above(unit, at)
    if to is not None:
        for request in _alive(Request.desk_unit_id == unit.id):
            request.relocate(to, signed_by=_("Chuyển khi đơn vị kết thúc hoạt động"), at=at)


def _alive(*which: Any) -> Sequence[Request]:
    """Requests that are to be done, or may be opened again, read anew and held."""
    states = (*TO_DO, State.MERGED, State.SOLVED)
    query = sa.select(Request).where(*which, Request.state.in_(states)).order_by(Request.id)
    return db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).all()
