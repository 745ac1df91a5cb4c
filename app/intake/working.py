"""Big lists in the worker: read, taken and undone some rows at a time.

Each step is a transaction of its own and says in the batch how far it came; whoever comes next,
after a kill too, goes on from there.
"""

import logging
from collections.abc import Callable

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, jobs
from app.db import db
from app.intake.judging import judge
from app.intake.listed import ListRefused
from app.intake.models import Batch
from app.intake.states import AT_ONCE, BUSY, READING, TAKING, UNDOING
from app.tenancy import Scope

log = logging.getLogger(__name__)


@jobs.work("intake.lists")
def work_on_lists() -> bool:
    """Bring the list that has waited longest to its end."""
    with jobs.reading("lists that wait") as session:
        waiting = sa.select(Batch.id, Batch.unit_path, Batch.state).where(Batch.state.in_(BUSY))
        found = session.execute(waiting.order_by(Batch.began_at, Batch.id).limit(1)).first()
    if found is None:
        return False
    scope = Scope(found.unit_path)
    try:
        WORK[found.state](scope, found.id)
    except sa.exc.OperationalError:  # a lock, a lost connection: the next minute tries again
        raise
    except Exception:
        log.exception("list %s failed", found.id)
        words = _("Hệ thống gặp lỗi khi xử lý danh sách này. Lỗi đã được ghi lại.")
        _end(scope, found.id, words)
    return True


def _read(scope: Scope, batch_id: int) -> None:
    """Read the file once, and stage its rows from where somebody was killed."""
    with jobs.reading("a list to be read"):
        batch = db.session.get_one(Batch, batch_id)
        chosen, span, groups = batch.chosen, batch.span, batch.groups
        handed = batch.handed  # the file is read below, while nobody waits for this look to end
    try:
        paper = handed.read(chosen)
    except ListRefused as refused:
        _end(scope, batch_id, str(refused))
        return
    judged = judge(paper, span, groups)

    def some(batch: Batch) -> None:
        if not batch.columns:
            batch.begin(paper, judged)
        batch.stage_some(judged, AT_ONCE)

    _repeat(scope, batch_id, READING, some)


def _take(scope: Scope, batch_id: int) -> None:
    _repeat(scope, batch_id, TAKING, lambda batch: batch.take_some(at=clock.now()))


def _undo(scope: Scope, batch_id: int) -> None:
    _repeat(scope, batch_id, UNDOING, lambda batch: batch.undo_some(at=clock.now()))


def _repeat(scope: Scope, batch_id: int, state: str, some: Callable[[Batch], object]) -> None:
    more = True
    while more:
        with jobs.step(scope):
            batch = db.session.get_one(Batch, batch_id)
            batch.hold()
            more = batch.state == state
            if more:
                some(batch)


def _end(scope: Scope, batch_id: int, words: str) -> None:
    """What was done stays; the list is open again, or was none, and says so."""
    with jobs.step(scope):
        batch = db.session.get_one(Batch, batch_id)
        batch.hold()
        batch.end(words)


WORK = {READING: _read, TAKING: _take, UNDOING: _undo}
