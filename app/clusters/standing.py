"""The table of a cluster as its head reads it, from the copies alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from app.clusters.models import ClusterFigure
from app.programmes import Window
from app.progress import Definition
from app.vietnamese import decimal_text

DEFINITIONS = {
    Definition.REGISTERED: _l("Đã đăng ký"),
    Definition.VALID: _l("Hợp lệ"),
    Definition.ALL: _l("Tất cả đã nộp"),
}
KEYS = {
    Definition.REGISTERED: _l(
        "Xếp hạng theo tỷ lệ đã đăng ký (đang xem xét và hợp lệ) trên chỉ tiêu."
    ),
    Definition.VALID: _l("Xếp hạng theo tỷ lệ hợp lệ trên chỉ tiêu."),
    Definition.ALL: _l("Xếp hạng theo tỷ lệ tất cả đã nộp trên chỉ tiêu."),
}


@dataclass(frozen=True)
class Standing:
    """A member in the table; `rank` None where there is no quota to compare with."""

    figure: ClusterFigure
    definition: Definition
    rank: int | None

    @property
    def rate(self) -> str:
        return self.figure.line.rate(self.definition)

    @property
    def per_100(self) -> str:
        """How many there are to 100 members, one decimal; "–" where nobody has counted these."""
        if not self.figure.member_count:
            return "–"
        count = Decimal(100 * self.figure.count(self.definition))
        return decimal_text(count / self.figure.member_count, 1)


def standings(figures: Sequence[ClusterFigure], definition: Definition) -> list[Standing]:
    """Ranked by the exact rate, not by the printed one; equal rates share a rank, the next ranks
    are left out. Who has no quota comes last, without a rank."""
    rates = {
        one.id: Fraction(one.count(definition), one.quota) if one.quota else None for one in figures
    }
    rated = sorted((rate for rate in rates.values() if rate is not None), reverse=True)
    ranks = {number: rated.index(rate) + 1 for number, rate in rates.items() if rate is not None}
    table = [Standing(one, definition, ranks.get(one.id)) for one in figures]
    return sorted(table, key=lambda it: (it.rank is None, it.rank or 0, it.figure.id))


def of_window(figures: Sequence[ClusterFigure], window: Window) -> list[ClusterFigure]:
    """The copies under one window."""
    wanted = (window.programme.id, window.stage.id)
    return [one for one in figures if (one.programme_id, one.stage_id) == wanted]


def as_of(figures: Sequence[ClusterFigure]) -> dt.datetime | None:
    return min((one.as_of for one in figures), default=None)
