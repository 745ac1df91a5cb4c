"""The portal's list beside ours: only there, only here, and what stands otherwise."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.initiatives import COUNTED_BY, Author, Initiative, State, same_key
from app.portal.places import Places
from app.portal.reading import OURS, STATUS_WORDS, NotReadable, There
from app.programmes import Stage
from app.tenancy import Scope
from app.units import Unit

MOST_HERE = 60_000
"""Initiatives a comparison looks at; a bigger unit compares unit by unit."""


@dataclass(frozen=True)
class Here:
    """An initiative of ours, as far as it is compared."""

    id: int
    unit_id: int
    portal_code: str | None
    key: int | None
    state: str
    title: str
    name: str

    @property
    def status(self) -> str:
        return OURS[State(self.state)]


@dataclass(frozen=True)
class Pair:
    """The same one on both sides; `elsewhere` when the portal has it at another unit of ours."""

    there: There
    here: Here
    elsewhere: bool = False

    @property
    def differs(self) -> bool:
        """Whether both say a status, and not the same."""
        return self.there.status is not None and self.there.status != self.here.status

    @property
    def status_words(self) -> tuple[str, str]:
        """There, and here."""
        return str(self.there.said), str(STATUS_WORDS[self.here.status])


@dataclass
class Line:
    """A unit in figures; `unit_id` None for the names that are no unit of ours."""

    name: str
    unit_id: int | None = None
    there: int = 0
    here: int = 0
    only_there: int = 0
    only_here: int = 0
    differs: int = 0
    elsewhere: int = 0

    @property
    def agrees(self) -> bool:
        return not (self.only_there or self.only_here or self.differs or self.elsewhere)


@dataclass
class Comparison:
    """What came of it. `codes`: ids of ours without a code → the code of the same one there."""

    pairs: list[Pair] = field(default_factory=list)
    only_there: list[There] = field(default_factory=list)
    only_here: list[Here] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unknown_units: Counter[str] = field(default_factory=Counter)
    unknown_words: Counter[str] = field(default_factory=Counter)
    codes: dict[int, str] = field(default_factory=dict)
    unit_names: dict[int, str] = field(default_factory=dict)

    @property
    def differing(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.differs]

    @property
    def elsewhere(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.elsewhere]

    @property
    def total(self) -> Line:
        names = ("there", "here", "only_there", "only_here", "differs")
        sums = {name: sum(getattr(line, name) for line in self.lines) for name in names}
        sums["elsewhere"] = len(self.elsewhere)  # it stands at two units
        return Line(_("Tổng cộng"), **sums)


def compare(rows: Sequence[There], unit: Unit, stage: Stage) -> Comparison:
    """Match by code, then by author and title, first within the unit that the row names.

    :raises NotReadable: the unit is too big for one comparison
    """
    ours = _ours(unit, stage)
    places = Places(unit, (row.unit for row in rows))
    result = Comparison(unit_names=places.name_of)
    left = _by_code(rows, ours, result)
    left = _by_words(left, ours, result, places)
    result.only_there = left
    matched = {pair.here.id for pair in result.pairs}
    result.only_here = [one for one in ours if one.id not in matched]
    result.codes = _codes(result.pairs)
    _tell(rows, result, places)
    return result


def _ours(unit: Unit, stage: Stage) -> list[Here]:
    low, high = Scope(unit.path).bounds
    query = (
        sa.select(
            Initiative.id,
            Initiative.unit_id,
            Initiative.portal_code,
            Initiative.same_key,
            Initiative.state,
            Initiative.title,
            Author.full_name,
        )
        .join(Author, sa.and_(Author.initiative_id == Initiative.id, Author.position == 0))
        .where(
            Initiative.stage_id == stage.id,
            Initiative.state.in_(COUNTED_BY["all"]),
            Initiative.unit_path >= low,
            Initiative.unit_path < high,
        )
        .order_by(Initiative.unit_path, Initiative.id)
        .limit(MOST_HERE + 1)
    )
    found = [Here(*row) for row in db.session.execute(query)]
    if len(found) > MOST_HERE:
        raise NotReadable(_("Đơn vị có quá nhiều sáng kiến. Xin so sánh ở từng đơn vị bên dưới."))
    return found


def _by_code(rows: Sequence[There], ours: Iterable[Here], result: Comparison) -> list[There]:
    coded = {one.portal_code: one for one in ours if one.portal_code}
    left = []
    for row in rows:
        one = coded.pop(row.code, None) if row.code else None
        if one:
            result.pairs.append(Pair(row, one))
        else:
            left.append(row)
    return left


def _by_words(
    rows: list[There], ours: Iterable[Here], result: Comparison, places: Places
) -> list[There]:
    """What has no code on one side; one with another code is another one."""
    free: dict[int | None, list[Here]] = defaultdict(list)
    done = {pair.here.id for pair in result.pairs}
    for one in ours:
        if one.id not in done:
            free[one.key].append(one)
    for best in (_there, _elsewhere):
        left = []
        for row in rows:
            key = same_key(row.name, row.title) if row.name else None
            same = best(row, free.get(key, []) if key else [], places)
            if same:
                free[same.key].remove(same)
                result.pairs.append(Pair(row, same, best is _elsewhere))
            else:
                left.append(row)
        rows = left
    return rows


def _there(row: There, same: Sequence[Here], places: Places) -> Here | None:
    """Of the same author and title: the one in the unit that the row names, else the only one."""
    may = [one for one in same if not (one.portal_code and row.code)]
    named = places.find(row.unit)
    if named is not None:
        path = places.path_of[named]
        inside = [one for one in may if places.path_of.get(one.unit_id, "").startswith(path)]
        return inside[0] if inside else None
    return may[0] if len({one.unit_id for one in may}) == 1 else None


def _elsewhere(row: There, same: Sequence[Here], places: Places) -> Here | None:
    """Of the same author and title, in no unit that the row names: the only one there is."""
    may = [one for one in same if not (one.portal_code and row.code)]
    return may[0] if len(may) == 1 and places.find(row.unit) is not None else None


def _codes(pairs: Iterable[Pair]) -> dict[int, str]:
    """One code for one initiative; a code that stands on two rows is nobody's."""
    sure = [pair for pair in pairs if not pair.elsewhere]
    wanted = [pair for pair in sure if pair.there.code and not pair.here.portal_code]
    often = Counter(pair.there.code for pair in wanted)
    return {pair.here.id: pair.there.code for pair in wanted if often[pair.there.code] == 1}


