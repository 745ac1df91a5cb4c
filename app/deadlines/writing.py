"""Writing a plan: the rows first, then a word for each row that is really new.

Called in a transaction of the unit that acts, which holds its row: nobody else writes there now.
The keys of the tables are the last resort; what they turn away is told to nobody.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app import clock, journal
from app.db import db, insert_missing
from app.deadlines.behind import Behind
from app.deadlines.escalations import Escalation, State
from app.deadlines.plans import Plan, Rise, Sending
from app.deadlines.reminders import Became, Judged, Reminder
from app.deadlines.telling import tell
from app.deadlines.words import StepKind
from app.tenancy import STEP, UnitLike, owned_by


def write(plan: Plan, at: dt.datetime) -> int:
    """Write all that a plan says; how many reminders and steps are new."""
    _look_after(plan, at)
    sent = _send(plan, at)
    _keep_times(plan, at)
    risen = _rise(plan, at)
    tell(plan.upper, sent, risen, at)
    return len(sent) + len(risen)


def _look_after(plan: Plan, at: dt.datetime) -> None:
    """Move the marks on: what was due until now is not looked at again."""
    place = owned_by(plan.upper)
    marks = [{**place, "rule_id": r, "stage_id": s, "until": at} for r, s in plan.looked_at]
    insert_missing(Judged, marks)
    for mark in marks:
        db.session.execute(
            sa.update(Judged)
            .where(
                Judged.unit_id == plan.upper.id,
                Judged.rule_id == mark["rule_id"],
                Judged.stage_id == mark["stage_id"],
                Judged.until < at,
            )
            .values(until=at)
        )


def _send(plan: Plan, at: dt.datetime) -> list[tuple[int, Sending]]:
    """The reminders with their ids, those alone that are new."""
    upper = plan.upper
    if plan.spared:
        _become(plan.spared, Became.SPARED)
    put_off = [
        _reminder(upper, each, due.day, due.at, Became.HELD, at)
        for each in plan.held
        for due in each.dues
    ]
    insert_missing(Reminder, put_off)
    said = [
        _reminder(upper, each, each.speaks.day, each.speaks.at, Became.SENT, at, each)
        for each in plan.sendings
        if each.speaks
    ]
    insert_missing(Reminder, said)
    new = _ids(upper, at) if said else {}
    sent, merged = list[tuple[int, Sending]](), list[dict[str, Any]]()
    for each in plan.sendings:
        if each.speaks:
            number = new.get((each.child.id, each.rule.id, each.one.stage.id, each.speaks.day))
        else:
            number = _let_go(each, at)
        if number is None:
            continue
        sent.append((number, each))
        rows = [due for due in each.dues if due.day != each.due]
        merged += [
            {**_reminder(upper, each, due.day, due.at, Became.MERGED, at), "merged_into": number}
            for due in rows
        ]
        if others := [row.id for row in each.held if row.due != each.due]:
            _become(others, Became.MERGED, merged_into=number)
    insert_missing(Reminder, merged)
    lines = [(owned_by(upper), number) for number, _each in sent]
    journal.record_all("reminder.send", Reminder.__tablename__, lines, by=None, at=at)
    return sent


def _let_go(each: Sending, at: dt.datetime) -> int | None:
    """Send a reminder that was held, with today's figures."""
    held = each.speaks_held
    if held is None:
        return None
    _become([held.id], Became.SENT, title=each.title, text=each.text, sent_at=at)
    return held.id


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


def _ids(upper: UnitLike, at: dt.datetime) -> dict[tuple[int, int, int, dt.date], int]:
    """The reminders that this run has sent, by what is unique about them."""
    rows = db.session.execute(
        sa.select(
            Reminder.about_unit_id, Reminder.rule_id, Reminder.stage_id, Reminder.due, Reminder.id
        ).where(
            Reminder.unit_id == upper.id,
            Reminder.became == Became.SENT.value,
            Reminder.made_at == at,
        )
    )
    return {(about, rule, stage, due): number for about, rule, stage, due, number in rows}


def _keep_times(plan: Plan, at: dt.datetime) -> None:
    """Times behind that began or ended, and what that means for steps that wait."""
    insert_missing(Behind, plan.begun)
    if plan.ended:
        ended = sa.update(Behind).where(Behind.id.in_(plan.ended), Behind.until.is_(None))
        db.session.execute(ended.values(until=clock.day_of(at)))
    _turn(plan, plan.settled, State.SETTLED, "escalation.settle", at)
    _turn(plan, plan.resumed, State.DUE, "escalation.resume", at)
    for number, day in plan.later.items():
        said = sa.update(Escalation).where(Escalation.id == number)
        db.session.execute(said.values(next_on=day))


def _turn(plan: Plan, ids: list[int], state: State, act: str, at: dt.datetime) -> None:
    if not ids:
        return
    turned = sa.update(Escalation).where(Escalation.id.in_(ids))
    db.session.execute(turned.values(state=state.value, paused_until=None))
    lines = [(owned_by(plan.upper), number) for number in ids]
    journal.record_all(act, Escalation.__tablename__, lines, by=None, at=at, fields=["state"])


def _rise(plan: Plan, at: dt.datetime) -> list[tuple[int, Rise]]:
    """The steps with their ids, those alone that are new."""
    if not plan.rises:
        return []
    insert_missing(Escalation, [_step(plan.upper, rise, at) for rise in plan.rises])
    rows = db.session.execute(
        sa.select(
            *(Escalation.about_unit_id, Escalation.ladder_id, Escalation.stage_id),
            *(Escalation.position, Escalation.due, Escalation.id),
        ).where(Escalation.unit_id == plan.upper.id, Escalation.made_at == at)
    )
    new = {tuple(key): number for *key, number in rows}
    risen = []
    for rise in plan.rises:
        step, stage = rise.step, rise.one.stage.id
        number = new.get((rise.child.id, rise.ladder.id, stage, step.position, rise.due))
        if number is not None:
            risen.append((number, rise))
    lines = [(owned_by(plan.upper), number) for number, _rise in risen]
    journal.record_all("escalation.rise", Escalation.__tablename__, lines, by=None, at=at)
    return risen


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
