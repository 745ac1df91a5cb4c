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
    touched = set()
    for row in db.session.scalars(BatchRow.naming(erasure)).all():
        touched.add(row.batch_id)
        row.forget()
    db.session.flush()
    scrubbing = Scrubbing(erasure)
    if scrubbing.is_needed:
        touched |= _leave_out(scrubbing)
    for batch in db.session.scalars(sa.select(Batch).where(Batch.id.in_(touched))):
        batch.forget_file()  # nobody can take one name out of a file


def _leave_out(scrubbing: Scrubbing) -> set[int]:
    """Take a name out of the rows of others; the batches in which it stood."""
    touched, last = set(), 0
    while rows := db.session.scalars(BatchRow.speaking(last, AT_ONCE)).all():
        touched |= {row.batch_id for row in rows if row.leave_out(scrubbing)}
        last = rows[-1].id
        db.session.flush()
    return touched


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
