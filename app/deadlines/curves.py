"""The curve of a unit with the steps upon it: days across, count upward. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.deadlines.stories import Event
from app.progress import Pace
from app.vietnamese import count_text, day_text
from app.workdays import DAY

SHORTEST = DAY * 42
LEAD = DAY * 14
MOST_LABELS = 6
MOST_HIGHER = 3
"""So many times its own count the line may lie; beyond that the curve would be flat below it."""


@dataclass(frozen=True)
class Curve:
    """What `deadlines/curve.html` draws; positions are shares of width and height, 0 to 1."""

    title: str
    desc: str
    line: Sequence[tuple[float, float]]
    expected: Sequence[tuple[float, float]]
    marks: Sequence[tuple[float, str]]
    days: Sequence[tuple[float, str]]
    top: int
    now: int


def curve(
    added: Sequence[tuple[dt.date, int]],
    acted: Sequence[Event],
    pace: Pace | None,
    first_day: dt.date,
    today: dt.date,
) -> Curve:
    """The last weeks: from two weeks before the first step, six weeks at least."""
    begun = min([event.day - LEAD for event in acted] + [today - SHORTEST])
    begun = max(begun, first_day) if first_day < today else begun
    span = max(1, (today - begun).days)
    sums = list(_sums(added, begun, today))
    highest = max([1, *(count for _day, count in sums)])
    wanted = [(day, _expected(pace, day)) for day in (begun, today)] if pace else []
    if any(count > MOST_HIGHER * highest for _day, count in wanted):
        wanted = []
    top = max([highest, *(count for _day, count in wanted)])

    def across(day: dt.date) -> float:
        return min(1.0, max(0.0, (day - begun).days / span))

    now = sums[-1][1]
    return Curve(
        title=_("Sáng kiến lũy kế và các lần đôn đốc"),
        desc=_(
            "Từ %(first)s đến %(today)s: từ %(then)s lên %(now)s sáng kiến, %(n)s lần đôn đốc.",
            first=day_text(begun),
            today=day_text(today),
            then=count_text(sums[0][1]),
            now=count_text(now),
            n=count_text(len(acted)),
        ),
        line=[(across(day), count / top) for day, count in sums],
        expected=[(across(day), count / top) for day, count in wanted],
        marks=_marks(acted, begun, across),
        days=[(across(day), f"{day.day}/{day.month}") for day in _labels(begun, today)],
        top=top,
        now=now,
    )


def _sums(
    added: Sequence[tuple[dt.date, int]], begun: dt.date, today: dt.date
) -> Iterable[tuple[dt.date, int]]:
    """The count at the end of each day that matters, as steps: it stays until it changes."""
    count = sum(n for day, n in added if day <= begun)
    yield begun, count
    for day, n in added:
        if begun < day <= today:
            yield day - DAY, count
            count += n
            yield day, count
    yield today, count


def _expected(pace: Pace, day: dt.date) -> int:
    return Pace(pace.quota, 0, pace.first_day, pace.last_day, day).expected


def _marks(acted: Iterable[Event], begun: dt.date, across: object) -> list[tuple[float, str]]:
    """One mark a day: several steps of one day stand together, "2–3"."""
    by_day: dict[dt.date, list[int]] = {}
    for event in acted:
        if event.day >= begun:
            by_day.setdefault(event.day, []).append(event.number)
    return [
        (across(day), str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}")  # type: ignore[operator]
        for day, each in by_day.items()
    ]


def _labels(begun: dt.date, today: dt.date) -> list[dt.date]:
    span = (today - begun).days
    return [begun + DAY * (span * n // (MOST_LABELS - 1)) for n in range(MOST_LABELS)]
