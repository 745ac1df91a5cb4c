"""Whose list it is: the line at its head, through the many ways units are spelt."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.units.models import Unit
from app.units.places import UnitAlias
from app.vietnamese import fold, name_key, nfc

_PREFIXES = ("cong doan co so", "cong doan", "cdcs", "cd cs", "cd")
_FORMS = {
    "cong ty": ("cong ty", "cty"),
    "tnhh": ("tnhh", "trach nhiem huu han"),
    "cp": ("cp", "co phan"),
    "mtv": ("mtv", "mot thanh vien"),
    "dntn": ("dntn", "doanh nghiep tu nhan"),
}
"""Legal forms; a list often leaves some of them out."""
_SAME = {
    "tp": ("tp", "thanh pho"),
    "ldld": ("ldld", "lien doan lao dong"),
    "htx": ("htx", "hop tac xa"),
    "kcn": ("kcn", "khu cong nghiep"),
    "ubnd": ("ubnd", "uy ban nhan dan"),
    "bv": ("bv", "benh vien"),
}
_KNOWN = {tuple(phrase.split()): (True, form) for form, all_ in _FORMS.items() for phrase in all_}
_KNOWN |= {tuple(phrase.split()): (False, same) for same, all_ in _SAME.items() for phrase in all_}
_LONGEST = max(map(len, _KNOWN))
_HINTS = 4
"""Words of a line that units are ranked by; its longest ones say most."""


@dataclass(frozen=True)
class Spelling:
    """A name taken apart: its own words with and without marks, and its legal forms.

    `hints` are words that stand in the name letter by letter, for the database to look for.
    """

    words: tuple[str, ...]
    bare: tuple[str, ...]
    forms: frozenset[str]
    hints: tuple[str, ...]
    unmarked: bool

    def likeness(self, other: "Spelling") -> int:
        """2 for the same name, 1 when one leaves out a legal form of the other, else 0."""
        unmarked = (self.unmarked or other.unmarked) and self.bare == other.bare
        if not self.words or not (self.words == other.words or unmarked):
            return 0
        if self.forms == other.forms:
            return 2
        return int(self.forms <= other.forms or other.forms <= self.forms)


def spelling(name: str) -> Spelling:
    """Take a name apart."""
    tidy = re.sub(r"[^\w\s]|_", " ", nfc(name))
    typed = tidy.split()
    plain = [fold(word) for word in typed]
    words: list[str] = []
    bare: list[str] = []
    hints: list[str] = []
    forms: set[str] = set()
    at = _prefix(plain)
    while at < len(plain):
        for length in range(_LONGEST, 0, -1):
            if found := _KNOWN.get(tuple(plain[at : at + length])):
                is_form, canonical = found
                if is_form:
                    forms.add(canonical)
                else:
                    words.append(canonical)
                    bare.append(canonical)
                at += length
                break
        else:
            words.append(name_key(typed[at]))
            bare.append(plain[at])
            hints.append(plain[at])
            at += 1
    unmarked = fold(tidy) == " ".join(tidy.casefold().split())
    return Spelling(tuple(words), tuple(bare), frozenset(forms), tuple(hints), unmarked)


def list_unit(line: str | None, *, within: Unit) -> Unit | None:
    """The one open unit at or below `within` that the line names; None if unclear.

    A list without a line is a grassroots union's own.
    """
    if not line:
        return within if within.kind and within.kind.grassroots else None
    exact = _called(line, within)
    if exact:
        return exact[0] if len(exact) == 1 else None
    asked = spelling(line)
    likeness: dict[int, int] = {}
    for unit_id, name in _names(asked, within):
        like = asked.likeness(spelling(name))
        likeness[unit_id] = max(like, likeness.get(unit_id, 0))
    best = max(likeness.values(), default=0)
    found = [unit_id for unit_id, like in likeness.items() if like == best]
    return db.session.get(Unit, found[0]) if best and len(found) == 1 else None


def named_units(texts: "Iterable[str]", *, within: Unit) -> dict[str, Unit | None]:
    """TEMPORARY."""
    return {text: list_unit(text, within=within) for text in texts}


def likely_units(line: str | None, *, within: Unit, most: int = 8) -> list[Unit]:
    """Units to offer for a line: those that share words with it first, `within` itself last."""
    hints = sorted(set(spelling(line or "").hints), key=len)[-_HINTS:]
    found = [sa.cast(Unit.search.contains(h, autoescape=True), sa.Integer) for h in hints]
    shared = [reduce(add, found).desc()] if found else []
    query = _open(within).order_by(*shared, Unit.id == within.id, Unit.path)
    return list(db.session.scalars(query.limit(most)))


def _prefix(plain: list[str]) -> int:
    """How many words at the beginning only say that it is a union."""
    words = " ".join(plain) + " "
    return next((len(p.split()) for p in _PREFIXES if words.startswith(p + " ")), 0)


def _open(within: Unit) -> sa.Select[Any]:
    return sa.select(Unit).where(Unit.in_subtree(within.path), Unit.closed_on.is_(None))


def _called(line: str, within: Unit) -> list[Unit]:
    """Units of exactly this name or alias; two are enough to know that it is unclear."""
    key = name_key(line)
    known = sa.select(UnitAlias.unit_id).where(UnitAlias.key == key)
    query = _open(within).where(sa.or_(Unit.name_key == key, Unit.id.in_(known)))
    return list(db.session.scalars(query.limit(2)))


def _names(asked: Spelling, within: Unit) -> Iterator[tuple[Any, ...]]:
    """Ids and names of units that may be meant, by all they are known by."""
    if not asked.hints:
        return
    own = _open(within).with_only_columns(Unit.id, Unit.name)
    for hint in set(asked.hints):
        own = own.where(Unit.search.contains(hint, autoescape=True))
    others = (
        sa.select(UnitAlias.unit_id, UnitAlias.name)
        .join(Unit, Unit.id == UnitAlias.unit_id)
        .where(Unit.in_subtree(within.path), Unit.closed_on.is_(None))
    )
    for query in (own, others):
        yield from map(tuple, db.session.execute(query))
