"""A unit's table: a line per child, "Đơn vị khác", a total that is their sum."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app import clock
from app.programmes import Window
from app.progress.figures import Counts, Definition, Facts, Line, Pace


@dataclass(frozen=True)
class Table:
    """How a unit stands under a window, at a moment.

    `own` is the whole unit; `lines` are its parts, and `total` their sum. What the unit received
    and no child holds is `own.difference`, a line of its own. `past` tells a table of a past moment
    from one of now; `beside` is another programme over the same stage, if there is one.
    """

    window: Window
    moment: dt.datetime
    own: Line
    lines: Sequence[Line]
    definition: Definition
    past: bool = False
    beside: Window | None = None

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.moment)

    @property
    def total(self) -> Line:
        return summed("total", _("Tổng cộng"), self.lines, given=self.own.given)

    @property
    def unallocated(self) -> Line:
        """What was received and no child holds: with the total it makes up what was received."""
        return Line("unallocated", _("Chỉ tiêu chưa phân bổ"), quota=self.own.difference)

    @property
    def differences(self) -> list[tuple[str, int]]:
        """Lines under the total: what of the quota no line holds, so that with them the total makes
        up what was received, and that. Amounts below zero are taken off.

        A unit that moved away keeps what it was given; one that came brings what others gave it.
        """
        own = self.own
        if own.quota is None or not self.lines:
            return []
        left, moved = own.difference, own.given - (self.total.quota or 0)
        lines = [
            (_("Chỉ tiêu chưa phân bổ"), max(0, left)),
            (_("Giao vượt chỉ tiêu được nhận"), min(0, left)),
            (_("Đã giao cho đơn vị nay không còn trực thuộc"), max(0, moved)),
            (_("Do nơi khác giao cho đơn vị chuyển đến"), min(0, moved)),
        ]
        return [line for line in lines if line[1]] + [(_("Chỉ tiêu được giao"), own.quota)]

    @property
    def children(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "unit"]

    @property
    def taking_part(self) -> int:
        """How many children have something."""
        return sum(1 for line in self.children if line.counts.registered)

    def laggards(self, most: int = 6) -> list[tuple[Line, Pace]]:
        """The children behind their own lines, those that lack most first."""
        paces = [(line, self.pace(line)) for line in self.children]
        behind = [(line, pace) for line, pace in paces if pace and pace.is_behind]
        return sorted(behind, key=lambda it: it[1].count - it[1].expected)[:most]

    def days_since(self, since: dt.datetime) -> int:
        """Calendar days from an instant to the table's."""
        return (self.day - clock.day_of(since)).days

    def pace(self, line: Line) -> Pace | None:
        """A line's pace at its own deadline; None without a quota."""
        if not line.quota:
            return None
        last = clock.day_of(line.cutoff) if line.cutoff else self.window.last_day
        count = line.counts.by(self.definition)
        first = self.window.first_day
        return Pace(line.quota, count, first, last, self.day, line.last_28_days)


def summed(kind: str, name: str, lines: Sequence[Line], given: int = 0) -> Line:
    """A line that is the sum of others."""
    counts = sum((line.counts for line in lines), Counts())
    quota = sum(line.quota or 0 for line in lines)
    beside = sum(line.facts.quota_beside or 0 for line in lines) or None
    weeks = [sum(week) for week in zip(*(line.weeks for line in lines if line.weeks), strict=True)]
    return Line(
        kind, name, counts, quota, given, facts=Facts(quota_beside=beside), weeks=weeks,
        last_28_days=sum(line.last_28_days for line in lines),
    )  # fmt: skip


def assembled(
    window: Window,
    definition: Definition,
    moment: dt.datetime,
    own: Line,
    lines: list[Line],
    other: tuple[Counts, int],
    past: bool = False,
) -> Table:
    """Close the lines with "Đơn vị khác", the initiatives of the upper unit itself.

    :param own: the unit's line, still without counts: they are the sum of the parts
    :param other: its own initiatives, and what it kept of its quota for them
    """
    own_counts, kept = other
    if lines and (own_counts.all or kept):
        line = Line("other", _("Đơn vị khác"), own_counts, kept or None, unit_id=own.unit_id)
        lines = [*lines, line]
    counts = sum((line.counts for line in lines), Counts()) if lines else own_counts
    return Table(window, moment, replace(own, counts=counts), lines, definition, past)


def as_moment(moment: dt.datetime | dt.date) -> dt.datetime:
    """A moment, or the end of a day."""
    return moment if isinstance(moment, dt.datetime) else clock.end_of(moment)
