"""Deciding which reminders go out at a unit now. Reads rows of that unit alone."""

import datetime as dt
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.deadlines.branches import Branch
from app.deadlines.passes import Pass
from app.deadlines.places import filled
from app.deadlines.plans import Held, Plan, Sending
from app.deadlines.reminders import Became, Judged, Reminder
from app.deadlines.rules import Reminding
from app.deadlines.survey import Found, Survey, is_concerned
from app.deadlines.wording import values

Key = tuple[int, int, int]


def decide(plan: Plan, survey: Survey) -> None:
    """Put into a plan what the rules that act at its unit say now."""
    upper = plan.upper
    if not any(found.one.rules_at(upper.path) for found in upper.found):
        return
    marks, held = _marks(upper.id), _held(upper.id)
    for found in upper.found:
        for rule in found.one.rules_at(upper.path):
            since = marks.get((rule.id, found.one.stage.id))
            if since is not None and since >= survey.at:  # another run was here
                continue
            _by_rule(plan, survey, found, rule, since, held)
            if rule.id in found.looked_at:
                plan.looked_at.append((rule.id, found.one.stage.id))
    plan.spared += [row.id for rows in held.values() for row in rows]


def _by_rule(
    plan: Plan,
    survey: Survey,
    found: Found,
    rule: Reminding,
    since: dt.datetime | None,
    held: dict[Key, list[Reminder]],
) -> None:
    one = found.one
    for child in found.children:
        dues = survey.dues(one, rule, since, child)
        waiting = held.pop((rule.id, one.stage.id, child.id), [])
        if not dues and not waiting:
            continue
        if not is_concerned(rule.who, one, child, survey.at):
            plan.spared += [row.id for row in waiting]
            continue
        workdays = survey.calendar(child.path)
        if workdays.is_quiet(survey.at):
            survey.until(workdays.next_moment(survey.at))
            if dues:
                plan.held.append(Held(one, rule, child, dues))
            continue
        title, text = said(one, rule, child, plan.upper.name, survey)
        plan.sendings.append(Sending(one, rule, child, dues, waiting, title, text))


def said(
    one: Pass, rule: Reminding, child: Branch, upper_name: str, survey: Survey
) -> tuple[str, str]:
    """Title and text of a rule for a unit, with its figures."""
    figures = values(one, child, upper_name, survey.today, survey.calendar(child.path))
    return filled(rule.title, figures), filled(rule.body, figures)


def _marks(unit_id: int) -> dict[tuple[int, int], dt.datetime]:
    query = sa.select(Judged.rule_id, Judged.stage_id, Judged.until)
    rows: Any = db.session.execute(query.where(Judged.unit_id == unit_id))
    return {(rule, stage): until for rule, stage, until in rows}


def _held(unit_id: int) -> dict[Key, list[Reminder]]:
    """Reminders that wait for the end of quiet time, by rule, stage and unit."""
    rows: dict[Key, list[Reminder]] = defaultdict(list)
    query = sa.select(Reminder).where(
        Reminder.unit_id == unit_id, Reminder.became == Became.HELD.value
    )
    for row in db.session.scalars(query.order_by(Reminder.due)):
        rows[row.rule_id, row.stage_id, row.about_unit_id].append(row)
    return rows
