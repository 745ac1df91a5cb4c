"""Deciding which steps of its ladder a unit takes now, by what was found and what is kept there.

A step is due on the first working day on which the unit below has been behind by so much for so
long, and on which the step before has waited long enough: since it was done, since an answer,
since the day of a promise. Nothing comes up while a step still waits for somebody.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import clock
from app.deadlines.branches import Branch
from app.deadlines.escalations import WAITING, State
from app.deadlines.history import behind_since, points
from app.deadlines.kept import Kept
from app.deadlines.ladders import Ladder, LadderStep
from app.deadlines.passes import Pass
from app.deadlines.plans import Plan, Rise
from app.deadlines.survey import Found, Survey
from app.deadlines.words import Measure, StepKind
from app.progress import Pace
from app.workdays import DAY


def decide(plan: Plan, survey: Survey, kept: Kept) -> None:
    """Put into a plan what the ladder that holds for its unit says now."""
    workdays = survey.calendar(plan.upper.path)
    for found in plan.upper.found:
        ladder = found.one.ladder_at(plan.upper.path)
        if ladder is None:
            continue
        if workdays.is_quiet(survey.at):
            survey.until(workdays.next_moment(survey.at))
            continue
        _climb(plan, survey, found, ladder, kept)


@dataclass(frozen=True)
class Case:
    """A unit that is behind, where a ladder holds. No day before `earliest` says anything: its
    quota was not given yet, it had caught up, or nobody knows any more."""

    one: Pass
    ladder: Ladder
    child: Branch
    pace: Pace
    earliest: dt.date

    def since(self, by: int) -> dt.date | None:
        """Since when it has been behind by so much; None when it is not today."""
        return behind_since(self.pace, self.child.added, by, self.earliest)


def _climb(plan: Plan, survey: Survey, found: Found, ladder: Ladder, kept: Kept) -> None:
    one, unit_id, still = found.one, plan.upper.id, set[int]()
    times = kept.behind(unit_id, one)
    for child in found.children:
        pace = child.pace(one, survey.day)
        if pace is None or not pace.is_behind:
            continue
        still.add(child.id)
        ended = kept.ended_on(unit_id, one, child.id)
        earliest = _earliest(one, child, survey.day, ended)
        if earliest > survey.day:  # it had caught up this very day
            continue
        case = Case(one, ladder, child, pace, earliest)
        steps = kept.steps(unit_id, one, child.id)
        since = _since(plan, case, survey, times.get(child.id), steps)
        if since is None:
            since, steps = _begin(plan, case, survey), []
        if survey.at > child.deadline:
            continue
        if any(step.state in WAITING for step in steps):
            plan.resumed += [step.id for step in steps if _is_over(step, survey.day)]
        else:
            promised = kept.promises.get((unit_id, child.id))
            _rise(plan, survey, case, since, steps[-1] if steps else None, promised)
    for about, row in times.items():
        if about not in still:
            _end(plan, row, kept.steps(unit_id, one, about))


def _earliest(one: Pass, child: Branch, today: dt.date, ended: dt.date | None) -> dt.date:
    after = ended + DAY if ended else None
    return max(filter(None, (one.history_since(today), child.given_on, after)))


def _since(plan: Plan, case: Case, survey: Survey, row: Any, steps: list[Any]) -> dt.date | None:
    """Since when, as it is kept; None when a new time begins.

    What was kept before the ladder was switched on (again) may have ended while nobody looked.
    """
    if row is None:
        return None
    if case.ladder.switched_on_at and row.seen_at < case.ladder.switched_on_at:
        since = case.since(1)
        if since is not None and since > max(row.since, case.earliest):
            _end(plan, row, steps)
            return None
    kept: dt.date = row.since
    return kept


def _begin(plan: Plan, case: Case, survey: Survey) -> dt.date:
    since = case.since(1) or survey.day
    plan.begun.append(
        {
            "unit_id": plan.upper.id,
            "unit_path": plan.upper.path,
            "about_unit_id": case.child.id,
            "programme_id": case.one.programme.id,
            "stage_id": case.one.stage.id,
            "since": since,
            "until": None,
            "seen_at": survey.at,
        }
    )
    return since


def _end(plan: Plan, row: Any, steps: list[Any]) -> None:
    plan.ended.append(row.id)
    plan.settled += [step.id for step in steps if step.state in WAITING]


def _is_over(step: Any, today: dt.date) -> bool:
    """Whether a pause has come to its day."""
    return bool(step.state == State.PAUSED and step.paused_until and step.paused_until <= today)


def _rise(
    plan: Plan,
    survey: Survey,
    case: Case,
    since: dt.date,
    last: Any,
    promised: dt.date | None,
) -> None:
    """The next step, if it is due; else the day from which it will be, at the step before."""
    step = _after(case.ladder, last.position if last else 0)
    due = _due(case, step, last, promised) if step else None
    due = due and survey.calendar(plan.upper.path).next_working(due)
    if step is None or due is None or due > survey.day:
        if last is not None and last.next_on != due:
            plan.later[last.id] = due
        return
    if step.kind == StepKind.REMIND:  # it goes to the unit by itself
        workdays = survey.calendar(case.child.path)
        if workdays.is_quiet(survey.at):
            survey.until(workdays.next_moment(survey.at))
            return
    following = _after(case.ladder, step.position)
    next_on = survey.day + DAY * following.wait_days if following else None
    title, text = survey.phrases.of_step(
        step.kind, step.name, case.one, case.child, case.pace, since
    )
    rise = Rise(
        case.one, case.ladder, step, case.child, case.pace, since, due, next_on, title, text
    )
    plan.rises.append(rise)


def _due(case: Case, step: LadderStep, last: Any, promised: dt.date | None) -> dt.date | None:
    """The day from which all its conditions hold; None while the unit is not so far behind."""
    assert case.ladder.switched_on_at is not None
    by = max(1, step.behind_by)
    if step.measure == Measure.POINTS:
        by = points(case.pace, step.behind_by)
    met = case.since(by)
    if met is None:
        return None
    days = [met + DAY * step.for_days, clock.day_of(case.ladder.switched_on_at)]
    if last is not None:
        rested = max(filter(None, (last.done_at, last.answered_at, last.made_at)))
        days.append(clock.day_of(rested) + DAY * step.wait_days)
    if promised is not None:
        days.append(promised + DAY)
    return max(days)


def _after(ladder: Ladder, position: int) -> LadderStep | None:
    return next((step for step in ladder.steps if step.position > position), None)
