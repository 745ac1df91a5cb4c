"""Comparing fairly: like with like, by a key that is printed, and those that are equal share a
rank."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.progress.figures import Line
from app.progress.tables import Table
from app.vietnamese import decimal_text

HUNDRED = Decimal(100)
SIZES = (100, 500, 2_000)
"""Members at which the classes of size begin, after the smallest."""

KEYS = {
    "rate": _l("Tỷ lệ so với chỉ tiêu"),
    "per-100": _l("Số sáng kiến trên 100 đoàn viên"),
    "pace": _l("So với tiến độ cần đạt đến hôm nay"),
    "valid": _l("Tỷ lệ hợp lệ trên số đã có kết luận"),
}
WITHIN = {
    "": _l("Tất cả đơn vị trực thuộc"),
    "block": _l("Trong cùng khối"),
    "size": _l("Trong cùng nhóm quy mô"),
    "cluster": _l("Trong cùng cụm thi đua"),
}


@dataclass(frozen=True)
class Ranked:
    """A line with its place: 1, 2, 2, 4. `value` is the key as printed."""

    rank: int | None
    line: Line
    value: str


@dataclass(frozen=True)
class Class:
    """Lines that are compared with each other, the best first; those without a value come last."""

    name: str
    ranked: Sequence[Ranked]


@dataclass(frozen=True)
class Comparison:
    """`?by=&within=`; unknown words count as the first."""

    by: str
    within: str

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "Comparison":
        by, within = asked.get("by", ""), asked.get("within", "")
        return cls(by if by in KEYS else "rate", within if within in WITHIN else "")

    @property
    def address(self) -> dict[str, Any]:
        return {"by": self.by, "within": self.within or None}

    def classes(self, table: Table) -> list[Class]:
        """The children of a table, class by class."""
        name_of = _class_names(self.within)
        groups: dict[str, list[Line]] = {}
        for line in table.children:
            groups.setdefault(name_of(line), []).append(line)
        return [Class(name, rank(lines, table, self.by)) for name, lines in sorted(groups.items())]


def rank(lines: Sequence[Line], table: Table, by: str) -> list[Ranked]:
    """Lines with their ranks by a key, exact to the fraction: what is printed alike for rounding
    alone is not equal."""
    values = [(value_of(line, table, by), line) for line in lines]
    known = sorted(
        ((value, line) for value, line in values if value is not None),
        key=lambda pair: pair[0],
        reverse=True,
    )
    found: list[Ranked] = []
    before = None
    for place, (value, line) in enumerate(known, start=1):
        shared = found[-1].rank if found and value == before else place
        found.append(Ranked(shared, line, _printed(value, by)))
        before = value
    return found + [Ranked(None, line, "–") for value, line in values if value is None]


def value_of(line: Line, table: Table, by: str) -> Decimal | None:
    """The key; None where a line has none, which is not zero."""
    counts, count = line.counts, line.counts.by(table.definition)
    if by == "rate":
        return _share(count, line.quota)
    if by == "per-100":
        return line.per_100(table.definition)
    if by == "pace":
        pace = table.pace(line)
        return _share(count, pace.expected) if pace else None
    return _share(counts.valid, counts.valid + counts.invalid)


def _share(part: int, whole: int | None) -> Decimal | None:
    return part * HUNDRED / whole if whole else None


def _printed(value: Decimal, by: str) -> str:
    text = decimal_text(value, 2)
    return text if by == "per-100" else f"{text}%"


def _class_names(within: str) -> Callable[[Line], str]:
    if within == "block":
        return lambda line: line.facts.block_name or _("Chưa ghi khối")
    if within == "cluster":
        return lambda line: line.facts.cluster_name or _("Ngoài các cụm thi đua")
    return size_of if within == "size" else lambda _line: ""


def size_of(line: Line) -> str:
    """The class of size in words."""
    members = line.facts.members
    if members is None:
        return _("Chưa ghi số đoàn viên")
    first, second, third = SIZES
    if members < first:
        return _("1. Dưới 100 đoàn viên")
    if members < second:
        return _("2. Từ 100 đến 499 đoàn viên")
    if members < third:
        return _("3. Từ 500 đến 1.999 đoàn viên")
    return _("4. Từ 2.000 đoàn viên")
