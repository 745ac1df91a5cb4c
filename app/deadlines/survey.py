"""What a run finds: each unit that acts, with those of its children that something may be said to.

Figures of all units are read once (`branches`); only the children that a rule speaks of at this
moment, or that are behind where a ladder holds, are kept.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app import clock
from app.calendars import workdays_of_all
from app.db import db
from app.deadlines.behind import Behind
from app.deadlines.branches import Branch, branches
from app.deadlines.moments import Due, after, between, planned
from app.deadlines.passes import Pass, times_of
from app.deadlines.reminders import Became, Judged, Reminder
from app.deadlines.rules import Reminding
from app.deadlines.wording import Phrases
from app.deadlines.words import Who


@dataclass
class Found:
    """What one pass found below a unit; `looked_at` are the rules that had something due."""

    one: Pass
    children: list[Branch] = field(default_factory=list)
    looked_at: set[int] = field(default_factory=set)


@dataclass
class Upper:
    """A unit that acts, and what was found below it, by pass."""

    id: int
    path: str
    code: str
    name: str
    found: list[Found] = field(default_factory=list)


class Survey:
    """The units that act at a moment, in the order in which they were found.

    `next_at` is the first moment after it at which something may become due.
    """

    def __init__(self, passes: Iterable[Pass], at: dt.datetime) -> None:
        self.at, self.day = at, clock.day_of(at)
        self.uppers: dict[int, Upper] = {}
        self.phrases = Phrases()
        self.next_at: dt.datetime | None = None
        self._dues: dict[tuple[int, int, dt.datetime, dt.datetime, int], list[Due]] = {}
        passes = list(passes)
        self.calendar = workdays_of_all(_ends(passes))
        self._judged = _marks(passes)
        self._held, self._open = _left_over(passes)
        for one in passes:
            for top in one.tops:
                for upper in branches(one, top, self.day):
                    self._look(one, upper)

    def until(self, moment: dt.datetime) -> None:
        """Something waits for that moment."""
        if moment > self.at and (self.next_at is None or moment < self.next_at):
            self.next_at = moment

    def dues(
        self, one: Pass, rule: Reminding, since: dt.datetime | None, child: Branch
    ) -> list[Due]:
        """What became due by a rule for a unit after it was last looked after, until now."""
        assert rule.switched_on_at is not None
        lower = max(filter(None, (since, rule.switched_on_at)))
        workdays = self.calendar(child.path)
        key = rule.id, one.stage.id, lower, child.deadline, id(workdays)
        if key not in self._dues:
            all_dues = planned(times_of(rule), one.first_day, child.deadline, workdays)
            self._dues[key] = between(all_dues, lower, self.at)
            if (coming := after(all_dues, self.at)) is not None:
                self.until(coming.at)
        return self._dues[key]

    def _look(self, one: Pass, upper: Branch) -> None:
        found, ladder = Found(one), one.ladder_at(upper.path)
        kept: dict[int, Branch] = {}
        for rule in one.rules_at(upper.path):
            since = self._judged.get((upper.id, rule.id, one.stage.id))
            for child in upper.children:
                if self.dues(one, rule, since, child):
                    found.looked_at.add(rule.id)
                    if is_concerned(rule.who, one, child, self.at):
                        kept[child.id] = child
        for child in upper.children:
            if child.id in self._held or (ladder and is_behind(one, child, self.day)):
                kept[child.id] = child
        found.children = list(kept.values())
        if kept or found.looked_at or upper.id in self._open:
            known = self.uppers.setdefault(
                upper.id, Upper(upper.id, upper.path, upper.code, upper.name)
            )
            known.found.append(found)


def is_behind(one: Pass, child: Branch, today: dt.date) -> bool:
    pace = child.pace(one, today)
    return pace is not None and pace.is_behind


def is_concerned(who: str, one: Pass, child: Branch, at: dt.datetime) -> bool:
    """Whether a unit has not done its part yet. After its deadline nobody is reminded any more."""
    if at > child.deadline:
        return False
    if who == Who.BEHIND:
        return is_behind(one, child, clock.day_of(at))
    if who == Who.NOTHING:
        return not child.sums.all
    if who == Who.RETURNED:
        return child.sums.returned > 0
    return child.unanswered


def _ends(passes: Iterable[Pass]) -> list[str]:
    """The first path of the subtrees to read, and one after the last."""
    tops = [top for one in passes for top in one.tops]
    return [min(tops), max(top[:-1] + "/" for top in tops)] if tops else []


def _marks(passes: Iterable[Pass]) -> dict[tuple[int, int, int], dt.datetime]:
    """Until when each rule was looked after, by the unit that acts, the rule and the stage."""
    rules = {rule.id for one in passes for rule in one.rules}
    rows = db.session.execute(
        sa.select(Judged.unit_id, Judged.rule_id, Judged.stage_id, Judged.until).where(
            Judged.rule_id.in_(rules)
        )
    )
    return {(unit, rule, stage): until for unit, rule, stage, until in rows}


def _left_over(passes: Iterable[Pass]) -> tuple[set[int], set[int]]:
    """Units whose reminders are held, and units that act with something still open."""
    if not any(True for _one in passes):
        return set(), set()
    held = db.session.execute(
        sa.select(Reminder.about_unit_id, Reminder.unit_id).where(Reminder.became == Became.HELD)
    ).all()
    still = db.session.scalars(sa.select(Behind.unit_id).where(Behind.until.is_(None)).distinct())
    return {about for about, _unit in held}, {*still, *(unit for _about, unit in held)}
