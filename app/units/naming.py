"""Which unit a name in a table means: by its name, by another it is known by, or the likeliest."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import sqlalchemy as sa

from app.db import db
from app.units.models import Unit
from app.units.places import UnitAlias
from app.vietnamese import fold, name_key, nfc

CANDIDATES = 6
_LIKE = 0.55
_SHORT = (
    (re.compile(r"\b(?:công đoàn cơ sở|c[đd]cs|công đoàn|c[đd])\b"), " "),
    (re.compile(r"\b(?:liên đoàn lao động|l[đd]l[đd])\b"), " ldld "),
    (re.compile(r"\b(?:công ty|cty)\b"), " cty "),
    (re.compile(r"\b(?:trách nhiệm hữu hạn|tnhh)\b"), " tnhh "),
    (re.compile(r"\b(?:cổ phần|cp)\b"), " cp "),
    (re.compile(r"\b(?:một thành viên|1 thành viên|1tv|mtv)\b"), " mtv "),
    (re.compile(r"\b(?:thành phố|tp)\b"), " tp "),
    (re.compile(r"\b(?:trường )?(?:trung học cơ sở|thcs)\b"), " thcs "),
    (re.compile(r"\b(?:trường )?(?:tiểu học|th)\b"), " th "),
    (re.compile(r"\b(?:trường )?(?:mầm non|mn)\b"), " mn "),
    (re.compile(r"\b(?:[uủ]y ban nhân dân|ubnd)\b"), " ubnd "),
)
_SIGNS = re.compile(r"[^\w&]+")


def loose(name: str) -> str:
    """A key equal for spellings of one name: "CĐ Cty CP A", "Công đoàn Công ty cổ phần A".

    Marks count: "Hòa Mai" is not "Hoa Mai".
    """
    text = _SIGNS.sub(" ", nfc(name).casefold())
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    return name_key(text)


@dataclass(frozen=True)
class Found:
    """The unit meant, or the likeliest ones when that is not sure; neither when none is like it."""

    unit: Unit | None = None
    candidates: tuple[Unit, ...] = ()


class Names:
    """The names of some units, looked up without another statement for each.

    :ivar elsewhere: of the names asked for, those that units anywhere in sight bear, by their keys
    """

    def __init__(self, units: Sequence[Unit], asked: Sequence[str] = ()) -> None:
        self.units = {unit.code: unit for unit in units}
        self.elsewhere = elsewhere(asked)
        self._exact: dict[str, set[str]] = {}
        self._loose: dict[str, set[str]] = {}
        self._words: dict[str, set[str]] = {}
        by_id = {unit.id: unit for unit in units}
        for unit in units:
            self._note(unit, unit.name)
        for alias in db.session.scalars(
            sa.select(UnitAlias).where(UnitAlias.unit_id.in_(list(by_id)))
        ):
            self._note(by_id[alias.unit_id], alias.name)

    def find(self, name: str) -> Found:
        """Whom a name means."""
        for table, key in ((self._exact, name_key(name)), (self._loose, loose(name))):
            codes = table.get(key, set())
            if len(codes) == 1:
                return Found(self.units[next(iter(codes))])
            if codes:  # several are called so
                return Found(candidates=self._sorted(codes)[:CANDIDATES])
        return Found(candidates=self._like(fold(loose(name))))

    def is_called(self, name: str) -> bool:
        """Whether some unit is called exactly so."""
        return name_key(name) in self._exact

    def _note(self, unit: Unit, name: str) -> None:
        self._exact.setdefault(name_key(name), set()).add(unit.code)
        self._loose.setdefault(loose(name), set()).add(unit.code)
        for word in fold(loose(name)).split():
            self._words.setdefault(word, set()).add(unit.code)

    def _like(self, key: str) -> tuple[Unit, ...]:
        """Those that share rare words with a name, the most alike first."""
        shared: Counter[str] = Counter()
        for word in set(key.split()):
            codes = self._words.get(word, set())
            for code in codes:
                shared[code] += 1000 // len(codes)
        likeness = {
            code: SequenceMatcher(None, key, fold(loose(self.units[code].name))).ratio()
            for code, _weight in shared.most_common(20)
        }
        best = sorted(likeness, key=lambda code: (-likeness[code], code))
        return tuple(self.units[code] for code in best if likeness[code] >= _LIKE)[:CANDIDATES]

    def _sorted(self, codes: set[str]) -> tuple[Unit, ...]:
        return tuple(self.units[code] for code in sorted(codes))


def elsewhere(names: Sequence[str]) -> dict[str, str]:
    """Names that open units bear anywhere in sight, by their keys; one statement for all."""
    keys = {name_key(name) for name in names}
    if not keys:
        return {}
    known = sa.select(Unit.name_key, Unit.name).where(
        Unit.name_key.in_(sorted(keys)), Unit.closed_on.is_(None)
    )
    return dict(db.session.execute(known).all())
