"""Files forget people: nobody can take one name out of a file. And rows are kept for a month."""

from flask_babel import lazy_gettext as _l

from app.db import db
from app.exports.runs import ExportRun
from app.initiatives import Erasure, Sweep, erased

MONTHS_KEPT = 1  # unless a rule says otherwise; the file itself goes after a week


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Files in reach that were begun before somebody was erased are given out no more."""
    if erasure.traces:  # somebody has asked for it
        for run in db.session.scalars(ExportRun.begun_with(erasure.unit_path, erasure.at)).all():
            run.forget()


Sweep.known["export_run"] = Sweep(
    MONTHS_KEPT,
    ExportRun.older_than,
    lambda run, at: db.session.delete(run),
    _l("Các lần lập tệp danh sách Excel"),
)
