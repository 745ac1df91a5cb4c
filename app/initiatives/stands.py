"""How all that lies below a unit stood when the mark was set, for pages that ask how it stands now.

Adding up the cells of a province is work that grows with its initiatives. So each unit above holds
what those strictly below it added up to at the mark (`branches`), by stage, target group and block
of the unit, on today's tree; what came since then is little, and read from `TallyDay`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, db, insert_all, upsert
from app.initiatives.models import Initiative
from app.initiatives.states import REGISTERED, State
from app.initiatives.tallies import SUMS, Sums, Tally, TallyDay
from app.tenancy import STEP, Own, Scope
from app.units import Kind, Unit

NO_BLOCK = "-"
KEY = ["unit_id", "stage_id", "target_group", "block_code"]
GRASSROOTS = sa.select(Kind.code).where(Kind.grassroots)
WAITING = (State.SUBMITTED, State.ENDORSED, State.RETURNED)
UNPAPERED = sa.and_(Initiative.state.in_(WAITING), Initiative.recognition_kind.is_(None))
"""Initiatives that wait, or were sent back, without a word of recognition."""
REBLOCKED_UNITS = sa.select(Unit).where(Unit.block_summed.is_distinct_from(Unit.block_code))
"""Units that are still added up in the block they had before; the worker finds them by an index."""


class BranchCell(Own, Sums, Base):
    """What the units strictly below one added up to at the mark, in one cell."""

    __tablename__ = "branch_cell"
    __table_args__ = (sa.UniqueConstraint(*KEY),)
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    target_group: Mapped[int]
    block_code: Mapped[str]


class BranchPart(Own, Base):
    """How many grassroots unions strictly below a unit had something registered at the mark, and
    how many initiatives waited `unpapered` in the hour in which it was set."""

    __tablename__ = "branch_part"
    __table_args__ = (sa.UniqueConstraint("unit_id", "stage_id"),)
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    taking_part: Mapped[int] = mapped_column(default=0)
    unpapered: Mapped[int] = mapped_column(default=0)


def block_of(unit: Any) -> Any:
    """A unit's block as cells know it."""
    return sa.func.coalesce(unit.block_code, NO_BLOCK)


def _block_summed(unit: Any) -> Any:
    """The block in whose cells a unit is added up above; a new one holds from `reblock` on."""
    return sa.func.coalesce(unit.block_summed, NO_BLOCK)


def registered(model: Any) -> Any:
    """How many are registered, in a row of sums."""
    return sum((getattr(model, state) for state in REGISTERED), sa.literal(0))


def move_on(first: Any, until: Any, levels: Iterable[int]) -> None:
    """Carry the cells from one mark to the next one, and count the parts there."""
    levels = list(levels)
    rows = (_below(level, _days(first, until)) for level in levels)
    found = db.session.execute(sa.union_all(*rows)).mappings()
    upsert(BranchCell, key=KEY, rows=[dict(row) for row in found], add=SUMS)
    _count_parts(until, levels)


def _days(first: Any, until: Any) -> Any:
    """Changes between two marks: (path, stage, group, block, sums)."""
    return (
        sa.select(
            TallyDay.unit_path.label("path"),
            TallyDay.stage_id,
            TallyDay.target_group,
            _block_summed(Unit).label("block_code"),
            *(getattr(TallyDay, name) for name in SUMS),
        )
        .join(Unit, Unit.id == TallyDay.unit_id)
        .where(TallyDay.day >= first, TallyDay.day < until)
        .subquery()
    )


def _below(level: int, rows: Any) -> sa.Select[Any]:
    """Rows (unit, cell, sums) of each unit of a level that has any below it."""
    end = (level + 1) * STEP
    above = sa.func.substr(rows.c.path, 1, end)
    cell = [rows.c.stage_id, rows.c.target_group, rows.c.block_code]
    sums = (sa.func.sum(rows.c[name]).label(name) for name in SUMS)
    parts = (
        sa.select(above.label("path"), *cell, *sums)
        .where(sa.func.length(rows.c.path) > end)
        .group_by(above, *cell)
        .subquery()
    )
    columns = (parts.c[name] for name in (*KEY[1:], *SUMS))
    unit = Unit.id.label("unit_id"), Unit.path.label("unit_path")
    return sa.select(*unit, *columns).join_from(parts, Unit, Unit.path == parts.c.path)


