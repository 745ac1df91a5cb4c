"""Visits in the calendar of both units."""

import datetime as dt

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calendars import Entry, shows
from app.units import Unit
from app.visits.models import Visit
from app.visits.notes import VisitNote


@shows("visits")
def entries(unit: Unit, since: dt.date, until: dt.date) -> list[Entry]:
    """What a unit's groups pay, and who comes to it; two statements."""
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
    return found


def _entry(starts_at: dt.datetime | None, words: str, href: str) -> Entry:
    assert starts_at, "what is planned has its time"
    home = starts_at.astimezone(clock.HANOI)
    return Entry(home.date(), home.time(), words, href, "flag")
