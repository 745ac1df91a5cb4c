"""Lists forget people: when somebody is erased, and when their time is over."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.db import db
from app.initiatives import Erasure, Scrubbing, Sweep, erased
from app.intake.models import Batch
from app.intake.rows import BatchRow

MONTHS_KEPT = 1  # unless a rule says otherwise
AT_ONCE = 500  # rows that are opened together


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Lists in reach lose the rows of somebody who was erased, and the name out of others' rows."""
    for row in db.session.scalars(BatchRow.naming(erasure)).all():
        row.forget()
    db.session.flush()
    scrubbing = Scrubbing(erasure)
    if not scrubbing.is_needed:
        return
    last = 0
    while rows := db.session.scalars(BatchRow.speaking(last, AT_ONCE)).all():
        for row in rows:
            row.leave_out(scrubbing)
        last = rows[-1].id
        db.session.flush()


def _older_than(moment: dt.datetime) -> "sa.Select[Batch]":
    """Lists checked before a moment that still say something of people."""
    full = sa.select(BatchRow.batch_id).where(BatchRow.values_sealed.is_not(None))
    return sa.select(Batch).where(Batch.checked_at < moment, Batch.id.in_(full))


Sweep.known["staged_list"] = Sweep(
    MONTHS_KEPT,
    _older_than,
    lambda batch, at: batch.empty(at=at),
    _l("Nội dung danh sách giấy đã kiểm tra"),
)