def taking_part_at(mark: Any) -> Any:
    """Grassroots unions that had something registered at a mark: (path, stage)."""
    columns = ("unit_id", "unit_path", "stage_id")
    now = sa.select(*(getattr(Tally, name) for name in columns), registered(Tally).label("many"))
    since = sa.select(*(getattr(TallyDay, name) for name in columns), -registered(TallyDay))
    both = sa.union_all(now, since.where(TallyDay.day >= mark)).subquery()
    return (
        sa.select(both.c.unit_path.label("path"), both.c.stage_id)
        .join(Unit, Unit.id == both.c.unit_id)
        .where(Unit.kind_code.in_(GRASSROOTS))
        .group_by(both.c.unit_path, both.c.stage_id)
        .having(sa.func.sum(both.c.many) > 0)
    )


def _unpapered() -> Any:
    """Initiatives without papers: (path, stage)."""
    return sa.select(Initiative.unit_path.label("path"), Initiative.stage_id).where(UNPAPERED)


def parts_at(mark: Any, levels: Iterable[int]) -> list[dict[str, Any]]:
    """The rows of `BranchPart` as they should be at a mark, counted from the units' own sums."""
    counted: dict[tuple[int, str, int], dict[str, int]] = {}
    for name, what in (("taking_part", taking_part_at(mark)), ("unpapered", _unpapered())):
        rows = what.subquery()
        for level in levels:
            for unit, path, stage, many in db.session.execute(_how_many(level, rows)):
                counted.setdefault((unit, path, stage), {})[name] = many
    return [
        {"unit_id": unit, "unit_path": path, "stage_id": stage, "taking_part": 0, "unpapered": 0}
        | many
        for (unit, path, stage), many in counted.items()
    ]


def _how_many(level: int, rows: Any) -> sa.Select[Any]:
    end = (level + 1) * STEP
    above = sa.func.substr(rows.c.path, 1, end)
    parts = (
        sa.select(above.label("path"), rows.c.stage_id, sa.func.count().label("many"))
        .where(sa.func.length(rows.c.path) > end)
        .group_by(above, rows.c.stage_id)
        .subquery()
    )
    return sa.select(Unit.id, Unit.path, parts.c.stage_id, parts.c.many).join_from(
        parts, Unit, Unit.path == parts.c.path
    )


def _count_parts(mark: Any, levels: Iterable[int]) -> None:
    rows = parts_at(mark, levels)
    db.session.execute(sa.delete(BranchPart))
    insert_all(BranchPart, rows)


def carry(unit: Unit, mark: Any, *, left: set[str], reached: set[str]) -> None:
    """A branch moved: what it held at the mark goes from some units above to others.

    :param left: paths of those that were above it and no longer are
    :param reached: of those that were not and now are
    """
    cells, parts = _held(mark, *Scope(unit.path).bounds), _parts_held(unit, mark)
    for paths, sign in ((left, -1), (reached, 1)):
        _put(BranchCell, KEY, SUMS, paths, cells, sign)
        _put(BranchPart, KEY[:2], ["taking_part", "unpapered"], paths, parts, sign)


def _put(
    model: Any, key: list[str], sums: list[str], paths: set[str], held: Any, sign: int
) -> None:
    units = db.session.execute(sa.select(Unit.id, Unit.path).where(Unit.path.in_(paths))).all()
    rows = [
        {"unit_id": unit, "unit_path": path, **row, **{name: sign * row[name] for name in sums}}
        for unit, path in units
        for row in held
    ]
    upsert(model, key=key, rows=rows, add=sums)


def reblock(mark: Any) -> int:
    """Add units up in the block they have by now; how many were in another one."""
    units = db.session.scalars(REBLOCKED_UNITS.order_by(Unit.path)).all()
    for unit in units:
        cells = _held(mark, unit.path, unit.path + "0")  # paths below go on with four digits
        above = set(Scope(unit.path).ancestors)
        for block, sign in ((unit.block_summed, -1), (unit.block_code, 1)):
            held = [{**cell, "block_code": block or NO_BLOCK} for cell in cells]
            _put(BranchCell, KEY, SUMS, above, held, sign)
        unit.block_summed = unit.block_code
    db.session.flush()
    return len(units)


