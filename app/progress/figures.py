"""The figures of one line: counts, rates, what is left and what is needed each day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.programmes import Window
from app.vietnamese import decimal_text, rate_text


class Definition(StrEnum):
    """What a rate counts. It is printed beside every percentage and can be switched."""

    REGISTERED = "registered"
    VALID = "valid"
    ALL = "all"


DEFINITIONS = {
    Definition.REGISTERED: _l("Đã đăng ký"),
    Definition.VALID: _l("Hợp lệ"),
    Definition.ALL: _l("Tất cả đã nộp"),
}
DEFINITION_NOTES = {
    Definition.REGISTERED: _l("Tỷ lệ tính trên số đã đăng ký: đang xem xét và hợp lệ"),
    Definition.VALID: _l("Tỷ lệ tính trên số hợp lệ"),
    Definition.ALL: _l("Tỷ lệ tính trên tất cả đã nộp, kể cả không hợp lệ và yêu cầu bổ sung"),
}


BENEFITS = {"benefit", "benefit_given", "verified", "verified_given"}


@dataclass(frozen=True)
class Counts:
    """Initiatives by state; in đồng the benefit claimed by the registered ones and that verified of
    the valid ones, and of how many each."""

    submitted: int = 0
    endorsed: int = 0
    valid: int = 0
    invalid: int = 0
    returned: int = 0
    benefit: int = 0
    benefit_given: int = 0
    verified: int = 0
    verified_given: int = 0

    @property
    def pending(self) -> int:
        """Đang xem xét."""
        return self.submitted + self.endorsed

    @property
    def registered(self) -> int:
        return self.pending + self.valid

    @property
    def all(self) -> int:
        """All submitted: what Ninh Bình prints as "Cộng"."""
        return self.registered + self.invalid + self.returned

    def by(self, definition: Definition) -> int:
        """The count that a definition speaks of."""
        return int(getattr(self, definition.value))

    def __add__(self, other: "Counts") -> "Counts":
        names = [f.name for f in fields(self)]
        return Counts(**{n: getattr(self, n) + getattr(other, n) for n in names})

    def __sub__(self, other: "Counts") -> "Counts":
        names = [f.name for f in fields(self)]
        return Counts(**{n: getattr(self, n) - getattr(other, n) for n in names})


@dataclass(frozen=True)
class Facts:
    """What a unit is, beside its figures. Members are its own count, else the sum of those below;
    `officer` and `leader` look after it for the unit above; `oldest` is since when an initiative
    has been waiting for a word, `taking_part` how many of its open grassroots unions have something
    registered (None where it is not known)."""

    kind: str | None = None
    block: str | None = None
    sector: str | None = None
    ownership: str | None = None
    cluster_id: int | None = None
    members: int | None = None
    grassroots: int = 0
    taking_part: int | None = None
    officer: str | None = None
    leader: str | None = None
    oldest: dt.datetime | None = None
    quota_beside: int | None = None
    search: str = ""
    path: str = ""
    kind_name: str | None = None
    block_name: str | None = None
    cluster_name: str | None = None

    def word(self, name: str) -> str | None:
        """What the fact of that name is called."""
        words = {"kind": self.kind_name, "block": self.block_name, "cluster_id": self.cluster_name}
        return words[name] if name in words else getattr(self, name)


@dataclass(frozen=True)
class Line:
    """A line of a table. `kind` is own, unit, other ("Đơn vị khác"), total or unallocated.

    `quota` is what was received; None where there is none, and then there is no rate. `weeks` are
    what each of the last twelve weeks added, the oldest first.
    """

    kind: str
    name: str
    counts: Counts = field(default_factory=Counts)
    quota: int | None = None
    given: int = 0
    unit_id: int | None = None
    code: str | None = None
    window: Window | None = None
    cutoff: dt.datetime | None = None
    facts: Facts = field(default_factory=Facts)
    weeks: Sequence[int] = ()
    last_28_days: int = 0

    def rate(self, definition: Definition) -> str:
        """The rate as printed, "12,51%", or "–"."""
        if self.kind == "unallocated":
            return rate_text(0, None)
        return rate_text(self.counts.by(definition), self.quota)

    def rate_beside(self, definition: Definition) -> str:
        """The rate against the other programme's quota."""
        return rate_text(self.counts.by(definition), self.facts.quota_beside)

    @property
    def rates(self) -> dict[str, str]:
        return {definition.value: self.rate(definition) for definition in Definition}

    @property
    def difference(self) -> int:
        """Chưa phân bổ: received minus given."""
        return (self.quota or 0) - self.given

    def per_100(self, definition: Definition) -> Decimal | None:
        """The count for every 100 members, or None where their number is not known."""
        members = self.facts.members
        return Decimal(self.counts.by(definition) * 100) / members if members else None

    def remaining(self, definition: Definition) -> int | None:
        """How many are missing to the quota; None without one, never below 0."""
        return None if not self.quota else max(0, self.quota - self.counts.by(definition))


