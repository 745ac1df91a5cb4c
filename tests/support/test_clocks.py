"""Working minutes against a count of every single minute; parts add up; what is due is due."""

import datetime as dt
import random

import pytest

from app import clock
from app.support.clocks import (
    BadHours,
    due,
    hours_words,
    merged,
    minutes,
    opening,
    read_hours,
    spans_of,
)
from app.support.routing import Turn, Worktime
from app.workdays import Workdays

MINUTE = dt.timedelta(minutes=1)
START = dt.datetime(2023, 1, 16, 0, 0, tzinfo=clock.HANOI)  # Tết begins on 20 January
DAYS = 12
SEEDS = range(25)


def somewhere(dice: random.Random) -> dt.datetime:
    return START + dt.timedelta(seconds=dice.randrange(DAYS * 86_400))


def hours_at_random(dice: random.Random) -> str:
    cuts = sorted(dice.sample(range(24 * 60 + 1), dice.choice([2, 4])))
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in merged(pairs))


def worktime(dice: random.Random) -> Worktime:
    """Holidays of the country and of the unit, worked Saturdays, several people, absences."""
    day = START.date()
    days = [day + dt.timedelta(days=n) for n in range(DAYS)]
    turns = []
    for number in range(dice.randrange(4)):
        since, until = sorted(dice.choices(days, k=2))
        gone, back = sorted(dice.choices(days, k=2))
        turns.append(
            Turn(
                account_id=number,
                since=dice.choice([None, since]),
                until=dice.choice([None, until]),
                hours=hours_at_random(dice),
                away_since=dice.choice([None, gone]),
                away_until=dice.choice([None, back]),
                has_stand_in=dice.random() < 0.5,
                stand_in_id=dice.choice([None, 0, 1, 2]),
            )
        )
    off, on = frozenset(dice.sample(days, 2)), frozenset(dice.sample(days, 2))
    return Worktime(Workdays(off, on), tuple(turns))


def is_worked(at: dt.datetime, time: Worktime) -> bool:
    """One minute, looked at by itself."""
    minute = at.hour * 60 + at.minute
    return any(a <= minute < b for a, b in time.hours(at.date()))


def counted(since: dt.datetime, until: dt.datetime, time: Worktime) -> int:
    """Every minute that begins between two instants."""
    first = since.replace(second=0, microsecond=0)
    first += MINUTE if first < since else MINUTE * 0
    total = 0
    while first < until:
        total += is_worked(first, time)
        first += MINUTE
    return total


@pytest.mark.parametrize("seed", SEEDS)
def test_minutes_are_those_that_a_count_finds(seed):
    dice = random.Random(seed)
    time = worktime(dice)
    since, until = sorted([somewhere(dice), somewhere(dice)])
    assert minutes(since, until, time.hours) == counted(since, until, time)
    assert minutes(until, since, time.hours) == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_add_up_wherever_they_are_cut(seed):
    dice = random.Random(seed)
    time = worktime(dice)
    since, middle, until = sorted(somewhere(dice) for _ in range(3))
    parts = minutes(since, middle, time.hours) + minutes(middle, until, time.hours)
    assert parts == minutes(since, until, time.hours)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_due_after_some_minutes_has_had_them(seed):
    dice = random.Random(seed)
    time, since, much = worktime(dice), somewhere(dice), dice.randrange(1, 900)
    at = due(since, much, time.hours)
    assert minutes(since, at, time.hours) == much
    assert minutes(since, at - MINUTE, time.hours) == much - 1


def test_where_nobody_ever_works_something_is_due_all_the_same():
    assert due(START, 10, lambda day: []) > START + dt.timedelta(days=300)


def test_tet_counts_nothing():
    time = Worktime()
    friday = dt.datetime(2023, 1, 19, 16, 30, tzinfo=clock.HANOI)
    assert due(friday, 60, time.hours) == dt.datetime(2023, 1, 27, 8, 0, tzinfo=clock.HANOI)


def test_a_desk_opens_in_the_morning():
    time = Worktime()
    night = dt.datetime(2023, 3, 6, 20, 0, tzinfo=clock.HANOI)
    assert opening(night, time.hours) == dt.datetime(2023, 3, 7, 7, 30, tzinfo=clock.HANOI)
    noon = dt.datetime(2023, 3, 6, 9, 0, tzinfo=clock.HANOI)
    assert opening(noon, time.hours) == noon


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7h30-11h30, 13:30–17:00", "07:30-11:30 13:30-17:00"),
        ("8h - 12h và 13h - 17h", "08:00-12:00 13:00-17:00"),
        ("13:30-17:00; 7:30-13:30", "07:30-17:00"),
        ("0:00-24:00", "00:00-24:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed, kept):
    assert read_hours(typed) == kept
    assert read_hours(hours_words(kept)) == kept
    assert spans_of(kept)


@pytest.mark.parametrize("typed", ["", "sáng", "11:30-7:30", "7:30", "7:70-8:00", "25:00-26:00"])
def test_hours_that_are_none_are_refused(typed):
    with pytest.raises(BadHours):
        read_hours(typed)
