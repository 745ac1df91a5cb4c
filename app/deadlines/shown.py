"""A plan as it is shown before, or told after: who gets what, with which words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.access import ROLE_NAMES, Role
from app.deadlines.ladders import ABOVE
from app.deadlines.people import Person, people
from app.deadlines.plans import Plan, Rise, Sending
from app.deadlines.words import StepKind, Way
from app.mail import addresses


@dataclass(frozen=True)
class Recipient:
    """Who gets it: everybody at a unit by a notice, a person by mail, a role whose turn it is."""

    unit: str
    way: str
    name: str | None = None


@dataclass(frozen=True)
class Shown:
    """A step or reminder about a unit (its code), as it stands in a list."""

    unit: str
    rule: str
    step: str
    due: dt.date
    recipients: list[Recipient]
    text: str

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "due": self.due.isoformat()}


def shown(plan: Plan) -> Iterator[Shown]:
    """All of a plan, reminders first."""
    below = {each.child.id for each in plan.sendings if Way.MAIL in each.rule.ways}
    below |= {rise.child.id for rise in plan.rises if rise.step.kind == StepKind.REMIND}
    known = Receivers(below)
    for each in plan.sendings:
        yield _sending(each, known)
    for rise in plan.rises:
        yield _rise(plan.upper.code, rise, known)


class Receivers:
    """Who at some units can be reached by mail; two statements."""

    def __init__(self, unit_ids: set[int]) -> None:
        persons = people(unit_ids) if unit_ids else {}
        reached = addresses(one.account_id for each in persons.values() for one in each)
        self._of: dict[int, list[Person]] = {
            unit: [one for one in each if one.account_id in reached]
            for unit, each in persons.items()
        }

    def by_mail(self, unit_id: int, code: str) -> list[Recipient]:
        return [Recipient(code, Way.MAIL.value, one.name) for one in self._of.get(unit_id, [])]

    def of_rule(self, ways: list[Any], unit_id: int, code: str) -> list[Recipient]:
        """Who gets a reminder, by the ways of its rule."""
        found = [Recipient(code, way) for way in ways if way != Way.MAIL]
        return found + (self.by_mail(unit_id, code) if Way.MAIL in ways else [])


def _sending(each: Sending, known: Receivers) -> Shown:
    to = known.of_rule(each.rule.ways, each.child.id, each.child.code)
    text = f"{each.title}\n{each.text}"
    return Shown(each.child.code, each.rule.name, _time_words(each), each.due, to, text)


def _time_words(each: Sending) -> str:
    """Which of its times a rule speaks at: so many days before the deadline, or weekly."""
    before = (clock.day_of(each.child.deadline) - each.due).days
    if before in each.rule.offsets:
        return str(_("Trước hạn %(n)s ngày", n=before))
    return str(_("Hằng tuần"))


def _rise(code: str, rise: Rise, known: Receivers) -> Shown:
    step = rise.step
    if step.kind == StepKind.REMIND:
        to = known.of_rule([Way.NOTICE.value, Way.MAIL.value], rise.child.id, rise.child.code)
    else:
        roles = [step.acts, *(role for role in step.told if role not in (ABOVE, step.acts))]
        to = [Recipient(code, "digest", str(ROLE_NAMES[Role(role)])) for role in roles]
    return Shown(rise.child.code, rise.ladder.name, step.name, rise.due, to, rise.text)
