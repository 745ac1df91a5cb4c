"""Random lives of a small nation, and what its rules should have said: plain loops over rows, days
and minutes, which know nothing of how the run works."""

import datetime as dt
import random
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app import clock
from app.calendars import OwnDay, QuietHours
from app.db import db
from app.deadlines import Became, Reach, Reminding, Way, Who
from app.programmes import Cutoff
from app.tenancy import owned_by
from app.units import Unit
from app.workdays import DAY, Workdays
from tests.deadlines.laying import at, hold, rule, stage
from tests.world import TREE

FIRST = dt.date(2022, 6, 1)
BEGIN, DAYS = dt.date(2023, 1, 5), 45
"""Tết lies in the midst."""
PARENT = {code: parent for parent, code, _name, _kind in TREE}
LEAVES = [code for code in PARENT if code not in PARENT.values()]
MINUTE = dt.timedelta(minutes=1)

Key = tuple[str, str, int, dt.date]
"""Who reminds, who is reminded, by which rule, due when."""


def chance_time(dice: random.Random) -> dt.time:
    return dt.time(dice.randrange(24), dice.choice((0, 15, 30, 59)))


@dataclass
class Life:
    """What was laid down, as plain facts by the units' codes."""

    dice: random.Random
    deadlines: dict[str, dt.datetime] = field(default_factory=dict)
    quiet: dict[str, tuple[dt.time, dt.time]] = field(default_factory=dict)
    own_days: dict[str, list[tuple[dt.date, bool]]] = field(default_factory=dict)
    quotas: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    rules: list[Any] = field(default_factory=list)
    last: dict[int, dt.datetime] = field(default_factory=dict)
    held: dict[tuple[str, str, int], set[dt.date]] = field(default_factory=dict)
    became: dict[Key, str] = field(default_factory=dict)
    told: list[tuple[dt.datetime, str]] = field(default_factory=list)

    # --- laying down; in a session over everything ---

    def lay_down(self) -> None:
        units = {code: Unit.by_code(code) for code in PARENT}
        for code in self._some(4):
            self.deadlines[code] = at(BEGIN + DAY * self.dice.randrange(60), "23:59")
            if self.dice.random() < 0.4:
                moment = self.deadlines[code].replace(hour=self.dice.randrange(24), minute=0)
                self.deadlines[code] = moment
            place = owned_by(units[code])
            facts = {"stage_id": stage().id, "reason": "sớm", "at": self.deadlines[code]}
            db.session.add(Cutoff(**place, **facts))
        for code in self._some(3):
            self.quiet[code] = chance_time(self.dice), chance_time(self.dice)
            since, until = self.quiet[code]
            QuietHours.keep(units[code], since, until, by=None, at=at(BEGIN))
        for code in self._some(5):
            for day in {BEGIN + DAY * self.dice.randrange(DAYS) for _ in range(4)}:
                works = self.dice.random() < 0.4
                self.own_days.setdefault(code, []).append((day, works))
                OwnDay.mark(units[code], day, works=works, words="riêng", by=None, at=at(BEGIN))
        for code in PARENT:
            if self.dice.random() < 0.85:
                self.quotas[code] = self.dice.choice((1, 10, 40, 90))
            self.change(code)
        for _number in range(self.dice.randrange(3, 8)):
            self.rules.append(self._rule())

    def _some(self, most: int) -> list[str]:
        return self.dice.sample(list(PARENT), self.dice.randrange(most + 1))

    def _rule(self) -> dict[str, Any]:
        offsets = self.dice.sample([0, 1, 2, 3, 5, 7, 14, 30], self.dice.randrange(5))
        weekday = self.dice.choice((None, *range(7))) if offsets else self.dice.randrange(7)
        facts = {
            "who": self.dice.choice((Who.BEHIND, Who.BEHIND, Who.NOTHING, Who.RETURNED)),
            "offsets": offsets,
            "weekday": weekday,
            "clock_time": self.dice.choice((dt.time(8), chance_time(self.dice))),
            "reach": self.dice.choice(list(Reach)),
            "ways": self.dice.choice([(Way.NOTICE,), (Way.NOTICE, Way.MAIL), (Way.ZALO,)]),
        }
        code = self.dice.choice([code for code in PARENT if code not in LEAVES])
        on_since = at(BEGIN + DAY * self.dice.randrange(-3, 12), "10:00")
        made: Reminding = rule(code, on_since=on_since, **facts)
        return {**facts, "id": made.id, "code": code, "on_since": on_since}

    def change(self, code: str) -> None:
        """Other counts at a unit from now on."""
        states = ("submitted", "valid", "invalid", "returned")
        self.counts[code] = {s: self.dice.choice((0, 0, 0, 1, 2, 6)) for s in states}
        hold(code, quota=self.quotas.get(code), **self.counts[code])

    # --- what should come of it ---

    def run(self, moment: dt.datetime) -> None:
        """One run, as it should be."""
        told = set[str]()
        for each in self.rules:
            if moment < each["on_since"]:
                continue
            for code, parent in PARENT.items():
                if parent and self._acts(each, parent) and self._remind(each, parent, code, moment):
                    told.add(code)
            self.last[each["id"]] = moment
        self.told += [(moment, code) for code in sorted(told)]

    def _acts(self, each: dict[str, Any], code: str) -> bool:
        if each["reach"] == Reach.CHILDREN:
            return code == each["code"]
        return each["code"] in self._line(code)

    def _remind(self, each: dict[str, Any], parent: str, code: str, moment: dt.datetime) -> bool:
        """One rule about one unit; whether a notice goes out."""
        held = self.held.setdefault((parent, code, each["id"]), set())
        since = max(each["on_since"], self.last.get(each["id"], each["on_since"]))
        new = {day for day, due in self._dues(each, code) if since < due <= moment}
        if not new | held:
            return False
        if not self._is_concerned(each["who"], code, moment):
            self._note(each, parent, code, held, Became.SPARED)
            held.clear()
            return False
        if self.workdays(code).is_quiet(moment):
            self._note(each, parent, code, new, Became.HELD)
            held |= new
            return False
        self._note(each, parent, code, new | held, Became.MERGED)
        self._note(each, parent, code, {max(new | held)}, Became.SENT)
        held.clear()
        return Way.NOTICE in each["ways"]

    def _note(
        self, each: dict[str, Any], parent: str, code: str, days: set[dt.date], became: Became
    ) -> None:
        for day in days:
            self.became[parent, code, each["id"], day] = became.value

    def _dues(self, each: dict[str, Any], code: str) -> list[tuple[dt.date, dt.datetime]]:
        deadline, workdays, found = self.deadline(code), self.workdays(code), []
        last = clock.day_of(deadline)
        for day in (BEGIN + DAY * n for n in range(-40, DAYS + 40)):
            named = (last - day).days in each["offsets"] or day.weekday() == each["weekday"]
            moment = dt.datetime.combine(day, each["clock_time"], clock.HANOI)
            if named and day >= FIRST and moment <= deadline:
                found.append((day, _moved(moment, deadline, workdays)))
        return found

    def _is_concerned(self, who: Who, code: str, moment: dt.datetime) -> bool:
        below = [other for other in PARENT if code in self._line(other)]
        sums = {s: sum(self.counts[o][s] for o in below) for s in self.counts[code]}
        if moment > self.deadline(code):
            return False
        if who == Who.NOTHING:
            return not any(sums.values())
        if who == Who.RETURNED:
            return sums["returned"] > 0
        quota = self.quotas.get(code)
        if not quota:
            return False
        last, today = clock.day_of(self.deadline(code)), clock.day_of(moment)
        line = Fraction(quota * ((today - FIRST).days + 1), (last - FIRST).days + 1)
        return sums["submitted"] + sums["valid"] < int(line + Fraction(1, 2))

    def deadline(self, code: str) -> dt.datetime:
        """The nearest upward, else the stage's end."""
        held = [self.deadlines[one] for one in self._line(code) if one in self.deadlines]
        return held[0] if held else clock.end_of(dt.date(2023, 9, 30))

    def workdays(self, code: str) -> Workdays:
        """Own days of the whole line, the nearest word last; the nearest quiet hours."""
        off, on = set[dt.date](), set[dt.date]()
        for one in reversed(self._line(code)):
            for day, works in self.own_days.get(one, []):
                (off, on)[works].add(day)
                (on, off)[works].discard(day)
        quiet = [self.quiet[one] for one in self._line(code) if one in self.quiet]
        return Workdays(frozenset(off), frozenset(on), *(quiet[0] if quiet else ()))

    def _line(self, code: str) -> list[str]:
        """The unit and all above it, upward."""
        line, one = [], code
        while one:
            line.append(one)
            one = PARENT[one]
        return line


def _moved(moment: dt.datetime, deadline: dt.datetime, workdays: Workdays) -> dt.datetime:
    while not workdays.is_working(moment.date()):
        moment -= DAY
    wanted = moment
    while workdays.is_quiet(moment):
        moment += MINUTE
    if moment > deadline:
        moment = wanted
        while workdays.is_quiet(moment):
            moment -= MINUTE
    return moment


def ids() -> dict[str, int]:
    return {code: number for number, code in db.session.execute(sa.select(Unit.id, Unit.code))}
