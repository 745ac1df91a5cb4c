"""Urging in the calendar of the unit that urges: reminders to come, steps, what was promised."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calendars import Entry, shows, workdays_of
from app.db import db
from app.deadlines.behind import Behind
from app.deadlines.calls import Call
from app.deadlines.escalations import Escalation, State
from app.deadlines.moments import planned
from app.deadlines.passes import times_of
from app.deadlines.rules import Reminding
from app.programmes import Cutoff, Window, all_windows
from app.tenancy import STEP, Scope
from app.units import Unit
from app.vietnamese import count_text

PASSED = (State.DONE, State.ANSWERED, State.SKIPPED)


@shows("deadlines")
def entries(unit: Unit, since: dt.date, until: dt.date) -> list[Entry]:
    """What a unit that has others below it has before it; three statements, two more with rules."""
    if unit.kind and unit.kind.grassroots:
        return []
    return [
        *_reminders(unit, since, until),
        *_steps(unit, since, until),
        *_promises(unit, since, until),
    ]


def _reminders(unit: Unit, since: dt.date, until: dt.date) -> Iterator[Entry]:
    """When each rule speaks to units right below, at the deadlines that hold there."""
    rules = Reminding.acting_at(unit)
    if not rules:
        return
    workdays, windows = workdays_of(unit), all_windows(unit)
    deadlines = _deadlines(unit, windows)
    href = url_for("deadlines.rules", unit_id=unit.id)
    said = set()
    for rule in rules:
        assert rule.switched_on_at, "these are on"
        for window in windows:
            if rule.programme_id != window.programme.id:
                continue
            if rule.stage_id not in (None, window.stage.id):
                continue
            for deadline in {window.deadline, *deadlines[window.stage.id]}:
                for due in planned(times_of(rule), window.first_day, deadline, workdays):
                    home = due.at.astimezone(clock.HANOI)
                    if since <= home.date() <= until and due.at > rule.switched_on_at:
                        said.add((home.date(), home.time(), rule.name))
    for day, time, name in sorted(said):
        yield Entry(day, time, _("Lời nhắc: %(rule)s", rule=name), href, "bell")


def _deadlines(unit: Unit, windows: Sequence[Window]) -> dict[int, set[dt.datetime]]:
    """The deadlines that units right below have of their own, by stage."""
    low, high = Scope(unit.path).bounds
    query = sa.select(Cutoff.stage_id, Cutoff.at).where(
        Cutoff.unit_path > low,
        Cutoff.unit_path < high,
        sa.func.length(Cutoff.unit_path) == len(unit.path) + STEP,
        Cutoff.stage_id.in_([window.stage.id for window in windows]),
    )
    found: dict[int, set[dt.datetime]] = defaultdict(set)
    for stage, at in db.session.execute(query.distinct()):
        found[stage].add(at)
    return found


def _steps(unit: Unit, since: dt.date, until: dt.date) -> Iterator[Entry]:
    """Steps that wait on their day, those put off on the day they go on, and the first day of the
    step after one that was seen to, while the unit is still behind; units of one day together."""
    step = Escalation
    lasts = sa.exists().where(
        Behind.unit_id == step.unit_id,
        Behind.about_unit_id == step.about_unit_id,
        Behind.programme_id == step.programme_id,
        Behind.stage_id == step.stage_id,
        Behind.since == step.since,
        Behind.until.is_(None),
    )
    day = sa.case(
        (step.state == State.DUE.value, step.due),
        (step.state == State.PAUSED.value, step.paused_until),
        (sa.and_(step.state.in_([state.value for state in PASSED]), lasts), step.next_on),
    )
    query = (
        sa.select(day.label("day"), step.state, step.step, Unit.name)
        .join(Unit, Unit.id == step.about_unit_id)
        .where(step.unit_id == unit.id, day.between(since, until))
        .order_by(step.position, Unit.path)
    )
    today = clock.today()
    found: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    for when, state, name, about in db.session.execute(query):
        if state not in PASSED:
            found[when, name].append(about)
        elif when > today:  # one that lies behind has its step by now, or needs none
            found[when, _("Bước sau “%(step)s”", step=name)].append(about)
    href = url_for("deadlines.today", unit_id=unit.id)
    for (when, name), units in found.items():
        whom = units[0] if len(units) == 1 else _("%(n)s đơn vị", n=count_text(len(units)))
        yield Entry(when, None, f"{name}: {whom}", href, "flag")


def _promises(unit: Unit, since: dt.date, until: dt.date) -> Iterator[Entry]:
    """What was promised on the telephone for a day."""
    query = Call.of(unit).where(Call.promise_by.between(since, until))
    for call in db.session.scalars(query):
        assert call.promise_by
        words = _(
            "%(unit)s hẹn thêm %(n)s sáng kiến",
            unit=call.about.name if call.about else _("Đơn vị không còn trực thuộc"),
            n=count_text(call.promise_count or 0),
        )
        href = url_for("deadlines.story", unit_id=unit.id, child_id=call.about_unit_id)
        yield Entry(call.promise_by, None, words, href, "phone")
