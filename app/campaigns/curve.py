"""The curve of a campaign: what came day by day, against a straight line to the target."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.campaigns.board import DAY, Board
from app.campaigns.models import When
from app.vietnamese import count_text, day_text


@dataclass(frozen=True)
class Curve:
    """What `charts.burn` draws; positions across are shares of the time, 0 to 1."""

    title: str
    desc: str
    series: list[tuple[float, int]]
    line: list[tuple[float, int]]
    target: int | None
    x_now: float
    value_now: int
    months: list[tuple[float, str]]
    deadline_label: str
    table: list[tuple[str, int, int | None]]
    target_word: str
    forecast: None = None


def curve(board: Board) -> Curve | None:
    """The curve of a board; None before the campaign has begun."""
    if board.when is When.AHEAD:
        return None
    of, target = board.campaign, board.own.target
    whole = (of.until - of.since).days + 1
    last = min(board.day, of.until)
    ends = [of.since + DAY * number for number in range((last - of.since).days + 1)]
    counts = _sums(dict(board.days), ends)
    expected = [_by(target, number, whole) for number in range(1, len(ends) + 1)]
    return Curve(
        title=_("Số sáng kiến tăng thêm theo ngày"),
        desc=_(
            "Đến ngày %(day)s: %(n)s sáng kiến.", day=day_text(last), n=count_text(board.own.count)
        ),
        series=[(0.0, 0), *(((i + 1) / whole, max(0, n)) for i, n in enumerate(counts))],
        line=[(0.0, 0), (1.0, target)] if target else [],
        target=target,
        x_now=len(ends) / whole,
        value_now=max(0, board.own.count),
        months=[((i + 0.5) / whole, _short(of.since + DAY * i)) for i in range(whole)],
        deadline_label=_("Hết ngày %(day)s", day=_short(of.until)),
        table=list(zip(map(day_text, ends), counts, expected, strict=True)),
        target_word=_("Mục tiêu"),
    )


def _sums(changes: dict[dt.date, int], days: list[dt.date]) -> list[int]:
    """The count at the end of each day."""
    sums, total = [], 0
    for day in days:
        total += changes.get(day, 0)
        sums.append(total)
    return sums


def _by(target: int | None, days: int, whole: int) -> int | None:
    """What the line asks for at the end of some days, half up."""
    return (2 * target * days + whole) // (2 * whole) if target else None


def _short(day: dt.date) -> str:
    return f"{day.day}/{day.month}"
