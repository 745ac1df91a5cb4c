"""When a commitment is remembered: a week before its day, the day before, and the day after.

What falls on a day off goes out on the working day before; what comes after the day, on the next
one. Nothing goes out in quiet hours (`workdays`).
"""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from app import clock
from app.workdays import DAY, Workdays

MORNING = dt.time(8, 0)


class Step(StrEnum):
    WEEK_BEFORE = "week-before"
    DAY_BEFORE = "day-before"
    DAY_AFTER = "day-after"


BEFORE = {Step.WEEK_BEFORE: 7, Step.DAY_BEFORE: 1}


def moment_of(step: Step, due_on: dt.date, workdays: Workdays) -> dt.datetime:
    """The instant at which a reminder is due."""
    day = workdays.next_working(due_on + DAY)
    if step in BEFORE:
        day = workdays.on_or_before(due_on - BEFORE[step] * DAY)
    return workdays.next_moment(dt.datetime.combine(day, MORNING, clock.HANOI))


def due_steps(
    due_on: dt.date,
    workdays: Workdays,
    *,
    since: dt.datetime,
    now: dt.datetime,
    done: Collection[str] = (),
) -> list[Step]:
    """What should have gone out between `since` and now and has not, the latest last."""
    moments = {step: moment_of(step, due_on, workdays) for step in Step if step not in done}
    return [step for step, moment in moments.items() if since < moment <= now]


def next_moment(due_on: dt.date, workdays: Workdays, after: dt.datetime) -> dt.datetime | None:
    """When the next reminder after an instant is due; None if none is left."""
    moments = (moment_of(step, due_on, workdays) for step in Step)
    return min((moment for moment in moments if moment > after), default=None)
