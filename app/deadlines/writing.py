"""Writing plans: the rows first, then a word for each row that is really new.

Called in a transaction that holds the rows of the units that act: nobody else writes there now.
The keys of the tables are the last resort; what they turn away is told to nobody.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock, journal
from app.db import db, insert_missing
from app.deadlines.behind import Behind
from app.deadlines.escalations import Escalation, State
from app.deadlines.plans import New, Plan, Rise, Sending
from app.deadlines.reminders import Became, Judged, Reminder
from app.deadlines.telling import tell
from app.deadlines.words import StepKind
from app.tenancy import STEP, UnitLike, owned_by


def write(plans: Sequence[Plan], at: dt.datetime) -> int:
    """Write all that some plans say; how many reminders and steps are new."""
    _look_after(plans, at)
    _put_off(plans, at)
    new = [New(plan) for plan in plans]
    _send(new, at)
    _keep_times(plans, at)
    _rise(new, at)
    tell(new, at)
    return sum(len(one.sent) + len(one.risen) for one in new)


def _look_after(plans: Sequence[Plan], at: dt.datetime) -> None:
    """Move the marks on: what was due until now is not looked at again."""
    marks: dict[tuple[int, int], list[UnitLike]] = defaultdict(list)
    for plan in plans:
        for mark in plan.looked_at:
            marks[mark].append(plan.upper)
    for (rule, stage), uppers in marks.items():
        said = {"rule_id": rule, "stage_id": stage, "until": at}
        insert_missing(Judged, [{**owned_by(upper), **said} for upper in uppers])
        db.session.execute(
            sa.update(Judged)
            .where(
                Judged.unit_id.in_([upper.id for upper in uppers]),
                Judged.rule_id == rule,
                Judged.stage_id == stage,
                Judged.until < at,
            )
            .values(until=at)
        )


def _put_off(plans: Sequence[Plan], at: dt.datetime) -> None:
    """What nobody needs any more, and what waits for the end of quiet time."""
    if spared := [number for plan in plans for number in plan.spared]:
        _become(spared, Became.SPARED)
    held = [
        _reminder(plan.upper, each, due.day, due.at, Became.HELD, at)
        for plan in plans
        for each in plan.held
        for due in each.dues
    ]
    insert_missing(Reminder, held)


def _send(news: Sequence[New], at: dt.datetime) -> None:
    """The reminders; those that are new get their ids."""
    said = [
        _reminder(new.upper, each, each.speaks.day, each.speaks.at, Became.SENT, at, each)
        for new in news
        for each in new.plan.sendings
        if each.speaks
    ]
    insert_missing(Reminder, said)
    ids = _sent_ids(news, at) if said else {}
    merged: list[dict[str, Any]] = []
    for new in news:
        for each in new.plan.sendings:
            key = new.upper.id, each.child.id, each.rule.id, each.one.stage.id, each.due
            number = ids.get(key) if each.speaks else _let_go(each, at)
            if number is None:
                continue
            new.sent.append((number, each))
            merged += [
                {
                    **_reminder(new.upper, each, due.day, due.at, Became.MERGED, at),
                    "merged_into": number,
                }
                for due in each.dues
                if due.day != each.due
            ]
            if others := [row.id for row in each.held if row.due != each.due]:
                _become(others, Became.MERGED, merged_into=number)
    insert_missing(Reminder, merged)
    lines = [(owned_by(new.upper), number) for new in news for number, _each in new.sent]
    _record("reminder.send", Reminder, lines, at)


def _let_go(each: Sending, at: dt.datetime) -> int:
    """Send a reminder that was held, with today's figures."""
    number: int = each.speaks_held.id
    _become([number], Became.SENT, title=each.title, text=each.text, sent_at=at)
    return number


def _become(ids: list[int], became: Became, **said: Any) -> None:
    held = sa.and_(Reminder.id.in_(ids), Reminder.became == Became.HELD.value)
    db.session.execute(sa.update(Reminder).where(held).values(became=became.value, **said))


def _reminder(
    upper: UnitLike,
    each: Any,
    day: dt.date,
    moment: dt.datetime,
    became: Became,
    at: dt.datetime,
    said: Sending | None = None,
) -> dict[str, Any]:
    return {
        **owned_by(upper),
        "about_unit_id": each.child.id,
        "rule_id": each.rule.id,
        "stage_id": each.one.stage.id,
        "due": day,
        "moment": moment,
        "became": became.value,
        "merged_into": None,
        "title": said.title if said else None,
        "text": said.text if said else None,
        "made_at": at,
        "sent_at": at if said else None,
    }


