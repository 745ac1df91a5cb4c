"""Deciding which reminders go out at a unit now, by what was found and what is kept there."""

from app.deadlines.branches import Branch
from app.deadlines.kept import Kept
from app.deadlines.passes import Pass
from app.deadlines.places import filled
from app.deadlines.plans import Held, Plan, Sending
from app.deadlines.rules import Reminding
from app.deadlines.survey import Found, Survey, is_concerned


def decide(plan: Plan, survey: Survey, kept: Kept) -> None:
    """Put into a plan what the rules that act at its unit say now."""
    upper = plan.upper
    for found in upper.found:
        for rule in found.one.rules_at(upper.path):
            _by_rule(plan, survey, found, rule, kept)
            if rule.id in found.looked_at:
                plan.looked_at.append((rule.id, found.one.stage.id))
    left = [key for key in kept.held if key[0] == upper.id]
    plan.spared += [row.id for key in left for row in kept.held.pop(key)]


def _by_rule(plan: Plan, survey: Survey, found: Found, rule: Reminding, kept: Kept) -> None:
    one, unit_id = found.one, plan.upper.id
    since = kept.marks.get((unit_id, rule.id, one.stage.id))
    for child in found.children:
        dues = survey.dues(one, rule, since, child)
        waiting = kept.held.pop((unit_id, rule.id, one.stage.id, child.id), [])
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
    workdays = survey.calendar(child.path)
    figures = survey.phrases.values(one, child, upper_name, survey.day, workdays)
    return filled(rule.title, figures), filled(rule.body, figures)
