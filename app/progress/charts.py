"""The burn-up chart: cumulative count against a straight line to the deadline."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.progress.figures import DEFINITIONS, Pace
from app.progress.tables import Days, Table
from app.vietnamese import count_text, day_text


@dataclass(frozen=True)
class Chart:
    """What `charts.burn` draws; positions across are shares of the time, 0 to 1."""

    title: str
    desc: str
    series: list[tuple[float, int]]
    line: list[tuple[float, float]]
    target: int | None
    x_now: float
    value_now: int
    forecast: int | None
    months: list[tuple[float, str]]
    deadline_label: str
    table: list[tuple[str, int, int | None]]


def burn_up(table: Table, daily: Days) -> Chart:
    """The chart of a table's own line."""
    own, window, today = table.own, table.window, table.day
    first, last = window.first_day, window.last_day
    days, sums = [day for day, _sum in daily.sums], [total for _day, total in daily.sums]
    start = min([first, *days])
    span = max(1, (max(last, start) - start).days)

    def across(day: dt.date) -> float:
        return min(1.0, max(0.0, (day - start).days / span))

    count = own.counts.by(table.definition)
    now = min(today, last)
    series = [(0.0, 0), *zip(map(across, days), sums, strict=True), (across(now), count)]
    pace = table.pace(own)
    what = str(DEFINITIONS[table.definition])
    return Chart(
        title=_("%(what)s lũy kế so với chỉ tiêu", what=what),
        desc=_desc(count, pace, today),
        series=series,
        line=[(across(first), 0), (1.0, own.quota)] if own.quota else [],
        target=own.quota,
        x_now=across(now),
        value_now=count,
        forecast=pace.forecast if pace and not pace.is_over else None,
        months=[(across(day), f"T{day.month}") for day in _firsts(start, last)],
        deadline_label=_("Hạn %(day)s", day=f"{last.day}/{last.month}"),
        table=_months(table, days, sums, start),
    )


def _desc(count: int, pace: Pace | None, today: dt.date) -> str:
    if pace is None:
        return _("Đến ngày %(day)s: %(n)s.", day=day_text(today), n=count_text(count))
    return _(
        "Đến ngày %(day)s: %(n)s trên chỉ tiêu %(quota)s; theo tiến độ cần %(expected)s.",
        day=day_text(today),
        n=count_text(count),
        quota=count_text(pace.quota),
        expected=count_text(pace.expected),
    )


def _firsts(start: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months in between."""
    day, found = start.replace(day=1), []
    while day <= last:
        if day >= start:
            found.append(day)
        day = (day + dt.timedelta(days=31)).replace(day=1)
    return found


def _months(
    table: Table, days: list[dt.date], sums: list[int], start: dt.date
) -> list[tuple[str, int, int | None]]:
    """For readers without eyes: the count and the line at each month's end and today."""
    today, last = table.day, table.window.last_day
    ends = [first - dt.timedelta(days=1) for first in _firsts(start, last)[1:]]
    rows = []
    for end in [*(end for end in ends if end < today), min(today, last)]:
        reached = [total for day, total in zip(days, sums, strict=True) if day <= end]
        expected = None
        if table.own.quota:
            expected = Pace(table.own.quota, 0, table.window.first_day, last, end).expected
        rows.append((day_text(end), reached[-1] if reached else 0, expected))
    return rows
