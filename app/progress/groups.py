"""Counts by target group, block and stage: one statement for all stages of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.initiatives import SUMS, Tally
from app.programmes import TargetGroup, Window
from app.progress.figures import Counts
from app.tenancy import Scope
from app.units import Block, Unit

NO_BLOCK = "-"


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
    low, high = Scope(unit.path).bounds
    stages = {window.stage.id: window for window in windows if window.programme.parent_id is None}
    block = sa.func.coalesce(Unit.block_code, NO_BLOCK)
    rows = db.session.execute(
        sa.select(
            Tally.stage_id,
            Tally.target_group,
            block,
            *(sa.func.sum(getattr(Tally, name)) for name in SUMS),
        )
        .join(Unit, Unit.id == Tally.unit_id)
        .where(Tally.stage_id.in_(stages), Tally.unit_path >= low, Tally.unit_path < high)
        .group_by(Tally.stage_id, Tally.target_group, block)
    )
    found: dict[int, dict[tuple[int, str], Counts]] = {}
    for stage, group, its_block, *sums in rows:
        found.setdefault(stage, {})[group, its_block] = Counts(*map(int, sums))
    names = {block.code: block.name for block in Block.known()} | {NO_BLOCK: _("Chưa ghi khối")}
    return [
        _grid(window, found[stage], names)
        for stage, window in reversed(stages.items())
        if stage in found
    ]


def _grid(window: Window, cells: dict[Any, Counts], names: dict[str, str]) -> Grid:
    groups: dict[int, str] = TargetGroup.names(window.stage)
    blocks = {block for _group, block in cells}
    known = [(code, name) for code, name in names.items() if code in blocks]
    return Grid(window, list(groups.items()), known, cells)
