"""Lists forget people: when somebody is erased, and when their time is over."""

import datetime as dt

import sqlalchemy as sa

from app.db import db
from app.initiatives import Erasure, Sweep, erased
from app.intake.models import Batch
from app.intake.rows import BatchRow

MONTHS_KEPT = 1  # unless a rule says otherwise


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Lists in reach lose the rows of somebody who was erased."""
    for row in db.session.scalars(BatchRow.naming(erasure)).all():
        row.forget()


def _older_than(moment: dt.datetime) -> "sa.Select[Batch]":
    """Lists checked before a moment that still say something of people."""
    full = sa.select(BatchRow.batch_id).where(BatchRow.values_sealed.is_not(None))
    return sa.select(Batch).where(Batch.checked_at < moment, Batch.id.in_(full))


Sweep.known["staged_list"] = Sweep(MONTHS_KEPT, _older_than, lambda batch, at: batch.empty(at=at))
