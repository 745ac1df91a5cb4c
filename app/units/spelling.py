"""Which unit a text names, through the many ways units are spelt."""

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
_AT_ONCE = 500
_SOUGHT = 60
"""Words that the database looks for in one statement; for more all names are read."""
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
    names = ((unit_id, spelling(name)) for unit_id, name in _names(asked, within))
    found = _closest(asked, names)
    return db.session.get(Unit, found) if found else None


def named_units(texts: Iterable[str], within: Unit) -> dict[str, Unit | None]:
    """Each text with the one open unit at or below `within` that it names; None if unclear.

    The same answers as `list_unit` text by text, with a handful of statements for all of them.
    """
    keys = {text: name_key(text) for text in texts if text.strip()}
    exact = _all_called(set(keys.values()), within)
    found: dict[str, int | None] = {}
    rest = []
    for text, key in keys.items():
        if ids := exact.get(key):
            found[text] = next(iter(ids)) if len(ids) == 1 else None
        else:
            rest.append(text)
    found |= _likened(rest, within)
    units = _by_id({unit_id for unit_id in found.values() if unit_id})
    return {text: units.get(unit_id) if unit_id else None for text, unit_id in found.items()}


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


def _all_called(keys: set[str], within: Unit) -> dict[str, set[int]]:
    """Ids of units by the name or alias they exactly bear."""
    found: dict[str, set[int]] = {}
    for some in _portions(sorted(keys)):
        own = _open(within).with_only_columns(Unit.name_key, Unit.id)
        for query in (
            own.where(Unit.name_key.in_(some)),
            _aliases(within, UnitAlias.key, UnitAlias.unit_id).where(UnitAlias.key.in_(some)),
        ):
            for key, unit_id in db.session.execute(query):
                found.setdefault(key, set()).add(unit_id)
    return found


def _likened(texts: list[str], within: Unit) -> dict[str, int | None]:
    """For texts that no unit exactly bears: all names are taken apart once, by their words."""
    if not texts:
        return {}
    asked = {text: spelling(text) for text in texts}
    hints = {max(one.hints, key=len) for one in asked.values() if one.hints}
    own = _open(within).with_only_columns(Unit.id, Unit.name)
    if len(hints) <= _SOUGHT:
        own = own.where(sa.or_(*(Unit.search.contains(h, autoescape=True) for h in sorted(hints))))
    by_words: dict[tuple[str, ...], list[tuple[int, Spelling]]] = {}
    for query in (own, _aliases(within, UnitAlias.unit_id, UnitAlias.name)) if hints else ():
        for unit_id, name in db.session.execute(query):
            known = spelling(name)
            by_words.setdefault(known.bare, []).append((unit_id, known))
    return {text: _closest(one, by_words.get(one.bare, ())) for text, one in asked.items()}


def _closest(asked: Spelling, names: Iterable[tuple[int, Spelling]]) -> int | None:
    """The id of the one unit that is called most like it."""
    likeness: dict[int, int] = {}
    for unit_id, name in names:
        likeness[unit_id] = max(asked.likeness(name), likeness.get(unit_id, 0))
    best = max(likeness.values(), default=0)
    found = [unit_id for unit_id, like in likeness.items() if like == best]
    return found[0] if best and len(found) == 1 else None


def _by_id(ids: set[int]) -> dict[int, Unit]:
    found: dict[int, Unit] = {}
    for some in _portions(sorted(ids)):
        query = sa.select(Unit).where(Unit.id.in_(some))
        found |= {unit.id: unit for unit in db.session.scalars(query)}
    return found


def _portions(values: list[Any]) -> Iterator[list[Any]]:
    """A statement takes so many values and no more."""
    for at in range(0, len(values), _AT_ONCE):
        yield values[at : at + _AT_ONCE]


def _aliases(within: Unit, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join(Unit, Unit.id == UnitAlias.unit_id)
        .where(Unit.in_subtree(within.path), Unit.closed_on.is_(None))
    )


def _names(asked: Spelling, within: Unit) -> Iterator[tuple[Any, ...]]:
    """Ids and names of units that may be meant, by all they are known by."""
    if not asked.hints:
        return
    own = _open(within).with_only_columns(Unit.id, Unit.name)
    for hint in set(asked.hints):
        own = own.where(Unit.search.contains(hint, autoescape=True))
    for query in (own, _aliases(within, UnitAlias.unit_id, UnitAlias.name)):
        yield from map(tuple, db.session.execute(query))
