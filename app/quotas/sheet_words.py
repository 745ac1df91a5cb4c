"""What the words of a table say: a rate, the units a line speaks of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.vietnamese import count_text, fold

_UNITS = r"(?:cdcs|cd co so|cong doan co so|cong doan|don vi|nghiep doan|truong)"
_OF_BLOCK = re.compile(
    rf"(?:(?P<count>[0-9]{{1,6}}) )?(?:(?:cac|moi|toan bo) )?(?:{_UNITS} )?(?:thuoc )?"
    r"khoi (?P<block>.+)"
)
_COUNTED = re.compile(rf"(?P<count>[0-9]{{1,6}}) {_UNITS}(?: (?:thuoc )?(?P<block>.+))?")
_ALL = re.compile(rf"(?:cac|moi) {_UNITS}(?: (?:con lai|khac|truc thuoc))?")
_INITIATIVES = r"(?:sk|skien|sang kien)"
_MEMBERS = r"(?:doan vien|dv|cnvcld|nguoi lao dong|nld)"
_RATE = re.compile(
    rf"(?P<rate>[0-9]{{1,4}}) ?{_INITIATIVES}? ?(?:/|tren|cho moi|moi) ?"
    rf"(?P<per>[0-9]{{1,6}} )?{_MEMBERS}\b(?P<more>.*)"
)
_RATE_TURNED = re.compile(
    rf"(?:moi|cu) (?P<per>[0-9]{{1,6}} )?{_MEMBERS}(?: co)? ?:? ?(?P<rate>[0-9]{{1,4}})"
    rf" ?{_INITIATIVES}?\b(?P<more>.*)"
)
_LEAST = re.compile(r"(?:toi thieu|it nhat) ([0-9]{1,7})")
_MOST = re.compile(r"(?:toi da|nhieu nhat|khong qua) ([0-9]{1,7})")
_WEIGHTS = re.compile(r"ty le ([0-9]{1,6}(?: ?: ?[0-9]{1,6}){1,11})")


@dataclass(frozen=True)
class Rate:
    """So many (`rate`) for every `per` members; `weights` of the stages, equal when empty."""

    rate: int
    per: int = 1
    least: int | None = None
    most: int | None = None
    weights: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Rate | None":
        """ "01 SK/đoàn viên/ phân bố 02 giai đoạn"; None when it is not about members."""
        words = fold(text)[:200]
        found = _RATE.match(words) or _RATE_TURNED.match(words)
        if not found or not int(found["rate"]) or (found["per"] and not int(found["per"])):
            return None
        more = found["more"]
        least, most, weights = _LEAST.search(more), _MOST.search(more), _WEIGHTS.search(more)
        return cls(
            int(found["rate"]),
            int(found["per"] or 1),
            int(least[1]) if least else None,
            int(most[1]) if most else None,
            tuple(int(n) for n in weights[1].split(":")) if weights else (),
        )

    def text(self, stages: int) -> str:
        """As `read` understands it."""
        per = f"{self.per} " if self.per > 1 else ""
        says = [_("%(rate)s SK/%(per)sđoàn viên", rate=f"{self.rate:02}", per=per)]
        if self.weights:
            ratio = ":".join(str(n) for n in self.weights)
            says.append(_("phân bổ %(n)s giai đoạn theo tỷ lệ %(r)s", n=padded(stages), r=ratio))
        elif stages > 1:
            says.append(_("phân bổ %(n)s giai đoạn", n=padded(stages)))
        if self.least is not None:
            says.append(_("tối thiểu %(n)s", n=self.least))
        if self.most is not None:
            says.append(_("tối đa %(n)s", n=self.most))
        return "/".join(says)


@dataclass(frozen=True)
class Group:
    """Units that a line speaks of without naming them: `block` in words; none means all."""

    block: str | None
    count: int | None = None

    @classmethod
    def read(cls, name: str) -> "Group | None":
        """ "Khối HCSN", "152 CĐCS khối doanh nghiệp", "Các đơn vị còn lại"; None for a name."""
        words = fold(name)[:200]
        if found := _OF_BLOCK.fullmatch(words) or _COUNTED.fullmatch(words):
            return cls(found["block"], int(found["count"]) if found["count"] else None)
        return cls(None) if _ALL.fullmatch(words) else None


def padded(number: int) -> str:
    """As dispatches write counts: 2 → "02", 1226 → "1.226"."""
    return f"{number:02}" if number < 10 else count_text(number)


def added(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Several rows by column, summed."""
    sums: dict[str, int] = {}
    for row in rows:
        for key, number in row.items():
            sums[key] = sums.get(key, 0) + number
    return sums
