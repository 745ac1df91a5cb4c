"""Visits in the story of a unit that lags: what came of each, and what was promised there."""

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.deadlines import Event, tells
from app.units import Unit
from app.vietnamese import day_text
from app.visits.commitments import Commitment
from app.visits.models import Visit


@tells
def visits_paid(unit: Unit, about: Unit) -> Iterator[Event]:
    """Those that were held; two statements, the second where there are any."""
    query = sa.select(Visit).where(
        Visit.unit_id == unit.id, Visit.about_unit_id == about.id, Visit.held_at.is_not(None)
    )
    held = db.session.scalars(query.options(sa.orm.joinedload(Visit.group))).all()
    if not held:
        return
    promised: dict[int, list[str]] = defaultdict(list)
    found = sa.select(Commitment).where(Commitment.visit_id.in_([visit.id for visit in held]))
    for one in db.session.scalars(found.order_by(Commitment.id)):
        words = _(
            "Cam kết: %(who)s, %(what)s, hạn %(day)s (%(status)s)",
            who=one.who,
            what=one.what,
            day=day_text(one.due_on),
            status=one.status[0].lower(),
        )
        promised[one.visit_id].append(words)
    for visit in held:
        assert visit.held_at, "asked for"
        yield Event(
            clock.day_of(visit.held_at),
            visit.held_at,
            "people",
            _("Đoàn công tác làm việc với đơn vị"),
            visit.status,
            by=visit.group.name if visit.group else "",
            lines=promised[visit.id],
            text=visit.result or "",
            acts=True,
        )