@dataclass(frozen=True)
class Pace:
    """Where a unit stands in time against a quota, on one day.

    Days are calendar days; expected is a straight line from the stage's first day to the unit's
    own deadline; the forecast adds the mean of the last 28 days for each day left.
    """

    quota: int
    count: int
    first_day: dt.date
    last_day: dt.date
    day: dt.date
    last_28_days: int = 0

    @property
    def days_left(self) -> int:
        return max(0, (self.last_day - self.day).days)

    @property
    def is_over(self) -> bool:
        return self.day > self.last_day

    @property
    def remaining(self) -> int:
        return max(0, self.quota - self.count)

    @property
    def needed_per_day(self) -> str:
        """ "27,7"; "đã kết thúc" after the deadline; the whole rest on the last day."""
        if self.is_over:
            return str(_("đã kết thúc"))
        return decimal_text(Decimal(self.remaining) / max(1, self.days_left), 1)

    @property
    def _days(self) -> tuple[int, int]:
        """The days of the line that are over, today with them, and all of them; at least one."""
        whole = (self.last_day - self.first_day).days + 1
        gone = (min(self.day, self.last_day) - self.first_day).days + 1
        return min(max(gone, 0), max(whole, 0)), max(1, whole)

    @property
    def elapsed(self) -> Decimal:
        """The share of the time that is over, 0 to 1."""
        gone, whole = self._days
        return Decimal(gone) / whole

    @property
    def expected(self) -> int:
        """What the line asks for at the end of today, half up. Whole numbers: five sixths of 3 are
        2.5, which as a rounded share would be a little less."""
        gone, whole = self._days
        return (2 * self.quota * gone + whole) // (2 * whole)

    @property
    def is_behind(self) -> bool:
        """Behind its line, not merely low."""
        return self.count < self.expected

    @property
    def forecast(self) -> int:
        daily = Decimal(self.last_28_days) / 28
        return int((self.count + self.days_left * daily).quantize(Decimal(1), ROUND_HALF_UP))


def as_json(line: Line, definition: Definition, pace: Pace | None) -> dict[str, Any]:
    """A line for scripts: counts as numbers, rates and pace as printed text."""
    counts = line.counts
    return {
        "kind": line.kind,
        "code": line.code,
        "name": line.name,
        "quota": line.quota,
        "given": line.given,
        "registered": counts.registered,
        "valid": counts.valid,
        "pending": counts.pending,
        "invalid": counts.invalid,
        "returned": counts.returned,
        "sum": counts.all,
        "rates": line.rates,
        "remaining": line.remaining(definition),
        "days_left": pace.days_left if pace else None,
        "pace_needed": pace.needed_per_day if pace else None,
        "benefit": {name: value for name, value in asdict(counts).items() if name in BENEFITS},
    }
