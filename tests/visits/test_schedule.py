"""When a commitment is remembered: never in quiet hours, never on a day off, none left out."""

import datetime as dt
import random

import pytest

from app import clock
from app.visits.schedule import Step, due_steps, moment_of, next_moment
from app.workdays import COUNTRY, Workdays


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.HANOI)


@pytest.mark.parametrize(
    ("due", "step", "moment"),
    [
        ("2023-03-31", Step.WEEK_BEFORE, "2023-03-24T08:00"),
        ("2023-03-31", Step.DAY_BEFORE, "2023-03-30T08:00"),
        ("2023-03-31", Step.DAY_AFTER, "2023-04-03T08:00"),  # the first of April is a Saturday
        ("2023-03-20", Step.DAY_BEFORE, "2023-03-17T08:00"),  # a Sunday: on the Friday before
        ("2023-05-04", Step.DAY_BEFORE, "2023-04-28T08:00"),  # past the days of 30/4 and 1/5
        ("2023-04-29", Step.DAY_AFTER, "2023-05-04T08:00"),
        ("2024-02-14", Step.WEEK_BEFORE, "2024-02-07T08:00"),  # before Tết
        ("2024-02-14", Step.DAY_BEFORE, "2024-02-07T08:00"),
    ],
)
def test_the_moments(due, step, moment):
    assert moment_of(step, dt.date.fromisoformat(due), COUNTRY) == at(moment)


def test_what_was_missed_comes_as_one_and_what_was_done_does_not():
    due, made = dt.date(2023, 3, 31), at("2023-03-06T08:00")
    late = {"since": made, "now": at("2023-03-30T09:00")}
    assert due_steps(due, COUNTRY, **late) == [Step.WEEK_BEFORE, Step.DAY_BEFORE]
    assert due_steps(due, COUNTRY, **late, done=["week-before"]) == [Step.DAY_BEFORE]
    soon = {"since": at("2023-03-27T08:00"), "now": at("2023-03-27T09:00")}
    assert due_steps(due, COUNTRY, **soon) == [], "promised within the week: no week before"


def random_case(seed: int) -> tuple[dt.date, Workdays, dt.datetime]:
    """A day, somebody's working time, and when it was promised."""
    dice, first = random.Random(seed), dt.date(2022, 12, 1)

    def some() -> frozenset[dt.date]:
        days = (dice.randrange(200) for _number in range(dice.randrange(30)))
        return frozenset(first + dt.timedelta(days=number) for number in days)

    quiet = dt.time(dice.randrange(24), 30), dt.time(dice.randrange(24))
    due = first + dt.timedelta(days=dice.randrange(20, 180))
    made = at("2022-12-01T08:00") + dt.timedelta(days=dice.randrange(150))
    return due, Workdays(some(), some(), *quiet), made


def test_no_moment_is_quiet_and_none_is_left_out():
    for seed in range(400):
        due, workdays, made = random_case(seed)
        seen: list[Step] = []
        now = made
        while (moment := next_moment(due, workdays, now)) is not None:
            assert not workdays.is_quiet(moment), seed
            now = moment
            seen += due_steps(due, workdays, since=made, now=now, done=seen)
        assert len(seen) == len(set(seen)), seed
        assert set(seen) == {s for s in Step if moment_of(s, due, workdays) > made}, seed
