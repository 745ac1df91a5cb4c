"""Visits in the calendar of both units, and the days by which something was promised."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calendars import Entry, shows
from app.db import db
from app.units import Unit
from app.visits.commitments import Commitment
from app.visits.copies import CommitmentCopy
from app.visits.models import Visit
from app.visits.notes import VisitNote
from app.visits.states import Promise


@shows("visits")
def entries(unit: Unit, since: dt.date, until: dt.date) -> list[Entry]:
    """What a unit's groups pay, who comes to it, and what is promised; three statements."""
    first, last = clock.start_of(since), clock.end_of(until)
    found = [
        _entry(
            visit.starts_at,
            _("Đoàn công tác làm việc với %(unit)s", unit=visit.about_name),
            url_for("visits.show", visit_id=visit.id, unit_id=unit.id),
        )
        for visit in Visit.between(unit, first, last)
    ]
    found += [
        _entry(
            note.starts_at,
            _("Đoàn công tác của %(unit)s đến làm việc", unit=note.upper),
            url_for("visits.browse", unit_id=unit.id),
        )
        for note in VisitNote.between(unit, first, last)
    ]
    return found + [
        Entry(day, None, words, url_for("visits.commitments", unit_id=unit.id), "target")
        for day, words in _promised(unit, since, until)
    ]


def _promised(unit: Unit, since: dt.date, until: dt.date) -> list[tuple[dt.date, str]]:
    """The days of open commitments: the unit's own, and those it follows with who made them."""
    own, followed = CommitmentCopy, Commitment
    asked: Any = sa.union_all(
        sa.select(own.due_on, own.what, sa.null().label("who")).where(
            own.unit_id == unit.id, own.state == Promise.OPEN, own.due_on.between(since, until)
        ),
        sa.select(followed.due_on, followed.what, Unit.name)
        .join(Unit, Unit.id == followed.about_unit_id)
        .where(
            followed.unit_id == unit.id,
            followed.state == Promise.OPEN,
            followed.due_on.between(since, until),
        ),
    )
    return [
        (day, _("Hạn cam kết: %(what)s", what=": ".join(filter(None, (who, what)))))
        for day, what, who in db.session.execute(asked)
    ]


def _entry(starts_at: dt.datetime | None, words: str, href: str) -> Entry:
    assert starts_at, "what is planned has its time"
    home = starts_at.astimezone(clock.HANOI)
    return Entry(home.date(), home.time(), words, href, "flag")
