"""The daily run: one pass over the nation, then a transaction for each unit that has to act.

Twice is once, at once in two processes too, and it may be killed anywhere: what was due is kept in
rows of the unit that acts (`Judged`, `Behind`, `Escalation`), which are read again in the
transaction that writes there, behind a lock on that unit.
"""

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock, jobs
from app.calendars import workdays_of_all
from app.db import db
from app.deadlines import climbing, reminding
from app.deadlines.escalations import Escalation
from app.deadlines.kept import Kept
from app.deadlines.ladders import Ladder
from app.deadlines.passes import passes
from app.deadlines.plans import Plan
from app.deadlines.rules import Reminding
from app.deadlines.runs import DailyRun
from app.deadlines.survey import Survey, Upper
from app.deadlines.telling import tell_above
from app.deadlines.writing import write
from app.tenancy import STEP, Everything, Scope
from app.units import Unit
from app.workdays import COUNTRY, DAY

RUN = "deadlines.run"
BATCH = 400
"""Units below that one transaction speaks of: SQLite has one writer at a time."""
AGAIN = dt.timedelta(hours=1)
"""After which a run is made again when it failed at some unit."""
Tell = Callable[[Plan], None]


@dataclass(frozen=True)
class Ran:
    """How many reminders and steps a run made, in which time, and when there is more to do."""

    steps: int
    seconds: float
    next_at: dt.datetime | None


def run(at: dt.datetime, tell: Tell | None = None) -> Ran:
    """Do all that is due at a moment, for everybody.

    :param tell: hears of each plan that was written, in the transaction that wrote it
    """
    begun, steps = time.perf_counter(), 0
    survey = look(at)
    for batch in _batches(survey.uppers.values()):
        steps += _act_or_each(batch, survey, tell)
    _tell_those_above(survey)
    ran = Ran(steps, time.perf_counter() - begun, survey.next_at)
    with jobs.step(Everything("deadlines run"), at=at) as session:
        said = {"steps": ran.steps, "seconds": ran.seconds, "next_at": ran.next_at}
        session.add(DailyRun(day=survey.day, at=at, **said))
    return ran


def look(at: dt.datetime) -> Survey:
    """What there is to do at a moment; nothing is written."""
    with jobs.reading("deadlines run") as session:
        survey = Survey(passes(Reminding.switched_on(), Ladder.switched_on(), at), at)
        session.expunge_all()  # rules and stages are read on, when this session is over
    return survey


def foresee(at: dt.datetime, tell: Tell) -> None:
    """Tell what a run at that moment would do; nothing is written. See `look`."""
    survey = look(at)
    with jobs.reading("deadlines dry run"):
        for batch in _batches(survey.uppers.values()):
            for plan in decide(batch, survey):
                tell(plan)


def decide(uppers: Sequence[Upper], survey: Survey) -> list[Plan]:
    """What is due at some units, by the rows that lie there."""
    longest = max((found.one.days_back for upper in uppers for found in upper.found), default=0)
    kept = Kept([upper.id for upper in uppers], survey.day - DAY * longest)
    plans = [Plan(upper) for upper in uppers]
    for plan in plans:
        reminding.decide(plan, survey, kept)
        climbing.decide(plan, survey, kept)
    return plans


def _batches(uppers: Iterable[Upper]) -> Iterator[list[Upper]]:
    """Units that act, some of one parent at a time, so that each transaction stays short."""
    by_parent: dict[str, list[Upper]] = defaultdict(list)
    for upper in uppers:
        by_parent[upper.path[:-STEP]].append(upper)
    for siblings in by_parent.values():
        batch, size = list[Upper](), 0
        for upper in siblings:
            batch.append(upper)
            size += 1 + sum(len(found.children) for found in upper.found)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def _act_or_each(batch: list[Upper], survey: Survey, tell: Tell | None) -> int:
    """Act at some units; where that fails, at each of them, so that none keeps the others."""
    try:
        return _act(batch, survey, tell)
    except Exception:
        if len(batch) > 1:
            return sum(_act_or_each([upper], survey, tell) for upper in batch)
        logging.getLogger(__name__).exception("deadlines of unit %s failed", batch[0].id)
        survey.until(survey.at + AGAIN)
        return 0


def _act(batch: list[Upper], survey: Survey, tell: Tell | None) -> int:
    """Decide and write in one transaction; how many reminders and steps are new.

    Whoever comes second waits here for the first, and then finds that nothing is due.
    """
    above = batch[0].path[:-STEP] or batch[0].path
    with jobs.step(Scope(above)):
        wanted = sa.select(Unit.id, Unit.path).where(Unit.id.in_([upper.id for upper in batch]))
        locked = db.session.execute(wanted.order_by(Unit.id).with_for_update(key_share=True))
        paths = dict(locked.all())
        still = [upper for upper in batch if paths.get(upper.id) == upper.path]  # none has moved
        plans = decide(still, survey)
        new = write(plans, survey.at)
        if tell and new:
            for plan in plans:
                tell(plan)
        return new


def _tell_those_above(survey: Survey) -> None:
    with jobs.reading(RUN) as session:
        acting = session.scalars(
            sa.select(Escalation.unit_path).where(Escalation.tells_above).distinct()
        )
        paths = sorted({path[:-STEP] for path in acting if len(path) > STEP})
        calendar = workdays_of_all(paths)
        times = {path: calendar(path) for path in paths}
    for path, workdays in times.items():
        if workdays.is_quiet(survey.at):
            survey.until(workdays.next_moment(survey.at))
            continue
        with jobs.step(Scope(path)):
            tell_above(path, survey.at)


def is_wanted(at: dt.datetime) -> bool:
    """Whether a run is due: each morning, when something is, and when a rule was switched on."""
    newest = DailyRun.newest()
    if newest is None:
        return any(_switched_on(None))
    morning = dt.datetime.combine(clock.day_of(at), COUNTRY.quiet_until, clock.HANOI)
    if newest.at < morning <= at or (newest.next_at is not None and newest.next_at <= at):
        return True
    return any(_switched_on(newest.at))


def _switched_on(since: dt.datetime | None) -> list[bool]:
    """Whether any rule, any ladder was switched on since a moment."""
    found = []
    for model in (Reminding, Ladder):
        query = sa.select(model.id).where(model.switched_on_at.is_not(None))
        if since is not None:
            query = query.where(model.switched_on_at > since)
        found.append(db.session.scalar(query.limit(1)) is not None)
    return found


@jobs.work(RUN)
def run_when_due() -> bool:
    """The worker's part."""
    at = clock.now()
    with jobs.reading(RUN):
        wanted = is_wanted(at)
    if wanted:
        run(at)
    return wanted
