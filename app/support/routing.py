"""On whose desk a request lies: the asker's nearest unit upward that has somebody on duty.

Pure functions over the roster of the asker's line; what lies below or beside it is never looked at.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.support.clocks import OFFICE, Span, merged, spans_of
from app.tenancy import Scope
from app.workdays import COUNTRY, Workdays


@dataclass(frozen=True)
class Turn:
    """Somebody's duty: `since`–`until` (None is open), away `away_since`–`away_until`, included.

    `account_id` and `stand_in_id` are accounts, where the person has one.
    """

    account_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    hours: str = OFFICE
    away_since: dt.date | None = None
    away_until: dt.date | None = None
    has_stand_in: bool = False
    stand_in_id: int | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the duty is laid down for a day."""
        return not (self.since and day < self.since) and not (self.until and day > self.until)

    def is_away(self, day: dt.date) -> bool:
        """Whether whoever has it is away; without an end until further notice."""
        if self.away_since is None or day < self.away_since:
            return False
        return self.away_until is None or day <= self.away_until


Roster = Sequence[Turn]


def there(roster: Roster, day: dt.date) -> list[tuple[Turn, bool]]:
    """The duties of a unit that are done on a day, each with whether the stand-in does it.

    A stand-in who is away from a duty of his own there does not stand in.
    """
    away = {turn.account_id for turn in roster if turn.is_away(day)} - {None}
    found = []
    for turn in roster:
        if not turn.holds(day):
            continue
        if not turn.is_away(day):
            found.append((turn, False))
        elif turn.has_stand_in and turn.stand_in_id not in away:
            found.append((turn, True))
    return found


@dataclass(frozen=True)
class Worktime:
    """When the desk of a unit is open."""

    workdays: Workdays = COUNTRY
    roster: Roster = field(default=())

    def hours(self, day: dt.date) -> list[Span]:
        """Those of whoever is on duty; where nobody is, those of an office."""
        if not self.workdays.is_working(day):
            return []
        turns = [turn.hours for turn, _stands_in in there(self.roster, day)] or [OFFICE]
        return merged(span for kept in turns for span in spans_of(kept))


def desk_of(path: str, rosters: Mapping[str, Roster], day: dt.date, *, own: bool) -> str:
    """The path of the unit on whose desk a request of `path` lies.

    Where nobody of the line is on duty it is the unit above, at the root the root's own.

    :param rosters: of the asker's line, by path; others are not looked at
    :param day: the working day on which it will be read
    :param own: whether the asker's own unit may answer: not for those who would do it themselves
    """
    line = [*Scope(path).ancestors, path]
    upward = line[::-1] if own else line[-2::-1]
    for candidate in upward:
        if there(rosters.get(candidate, ()), day):
            return candidate
    return line[-2] if len(line) > 1 else path


def next_desk(desk: str, rosters: Mapping[str, Roster], day: dt.date) -> str | None:
    """Where a request goes that a desk leaves unanswered; None from the root on."""
    above = Scope(desk).ancestors
    return desk_of(above[-1], rosters, day, own=True) if above else None


def may_lie(desk: str, asker: str) -> bool:
    """Whether a desk is in the asker's line: at his unit or above."""
    return asker.startswith(desk)
