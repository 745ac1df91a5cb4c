"""Deciding which steps of its ladder a unit takes now. Reads rows of that unit alone.

A step is due on the first working day on which the unit below has been behind by so much for so
long, and on which the step before has waited long enough: since it was done, since an answer,
since the day of a promise. Nothing comes up while a step still waits for somebody.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.db import db
from app.deadlines.behind import Behind
from app.deadlines.branches import Branch
from app.deadlines.calls import Call
from app.deadlines.escalations import WAITING, Escalation, State
from app.deadlines.history import behind_since, points
from app.deadlines.ladders import Ladder, LadderStep
from app.deadlines.passes import Pass
from app.deadlines.plans import Plan, Rise
from app.deadlines.survey import Found, Survey
from app.deadlines.wording import step_words
from app.deadlines.words import Measure, StepKind
from app.progress import Pace
from app.workdays import DAY


@dataclass
class Known:
    """What a unit has kept about those below it, under one pass."""

    behind: dict[int, Behind]
    steps: dict[int, list[Escalation]]
    promises: dict[int, dt.date]


def decide(plan: Plan, survey: Survey) -> None:
    """Put into a plan what the ladder that holds for its unit says now."""
    workdays = survey.calendar(plan.upper.path)
    for found in plan.upper.found:
        ladder = found.one.ladder_at(plan.upper.path)
        if ladder is None:
            continue
        if workdays.is_quiet(survey.at):
            survey.until(workdays.next_moment(survey.at))
            continue
        _climb(plan, survey, found, ladder, _known(plan.upper.id, found.one))


def _climb(plan: Plan, survey: Survey, found: Found, ladder: Ladder, known: Known) -> None:
    one, still = found.one, set[int]()
    for child in found.children:
        pace = child.pace(one, survey.today)
        if pace is None or not pace.is_behind:
            continue
        still.add(child.id)
        since = _since(plan, one, ladder, child, pace, survey, known)
        if survey.at > child.deadline:
            continue
        steps = [step for step in known.steps[child.id] if step.since == since]
        if any(step.state in WAITING for step in steps):
            _resume(plan, steps, survey.today)
        elif child.id in known.behind or not steps:
            _rise(plan, survey, one, ladder, child, pace, since, steps, known)
    for about, row in known.behind.items():
        if about not in still:
            plan.ended.append(row.id)
            plan.settled += [s.id for s in known.steps[about] if s.state in WAITING]


def _since(
    plan: Plan,
    one: Pass,
    ladder: Ladder,
    child: Branch,
    pace: Pace,
    survey: Survey,
    known: Known,
) -> dt.date:
    """Since when the unit has been behind: as kept, else from its last days.

    What was kept before the ladder was switched on (again) may have ended while nobody looked.
    """
    row, earliest = known.behind.get(child.id), _earliest(one, child, survey)
    if row is not None and ladder.switched_on_at and row.seen_at >= ladder.switched_on_at:
        return row.since
    since = behind_since(pace, child.added, 1, earliest) or survey.today
    if row is not None:
        if since <= max(row.since, earliest):
            return row.since
        plan.ended.append(row.id)
        plan.settled += [s.id for s in known.steps[child.id] if s.state in WAITING]
    plan.begun.append(
        {
            "unit_id": plan.upper.id,
            "unit_path": plan.upper.path,
            "about_unit_id": child.id,
            "programme_id": one.programme.id,
            "stage_id": one.stage.id,
            "since": since,
            "until": None,
            "seen_at": survey.at,
        }
    )
    return since


def _earliest(one: Pass, child: Branch, survey: Survey) -> dt.date:
    """Nobody was behind before the quota was given, nor is more known than was read."""
    return max(filter(None, (one.history_since(survey.today), child.given_on)))


def _rise(
    plan: Plan,
    survey: Survey,
    one: Pass,
    ladder: Ladder,
    child: Branch,
    pace: Pace,
    since: dt.date,
    steps: list[Escalation],
    known: Known,
) -> None:
    last = steps[-1] if steps else None
    step = _after(ladder, last.position if last else 0)
    due = None
    if step is not None:
        due = _due(survey, one, ladder, step, child, pace, last, known.promises.get(child.id))
        due = due and survey.calendar(plan.upper.path).next_working(due)
    if step is None or due is None or due > survey.today:
        if last is not None and last.next_on != due:
            plan.later[last.id] = due
        return
    if step.kind == StepKind.REMIND:  # it goes to the unit by itself
        workdays = survey.calendar(child.path)
        if workdays.is_quiet(survey.at):
            survey.until(workdays.next_moment(survey.at))
            return
    following = _after(ladder, step.position)
    next_on = survey.today + DAY * following.wait_days if following else None
    title, text = step_words(step.kind, step.name, one, child, pace, since)
    plan.rises.append(Rise(one, ladder, step, child, pace, since, due, next_on, title, text))


def _due(
    survey: Survey,
    one: Pass,
    ladder: Ladder,
    step: LadderStep,
    child: Branch,
    pace: Pace,
    last: Escalation | None,
    promised: dt.date | None,
) -> dt.date | None:
    """The day from which all its conditions hold; None while the unit is not so far behind."""
    assert ladder.switched_on_at is not None
    by = max(1, step.behind_by)
    if step.measure == Measure.POINTS:
        by = points(pace, step.behind_by)
    met = behind_since(pace, child.added, by, _earliest(one, child, survey))
    if met is None:
        return None
    days = [met + DAY * step.for_days, clock.day_of(ladder.switched_on_at)]
    if last is not None:
        rested = max(filter(None, (last.done_at, last.answered_at, last.made_at)))
        days.append(clock.day_of(rested) + DAY * step.wait_days)
    if promised is not None:
        days.append(promised + DAY)
    return max(days)


def _resume(plan: Plan, steps: list[Escalation], today: dt.date) -> None:
    plan.resumed += [
        step.id
        for step in steps
        if step.state == State.PAUSED and step.paused_until and step.paused_until <= today
    ]


def _after(ladder: Ladder, position: int) -> LadderStep | None:
    return next((step for step in ladder.steps if step.position > position), None)


def _known(unit_id: int, one: Pass) -> Known:
    def mine(model: type[Behind] | type[Escalation]) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            model.unit_id == unit_id,
            model.programme_id == one.programme.id,
            model.stage_id == one.stage.id,
        )

    times = db.session.scalars(sa.select(Behind).where(*mine(Behind), Behind.until.is_(None)))
    behind = {row.about_unit_id: row for row in times}
    steps: dict[int, list[Escalation]] = defaultdict(list)
    query = sa.select(Escalation).where(*mine(Escalation))
    for row in db.session.scalars(query.order_by(Escalation.position, Escalation.id)):
        steps[row.about_unit_id].append(row)
    called = (
        sa.select(Call.about_unit_id, sa.func.max(Call.promise_by))
        .where(Call.unit_id == unit_id, Call.promise_by.is_not(None))
        .group_by(Call.about_unit_id)
    )
    promises = {about: day for about, day in db.session.execute(called) if day is not None}
    return Known(behind, steps, promises)
