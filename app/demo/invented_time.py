"""Sums and moments of the demo: how much falls to whom, and when it came in."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

HOUSE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING, AFTERNOON = (450, 690), (780, 1020)  # minutes of the day: 7:30-11:30, 13:00-17:00
CLOSED = {(1, 1), (30, 4), (1, 5), (2, 9)}
TET = ((date(2022, 1, 31), date(2022, 2, 4)), (date(2023, 1, 20), date(2023, 1, 26)))
LATE_DAYS = 21


def spread(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """The total shared out unevenly by weight: sums exactly, a few get nothing."""
    if total < 0 or any(w < 0 for w in weights) or not any(weights):
        raise ValueError("a total and weights of at least 0 are needed, not all weights 0")
    shares = [w * rng.gammavariate(0.8, 1) for w in weights]
    positive = [i for i, w in enumerate(weights) if w]
    idle = len(positive) // 12 or len(positive) > 4
    for i in rng.sample(positive, idle):
        shares[i] = 0.0
    whole = sum(shares)
    exact = [total * share / whole for share in shares]
    counts = [int(e) for e in exact]
    order = sorted((i for i in positive if shares[i]), key=lambda i: (counts[i] - exact[i], i))
    for k in range(total - sum(counts)):
        counts[order[k % len(order)]] += 1
    return counts


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """The total shared out in proportion to the weights: sums exactly, largest remainders first."""
    whole = sum(weights)
    counts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


def later(rng: Random, after: datetime, limit: datetime, days: float = 1.5) -> datetime:
    """A moment in working hours after another one, some `days` later, none after `limit`."""
    for _ in range(40):
        day = after.date() + timedelta(days=int(rng.expovariate(1 / days)))
        moment = _moment(rng, day)
        if is_workday(day) and after < moment <= limit:
            return moment
    return after + timedelta(seconds=int((limit - after).total_seconds() * rng.uniform(0.2, 0.8)))


def is_workday(day: date) -> bool:
    """Whether offices are open."""
    holiday = (day.day, day.month) in CLOSED or any(a <= day <= b for a, b in TET)
    return day.weekday() < 5 and not holiday


def days_before(
    rng: Random, since: date | datetime, until: datetime, total: int, late: float = 0.66
) -> list[datetime]:
    """Sorted moments in working hours up to `until`, the share `late` in the last weeks."""
    if until.tzinfo is None:
        raise ValueError("until must be aware")
    end = until.astimezone(HOUSE)
    start = _start(since)
    if start > end:
        raise ValueError("since lies after until")
    days = _workdays(start, end)
    edge = (end - min(timedelta(days=LATE_DAYS), (end - start) / 3)).date()
    early_days = [d for d in days if d < edge]
    late_days = [d for d in days if d >= edge]
    rising = list(accumulate(range(2, len(late_days) + 2)))
    late_count = round(total * late) if early_days and late_days else total * bool(late_days)
    moments = []
    for k in range(total):
        for _ in range(50):
            if k < late_count:
                day = late_days[bisect(rising, rng.randrange(rising[-1]))]
            elif early_days:
                day = rng.choice(early_days)
            else:
                break
            moment = _moment(rng, day)
            if start <= moment <= end:
                moments.append(moment)
                break
        if len(moments) == k:  # no working hour between the two: any moment will do
            seconds = int((end - start).total_seconds())
            moments.append(start + timedelta(seconds=rng.randint(0, seconds)))
    return sorted(moments)


def _start(since: date | datetime) -> datetime:
    if not isinstance(since, datetime):
        return datetime.combine(since, time(), HOUSE)
    if since.tzinfo is None:
        raise ValueError("since must be a date or aware")
    return since.astimezone(HOUSE)


def _workdays(start: datetime, end: datetime) -> list[date]:
    span = (end.date() - start.date()).days + 1
    days = [start.date() + timedelta(days=n) for n in range(span)]
    return [d for d in days if is_workday(d)]


def _moment(rng: Random, day: date) -> datetime:
    first, last = MORNING if rng.random() < 0.55 else AFTERNOON
    seconds = rng.randrange(first * 60, last * 60)
    return datetime.combine(day, time(), HOUSE) + timedelta(seconds=seconds)
