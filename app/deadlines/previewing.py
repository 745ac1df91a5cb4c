""" "Xem trước: ai nhận, nội dung gì": a rule at this moment, before it is switched on."""

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.calendars import workdays_of_all
from app.deadlines.branches import Branch, branches
from app.deadlines.moments import Due, after, planned
from app.deadlines.passes import Pass, passes, times_of
from app.deadlines.places import filled
from app.deadlines.rules import Reminding
from app.deadlines.shown import Receivers, Recipient
from app.deadlines.survey import is_concerned
from app.deadlines.wording import Phrases
from app.deadlines.words import Way
from app.workdays import Workdays

MOST = 200
"""Units that a preview shows with their texts; of the others it says how many."""


@dataclass(frozen=True)
class Foreseen:
    """What a unit below would get: `next` is when it is reminded next, None when never again."""

    unit_id: int
    code: str
    name: str
    upper: str
    next: Due | None
    recipients: list[Recipient]
    title: str
    text: str


@dataclass(frozen=True)
class Preview:
    """Whom a rule would reach if it spoke now: how many, how many it leaves alone, the first of
    them with their texts."""

    total: int
    left_alone: int
    lines: list[Foreseen]


def preview(rule: Reminding, at: dt.datetime, *, most: int = MOST) -> Preview:
    """Look below the rule's unit, in whose scope the session is; writes nothing."""
    found: list[tuple[Pass, Branch, str]] = []
    total = alone = 0
    today = clock.day_of(at)
    for one in passes([rule], [], at):
        for upper in branches(one, rule.unit_path, today):
            if not rule.acts_at(upper.path):
                continue
            for child in upper.children:
                if not is_concerned(rule.who, one, child, at):
                    alone += 1
                    continue
                total += 1
                if len(found) < most:
                    found.append((one, child, upper.name))
    by_mail = {child.id for _one, child, _upper in found} if Way.MAIL in rule.ways else set()
    known = Receivers(by_mail)
    calendar = workdays_of_all([child.path for _one, child, _upper in found])
    lines = [
        _foreseen(rule, one, child, upper, at, known, calendar(child.path))
        for one, child, upper in found
    ]
    return Preview(total, alone, lines)


def _foreseen(
    rule: Reminding,
    one: Pass,
    child: Branch,
    upper: str,
    at: dt.datetime,
    known: Receivers,
    workdays: Workdays,
) -> Foreseen:
    coming = after(planned(times_of(rule), one.first_day, child.deadline, workdays), at)
    figures = Phrases().values(one, child, upper, clock.day_of(at), workdays)
    to = known.of_rule(rule.ways, child.id, child.code)
    title, text = filled(rule.title, figures), filled(rule.body, figures)
    return Foreseen(child.id, child.code, child.name, upper, coming, to, title, text)