def _tell(rows: Sequence[There], result: Comparison, places: Places) -> None:
    """The figures unit by unit; what is matched counts at our unit."""
    lines: dict[Any, Line] = {}
    nowhere = Line(_("Đơn vị chưa nhận ra"))

    def line(unit_id: int) -> Line:
        name = places.name_of.get(unit_id, _("Đơn vị đã ngừng hoạt động"))
        return lines.setdefault(unit_id, Line(name, unit_id))

    for pair in result.pairs:
        its = line(pair.here.unit_id)
        named = places.find(pair.there.unit) if pair.elsewhere else None
        other = line(named) if named is not None else its
        other.there, its.here, its.differs = (
            other.there + 1,
            its.here + 1,
            its.differs + pair.differs,
        )
        if other is not its:
            its.elsewhere, other.elsewhere = its.elsewhere + 1, other.elsewhere + 1
    for one in result.only_here:
        its = line(one.unit_id)
        its.here, its.only_here = its.here + 1, its.only_here + 1
    for row in result.only_there:
        number = places.find(row.unit)
        its = nowhere if number is None else line(number)
        its.there, its.only_there = its.there + 1, its.only_there + 1
    for row in rows:
        if row.unit and places.find(row.unit) is None:
            result.unknown_units[row.unit] += 1
        if row.said and row.status is None:
            result.unknown_words[row.said] += 1
    order = sorted(
        lines.values(), key=lambda its: (its.agrees, places.path_of.get(its.unit_id or 0, ""))
    )
    result.lines = [*order, *([nowhere] if nowhere.there else [])]
