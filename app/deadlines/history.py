"""Since when a unit has been behind by so much, from what its last days added. Pure."""

import datetime as dt
from collections.abc import Mapping

from app.progress import Pace
from app.workdays import DAY


def points(pace: Pace, share: int) -> int:
    """So many percentage points of a quota as a count, rounded up; at least one."""
    return max(1, -(-pace.quota * share // 100))


def behind_since(
    pace: Pace, added: Mapping[dt.date, int], by: int, earliest: dt.date
) -> dt.date | None:
    """The first of the days up to today on all of which the count lay at least `by` under the
    line; None when it does not today.

    :param added: what each day added to the count, back to `earliest`
    :param earliest: no day before it is looked at, nor one before the stage's first
    """
    since = None
    count, end = pace.count, pace.day
    earliest = max(earliest, pace.first_day)
    for day in sorted((day for day in added if earliest < day <= pace.day), reverse=True):
        # from `day` to `end` the count was the same, and the line only rises
        begun = _reached(pace, count + by)
        if begun > end:
            return since
        if begun > day:
            return begun
        since, end = day, day - DAY
        count -= added[day]
    begun = _reached(pace, count + by)
    return since if begun > end else max(begun, earliest)


def _reached(pace: Pace, wanted: int) -> dt.date:
    """The day at whose end the line asks for `wanted` first; half a one counts as one."""
    whole = (pace.last_day - pace.first_day).days + 1
    gone = -(-whole * (2 * wanted - 1) // (2 * pace.quota)) if pace.quota else whole + 1
    if gone > whole:
        return dt.date.max
    return pace.first_day + DAY * (max(gone, 1) - 1)
