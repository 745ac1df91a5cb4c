"""Whoever holds no post any more that answers at a unit is on duty there no longer, stands in for
nobody, and sees to nothing: it lies with the desk again."""

import datetime as dt

from app.accounts import Membership, ended
from app.db import db
from app.support.duties import Duty
from app.support.inside import Assignment, colleagues
from app.units import Unit


@ended.connect
def _let_go(post: Membership, *, by: int | None, at: dt.datetime) -> None:
    unit = db.session.get_one(Unit, post.unit_id)
    if any(other.account_id == post.account_id for other in colleagues(unit)):
        return
    Duty.let_go(unit, post.account_id, by=by, at=at)
    Assignment.let_go(unit, post.account_id, by=by, at=at)
