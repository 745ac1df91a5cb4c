"""Which lines of a table are shown, and in which order; lives in the address."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from app.progress.figures import Line
from app.progress.tables import Table, summed
from app.vietnamese import fold, name_sort_key

OF = ("kind", "block", "sector", "ownership", "cluster_id")
"""Facts of units that lines are told apart by, as columns of `Facts`."""
OF_WORDS = {
    "kind": _l("Loại đơn vị"),
    "block": _l("Khối"),
    "sector": _l("Ngành"),
    "ownership": _l("Loại hình"),
    "cluster_id": _l("Cụm thi đua"),
}
STATUSES = {
    "behind": _l("Chậm tiến độ"),
    "ahead": _l("Kịp hoặc vượt tiến độ"),
    "nothing": _l("Chưa có sáng kiến"),
    "no-quota": _l("Chưa có chỉ tiêu"),
    "nobody": _l("Chưa phân công theo dõi"),
}
SORTS = {
    "": _l("Thứ tự trong hệ thống"),
    "name": _l("Tên đơn vị"),
    "rate": _l("Tỷ lệ, cao trước"),
    "rate-up": _l("Tỷ lệ, thấp trước"),
    "lacking": _l("Còn thiếu nhiều nhất"),
    "needed": _l("Cần mỗi ngày nhiều nhất"),
    "count": _l("Số sáng kiến"),
    "quota": _l("Chỉ tiêu"),
    "per-100": _l("Trên 100 đoàn viên"),
    "weeks": _l("Bốn tuần gần đây"),
    "oldest": _l("Chờ lâu nhất"),
}
LAST = Decimal("-Infinity")


@dataclass(frozen=True)
class Choice:
    """`?q=&kind=&block=&sector=&ownership=&cluster_id=&status=&sort=`; unknown words are none."""

    text: str = ""
    status: str = ""
    sort: str = ""
    of: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "Choice":
        return cls(
            asked.get("q", "").strip(),
            asked.get("status", "") if asked.get("status") in STATUSES else "",
            asked.get("sort", "") if asked.get("sort") in SORTS else "",
            {name: asked[name] for name in OF if asked.get(name)},
        )

    @property
    def address(self) -> dict[str, Any]:
        """The same again."""
        said = {"q": self.text, "status": self.status, "sort": self.sort, **self.of}
        return {name: value or None for name, value in said.items()}

    @property
    def narrows(self) -> bool:
        """Whether lines are left out."""
        return bool(self.text or self.status or self.of)

    def shown(self, table: Table) -> "Shown":
        """The lines asked for, in the order asked for."""
        lines = [line for line in table.lines if self._holds(table, line)]
        if self.sort:
            key = _KEYS[self.sort]
            lines.sort(key=lambda line: key(table, line), reverse=self.sort not in UPWARD)
        return Shown(table, lines, self.narrows)

    def _holds(self, table: Table, line: Line) -> bool:
        if not self.narrows:
            return True
        if line.kind != "unit" or any(
            str(getattr(line.facts, name) or "") != value for name, value in self.of.items()
        ):
            return False
        if self.text and fold(self.text) not in (line.facts.search or fold(line.name)):
            return False
        return not self.status or _HAS[self.status](table, line)


@dataclass(frozen=True)
class Shown:
    """Some lines of a table. Their sum and that of the others make up the total."""

    table: Table
    lines: Sequence[Line]
    narrowed: bool

    @property
    def total(self) -> Line:
        return summed("total", "", self.lines)

    @property
    def rest(self) -> Line:
        """What is left out: a line of its own, never dropped."""
        shown = {id(line) for line in self.lines}
        return summed("rest", "", [line for line in self.table.lines if id(line) not in shown])


def _is_behind(table: Table, line: Line) -> bool:
    pace = table.pace(line)
    return bool(pace and pace.is_behind)


def _is_ahead(table: Table, line: Line) -> bool:
    pace = table.pace(line)
    return bool(pace and not pace.is_behind)


_HAS: dict[str, Callable[[Table, Line], bool]] = {
    "behind": _is_behind,
    "ahead": _is_ahead,
    "nothing": lambda _table, line: not line.counts.all,
    "no-quota": lambda _table, line: not line.quota,
    "nobody": lambda _table, line: not (line.facts.officer or line.facts.leader),
}


def _rate(table: Table, line: Line) -> Decimal:
    return Decimal(line.counts.by(table.definition)) / line.quota if line.quota else LAST


def _needed(table: Table, line: Line) -> Decimal:
    pace = table.pace(line)
    return Decimal(pace.remaining) / max(1, pace.days_left) if pace and not pace.is_over else LAST


def _shortfall(table: Table, line: Line) -> Decimal:
    left = line.remaining(table.definition)
    return LAST if left is None else Decimal(left)


def _per_100(table: Table, line: Line) -> Decimal:
    found = line.per_100(table.definition)
    return LAST if found is None else found


UPWARD = {"name", "rate-up", "oldest"}
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_KEYS: dict[str, Callable[[Table, Line], Any]] = {
    "name": lambda _table, line: name_sort_key(line.name),
    "rate": _rate,
    "rate-up": lambda table, line: (not line.quota, _rate(table, line)),
    "lacking": _shortfall,
    "needed": _needed,
    "count": lambda table, line: line.counts.by(table.definition),
    "quota": lambda _table, line: line.quota or 0,
    "per-100": _per_100,
    "weeks": lambda _table, line: sum(line.weeks[-4:]),
    "oldest": lambda _table, line: line.facts.oldest or NEVER,
}


def options(table: Table) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """For each fact that tells the lines of a table apart: its word, and its values in words."""
    found = {}
    for name in OF:
        words = {
            str(value): line.facts.word(name) or str(value)
            for line in table.children
            if (value := getattr(line.facts, name)) not in (None, "")
        }
        if len(words) > (0 if name == "cluster_id" else 1):
            found[name] = str(OF_WORDS[name]), sorted(words.items(), key=lambda pair: pair[1])
    return found