def _sent_ids(news: Sequence[New], at: dt.datetime) -> dict[Any, int]:
    """The reminders that this run has sent, by what is unique about them."""
    sent = Reminder
    key = (sent.unit_id, sent.about_unit_id, sent.rule_id, sent.stage_id, sent.due)
    rows = db.session.execute(
        sa.select(*key, sent.id).where(
            sent.unit_id.in_([new.upper.id for new in news]),
            sent.became == Became.SENT.value,
            sent.made_at == at,
        )
    )
    return {tuple(key): number for *key, number in rows}


def _keep_times(plans: Sequence[Plan], at: dt.datetime) -> None:
    """Times behind that began or ended, and what that means for steps that wait."""
    insert_missing(Behind, [row for plan in plans for row in plan.begun])
    if ended := [number for plan in plans for number in plan.ended]:
        over = sa.update(Behind).where(Behind.id.in_(ended), Behind.until.is_(None))
        db.session.execute(over.values(until=clock.day_of(at)))
    for act, state, wanted in (
        ("escalation.settle", State.SETTLED, "settled"),
        ("escalation.resume", State.DUE, "resumed"),
    ):
        lines = [(owned_by(p.upper), number) for p in plans for number in getattr(p, wanted)]
        if lines:
            turned = sa.update(Escalation).where(Escalation.id.in_([n for _at, n in lines]))
            db.session.execute(turned.values(state=state.value, paused_until=None))
            _record(act, Escalation, lines, at, fields=["state"])
    days: dict[dt.date | None, list[int]] = defaultdict(list)
    for plan in plans:
        for number, day in plan.later.items():
            days[day].append(number)
    for day, numbers in days.items():
        foreseen = sa.update(Escalation).where(Escalation.id.in_(numbers))
        db.session.execute(foreseen.values(next_on=day))


def _rise(news: Sequence[New], at: dt.datetime) -> None:
    """The steps; those that are new get their ids."""
    rows = [_step(new.upper, rise, at) for new in news for rise in new.plan.rises]
    if not rows:
        return
    insert_missing(Escalation, rows)
    step = Escalation
    key = (step.unit_id, step.about_unit_id, step.ladder_id, step.stage_id, step.position, step.due)
    units = [new.upper.id for new in news if new.plan.rises]
    made = sa.select(*key, step.id).where(step.unit_id.in_(units), step.made_at == at)
    ids = {tuple(key): number for *key, number in db.session.execute(made)}
    for new in news:
        for rise in new.plan.rises:
            about = rise.child.id, rise.ladder.id, rise.one.stage.id
            number = ids.get((new.upper.id, *about, rise.step.position, rise.due))
            if number is not None:
                new.risen.append((number, rise))
    lines = [(owned_by(new.upper), number) for new in news for number, _rise in new.risen]
    _record("escalation.rise", Escalation, lines, at)


def _record(
    act: str, model: Any, lines: Iterable[Any], at: dt.datetime, fields: Iterable[str] = ()
) -> None:
    journal.record_all(act, model.__tablename__, lines, by=None, at=at, fields=fields)


def _step(upper: UnitLike, rise: Rise, at: dt.datetime) -> dict[str, Any]:
    by_itself = rise.step.kind == StepKind.REMIND
    return {
        **owned_by(upper),
        "about_unit_id": rise.child.id,
        "ladder_id": rise.ladder.id,
        "programme_id": rise.one.programme.id,
        "stage_id": rise.one.stage.id,
        "position": rise.step.position,
        "step": rise.step.name,
        "kind": rise.step.kind,
        "acts": rise.step.acts,
        "told": rise.step.told,
        "since": rise.since,
        "due": rise.due,
        "quota": rise.pace.quota,
        "count": rise.pace.count,
        "expected": rise.pace.expected,
        "text": rise.text,
        "made_at": at,
        "state": (State.DONE if by_itself else State.DUE).value,
        "done_at": at if by_itself else None,
        "next_on": rise.next_on,
        "tells_above": rise.tells_above and len(upper.path) > STEP,
    }
