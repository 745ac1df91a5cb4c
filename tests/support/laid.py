"""What was laid down in a line of units, as plain facts, and every minute of it counted by itself.

Nothing of `app.support.clocks`, `app.support.routing` or `app.workdays` is used here.
"""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.calendars import OwnDay
from app.support import Duty
from tests.support.conftest import unit

BEGIN = dt.date(2023, 1, 13)
TET = {dt.date(2023, 1, day) for day in range(20, 27)}
DAYS = 25
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
OFFICE = [(450, 690), (810, 1020)]
ABOVE = {
    "tld": ["tld"],
    "tinh-a": ["tld", "tinh-a"],
    "tinh-b": ["tld", "tinh-b"],
    "huyen-a1": ["tld", "tinh-a", "huyen-a1"],
    "huyen-b1": ["tld", "tinh-b", "huyen-b1"],
    "cs-a11": ["tld", "tinh-a", "huyen-a1", "cs-a11"],
}
Spans = list[tuple[int, int]]


@dataclass
class Laid:
    """Rosters and own days by the units' codes."""

    dice: random.Random
    turns: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    days: dict[str, dict[dt.date, bool]] = field(default_factory=dict)
    above: dict[str, list[str]] = field(default_factory=lambda: dict(ABOVE))
    worked: dict[tuple[str, dt.date], set[int]] = field(default_factory=dict)

    def lay_down(self) -> None:
        at = dt.datetime.combine(BEGIN, dt.time(6), clock.HANOI)
        for code in ABOVE:
            self.turns[code] = [self._turn(n) for n in range(self.dice.choice([0, 0, 1, 2, 3]))]
            for turn in self.turns[code]:
                said = {name: value for name, value in turn.items() if name != "spans"}
                said |= {"full_name": "Trần Văn Bình", "hours": _written(turn["spans"])}
                Duty.lay_down(unit(code), said, by=1, at=at)
            some = {self._day(): self.dice.random() < 0.4 for _ in range(self.dice.randrange(4))}
            self.days[code] = some
            for day, works in some.items():
                OwnDay.mark(unit(code), day, works=works, words="riêng", by=1, at=at)

    def _day(self) -> dt.date:
        return BEGIN + DAY * self.dice.randrange(DAYS)

    def _turn(self, number: int) -> dict[str, Any]:
        cuts = sorted(self.dice.sample(range(6 * 60, 22 * 60, 45), self.dice.choice([2, 4])))
        since, until = sorted([self._day(), self._day()])
        gone, back = sorted([self._day(), self._day()])
        instead = self.dice.choice([None, 1, 2, 3])
        return {
            "account_id": number + 1,
            "spans": list(zip(cuts[::2], cuts[1::2], strict=True)),
            "since": self.dice.choice([None, since]),
            "until": self.dice.choice([None, until]),
            "away_since": self.dice.choice([None, gone]),
            "away_until": self.dice.choice([None, back]),
            "stand_in_id": instead,
            "stand_in": "Võ Thị Mai" if instead else "",
        }

    def put(self, code: str, line: list[str]) -> None:
        """A unit lies elsewhere now: the days of another line are its own."""
        self.above[code] = line
        self.worked = {
            (one, day): found for (one, day), found in self.worked.items() if one != code
        }

    # --- counted ---

    def is_worked(self, code: str, at: dt.datetime) -> bool:
        """Whether the desk of a unit is open in the minute that begins at an instant."""
        day = at.date()
        if (code, day) not in self.worked:
            spans = self._spans(code, day)
            minutes = (n for n in range(1440) if any(a <= n < b for a, b in spans))
            self.worked[code, day] = set(minutes)
        return at.hour * 60 + at.minute in self.worked[code, day]

    def counted(self, code: str, since: dt.datetime, until: dt.datetime) -> int:
        """Every open minute that begins from one instant on and before another."""
        at, total = _whole(since), 0
        while at < until:
            total += self.is_worked(code, at)
            at += MINUTE
        return total

    def due(self, code: str, since: dt.datetime, much: int) -> dt.datetime:
        """When so many open minutes are over; of none, when the desk opens."""
        at, left = _whole(since), max(0, much)
        while True:
            if self.is_worked(code, at):
                if left <= 1:
                    return at + MINUTE * left
                left -= 1
            at += MINUTE

    def is_manned(self, code: str, day: dt.date) -> bool:
        return bool(self._there(code, day))

    def _spans(self, code: str, day: dt.date) -> Spans:
        works = day.weekday() < 5 and day not in TET
        for above in self.above[code]:  # the nearest word holds
            works = self.days[above].get(day, works)
        if not works:
            return []
        there = self._there(code, day)
        return [span for turn in there for span in turn["spans"]] if there else OFFICE

    def _there(self, code: str, day: dt.date) -> list[dict[str, Any]]:
        turns = self.turns[code]
        away = {turn["account_id"] for turn in turns if _is_away(turn, day)}
        return [
            turn
            for turn in turns
            if (turn["since"] is None or turn["since"] <= day)
            and (turn["until"] is None or day <= turn["until"])
            and (turn["account_id"] not in away or self._is_stood_in(turn, away))
        ]

    @staticmethod
    def _is_stood_in(turn: dict[str, Any], away: set[int]) -> bool:
        return turn["stand_in_id"] is not None and turn["stand_in_id"] not in away


def _is_away(turn: dict[str, Any], day: dt.date) -> bool:
    since, until = turn["away_since"], turn["away_until"]
    return since is not None and since <= day and (until is None or day <= until)


def _whole(at: dt.datetime) -> dt.datetime:
    """The first minute that begins not before an instant, in Hà Nội."""
    home = at.astimezone(clock.HANOI)
    first = home.replace(second=0, microsecond=0)
    return first if first == home else first + MINUTE


def _written(spans: Spans) -> str:
    def time(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    return " ".join(f"{time(since)}-{time(until)}" for since, until in spans)
