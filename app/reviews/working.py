"""Big runs in the worker, and telling units what was decided: each step a transaction."""

import logging
from collections.abc import Callable

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, jobs
from app.db import db
from app.reviews import telling
from app.reviews.models import Review
from app.reviews.runs import BUSY, UNDOING, WORKING, Run
from app.tenancy import Scope

RUNS, TELL = "reviews.runs", "reviews.tell"
STEP = 50
"""Initiatives of one transaction: others wait for it no longer than they notice."""

log = logging.getLogger(__name__)


@jobs.work(RUNS)
def work_on_runs() -> bool:
    """Bring the run that has waited longest to its end."""
    with jobs.reading("runs that wait") as session:
        waiting = sa.select(Run.id, Run.unit_path, Run.state).where(Run.state.in_(BUSY))
        found = session.execute(waiting.order_by(Run.id).limit(1)).first()
    if found is None:
        return False
    scope = Scope(found.unit_path)
    try:
        _repeat(scope, found.id, found.state, STEPS[found.state])
    except sa.exc.OperationalError:  # a lock, a lost connection: the next minute tries again
        raise
    except Exception:
        log.exception("run %s failed", found.id)
        with jobs.step(scope):
            run = db.session.get_one(Run, found.id)
            run.hold()
            run.end(_("Hệ thống gặp lỗi khi làm việc này. Lỗi đã được ghi lại."))
    return True


def _repeat(scope: Scope, run_id: int, state: str, some: Callable[[Run], None]) -> None:
    more = True
    while more:
        with jobs.step(scope):
            run = db.session.get_one(Run, run_id)
            run.hold()
            more = run.state == state
            if more:
                some(run)


STEPS: dict[str, Callable[[Run], None]] = {
    WORKING: lambda run: run.decide_some(at=clock.now(), most=STEP),
    UNDOING: lambda run: run.undo_some(most=STEP),
}


@jobs.work(TELL)
def tell() -> bool:
    """Tell one unit what one desk has decided of its initiatives and can no longer undo."""
    now = clock.now()
    with jobs.reading("decisions to be told") as session:
        due = sa.select(Review.unit_path, Review.unit_id, Review.desk_unit_id)
        due = due.where(Review.tell_at <= now).order_by(Review.tell_at, Review.id)
        found = session.execute(due.limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.unit_path)):
        telling.tell(Review, found.unit_id, found.desk_unit_id, at=now)
    return True
