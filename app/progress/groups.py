"""Counts by target group, block and stage: one statement for all stages of a unit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.initiatives import NO_BLOCK, SUMS, BranchCell, BranchMark, Tally, TallyDay, block_of
from app.programmes import TargetGroup, Window
from app.progress.figures import Counts
from app.tenancy import Scope
from app.units import Block, Unit


@dataclass(frozen=True)
class Grid:
    """One stage: counts of a target group in a block. Sums are those of the cells."""

    window: Window
    groups: Sequence[tuple[int, str]]
    blocks: Sequence[tuple[str, str]]
    cells: dict[tuple[int, str], Counts]

    def cell(self, group: int | None, block: str | None) -> Counts:
        """A cell; with None for the group, the block or both, their sum."""
        return sum(
            (
                counts
                for (its_group, its_block), counts in self.cells.items()
                if group in (None, its_group) and block in (None, its_block)
            ),
            Counts(),
        )


def grids(unit: Unit, windows: Sequence[Window]) -> list[Grid]:
    """The stages at a unit that have anything, each once, the newest first."""
    stages = {window.stage.id: window for window in windows if window.programme.parent_id is None}
    rows = sa.union_all(*_rows(unit, list(stages))).subquery()
    cell = rows.c.stage_id, rows.c.target_group, rows.c.block_code
    totals = (sa.func.sum(rows.c[name]) for name in SUMS)
    summed = db.session.execute(sa.select(*cell, *totals).group_by(*cell))
    found: dict[int, dict[tuple[int, str], Counts]] = {}
    for stage, group, its_block, *sums in summed:
        found.setdefault(stage, {})[group, its_block] = Counts(*map(int, sums))
    names = {block.code: block.name for block in Block.known()} | {NO_BLOCK: _("Chưa ghi khối")}
    return [
        _grid(window, found[stage], names)
        for stage, window in reversed(stages.items())
        if stage in found
    ]


def _rows(unit: Unit, stages: Sequence[int]) -> list[Any]:
    """Rows (stage, group, block, sums): of all below at the mark, of what came since, and of the
    unit's own as it stands."""
    cell, own = BranchCell, _cells(Tally, block_of(Unit)).join(Unit, Unit.id == Tally.unit_id)
    low, high = Scope(unit.path).bounds
    since = _cells(TallyDay, block_of(Unit)).join(Unit, Unit.id == TallyDay.unit_id)
    since = since.where(TallyDay.day.between(BranchMark.current(), dt.date.max))
    return [
        _cells(cell, cell.block_code).where(cell.unit_id == unit.id, cell.stage_id.in_(stages)),
        own.where(Tally.unit_path == unit.path, Tally.stage_id.in_(stages)),
        since.where(TallyDay.stage_id.in_(stages), TallyDay.unit_path > low)
        .where(TallyDay.unit_path < high, TallyDay.unit_path != unit.path),
    ]  # fmt: skip


def _cells(model: Any, block: Any) -> sa.Select[Any]:
    sums = (getattr(model, name) for name in SUMS)
    return sa.select(model.stage_id, model.target_group, block.label("block_code"), *sums)


def _grid(window: Window, cells: dict[Any, Counts], names: dict[str, str]) -> Grid:
    groups: dict[int, str] = TargetGroup.names(window.stage)
    blocks = {block for _group, block in cells}
    known = [(code, name) for code, name in names.items() if code in blocks]
    return Grid(window, list(groups.items()), known, cells)