def _held(mark: Any, low: str, high: str) -> list[dict[str, Any]]:
    """The cells of a range of units at a mark."""
    rows = _at(mark)
    cell = [rows.c[name] for name in KEY[1:]]
    sums = (sa.func.sum(rows.c[name]).label(name) for name in SUMS)
    found = db.session.execute(
        sa.select(*cell, *sums).where(rows.c.path >= low, rows.c.path < high).group_by(*cell)
    ).mappings()
    return [{**row, **{name: int(row[name]) for name in SUMS}} for row in found]


def _at(mark: Any) -> Any:
    """How units stood at a mark: sums of now, less the days since; (path, cell, sums)."""
    parts = []
    for model, sign, *which in ((Tally, 1), (TallyDay, -1, TallyDay.day >= mark)):
        parts.append(
            sa.select(
                model.unit_path.label("path"),
                model.stage_id,
                model.target_group,
                _block_summed(Unit).label("block_code"),
                *((sign * getattr(model, name)).label(name) for name in SUMS),
            )
            .join(Unit, Unit.id == model.unit_id)
            .where(*which)
        )
    return sa.union_all(*parts).subquery()


def _parts_held(unit: Unit, mark: Any) -> list[dict[str, Any]]:
    low, high = Scope(unit.path).bounds
    found: dict[int, dict[str, int]] = {}
    for name, what in (("taking_part", taking_part_at(mark)), ("unpapered", _unpapered())):
        rows = what.subquery()
        inside = sa.select(rows.c.stage_id, sa.func.count()).where(
            rows.c.path >= low, rows.c.path < high
        )
        for stage, many in db.session.execute(inside.group_by(rows.c.stage_id)):
            found.setdefault(stage, {"taking_part": 0, "unpapered": 0})[name] = many
    return [{"stage_id": stage, **many} for stage, many in found.items()]


def differences(mark: Any, levels: Iterable[int]) -> list[str]:
    """Cells and parts that are not what the days of the units below add up to; empty when all is
    well. Days are held against the moves elsewhere (`tallies`).

    What waits unpapered is counted once a day, and nothing is held against it.
    """
    levels, before = list(levels), _before(mark)
    cells = sa.union_all(*(_below(level, before) for level in levels))
    expected = {_key(row, KEY): _values(row) for row in db.session.execute(cells).mappings()}
    named = sa.select(*(getattr(BranchCell, name) for name in (*KEY, *SUMS)))
    found = {_key(row, KEY): _values(row) for row in db.session.execute(named).mappings()}
    nothing = [0] * len(SUMS)
    lines = [
        f"branch_cell {cell}: {found.get(cell, nothing)}, not {expected.get(cell, nothing)}"
        for cell in sorted({*expected, *found})
        if found.get(cell, nothing) != expected.get(cell, nothing)
    ]
    taking_part = (
        sa.select(before.c.path, before.c.stage_id)
        .where(before.c.is_grassroots)
        .group_by(before.c.path, before.c.stage_id)
        .having(sa.func.sum(registered(before.c)) > 0)
        .subquery()
    )
    counted = {
        (unit, stage): many
        for level in levels
        for unit, _path, stage, many in db.session.execute(_how_many(level, taking_part))
    }
    named = sa.select(BranchPart.unit_id, BranchPart.stage_id, BranchPart.taking_part)
    held = {_key(row, KEY[:2]): row["taking_part"] for row in db.session.execute(named).mappings()}
    return lines + [
        f"branch_part {part}: {held.get(part, 0)} take part, not {counted.get(part, 0)}"
        for part in sorted({*counted, *held})
        if held.get(part, 0) != counted.get(part, 0)
    ]


def _before(mark: Any) -> Any:
    """How units stood at a mark by their days alone: (path, cell, whether it is a grassroots union,
    sums)."""
    named = (TallyDay.unit_path, TallyDay.stage_id, TallyDay.target_group)
    block, grassroots = _block_summed(Unit), Unit.kind_code.in_(GRASSROOTS)
    query = (
        sa.select(
            named[0].label("path"),
            *named[1:],
            block.label("block_code"),
            grassroots.label("is_grassroots"),
            *(sa.func.sum(getattr(TallyDay, name)).label(name) for name in SUMS),
        )
        .join(Unit, Unit.id == TallyDay.unit_id)
        .where(TallyDay.day < mark)
        .group_by(*named, block, grassroots)
    )
    return query.cte("before").prefix_with("MATERIALIZED")


def _key(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _values(row: Any) -> list[int]:
    return [int(row[name]) for name in SUMS]
