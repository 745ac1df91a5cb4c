"""A stage under two programmes: the nation's quota and a local one, over the same counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.db import db
from app.programmes import Window
from app.progress.figures import Definition, Line
from app.quotas import QuotaBalance
from app.tenancy import STEP, Scope
from app.units import Unit
from app.vietnamese import rate_text


@dataclass(frozen=True)
class Beside:
    """The quotas of the other programme, by unit; an initiative counts once in each."""

    window: Window
    quotas: Mapping[int, int]

    @property
    def name(self) -> str:
        return self.window.programme.name

    def quota(self, line: Line) -> int | None:
        """What the line's unit received there; None where there is none."""
        return self.quotas.get(line.unit_id or 0)

    def rate(self, line: Line, definition: Definition) -> str:
        """The line's rate there, "12,51%", or "–"."""
        return rate_text(line.counts.by(definition), self.quota(line))

    def total(self, lines: Sequence[Line]) -> int:
        """What the lines received together."""
        return sum(self.quota(line) or 0 for line in lines)


def beside(unit: Unit, window: Window, windows: Sequence[Window]) -> Beside | None:
    """The other programme over the same stage, the nearest one; None where there is none."""
    others = [w for w in windows if w.stage.id == window.stage.id and w != window]
    if not others:
        return None
    other = others[-1]
    low, high = Scope(unit.path).bounds
    balance = QuotaBalance
    rows = db.session.execute(
        sa.select(balance.unit_id, balance.received).where(
            balance.programme_id == other.programme.id,
            balance.stage_id == other.stage.id,
            balance.unit_path >= low,
            balance.unit_path < high,
            sa.func.length(balance.unit_path) <= len(unit.path) + STEP,
        )
    )
    quotas = {unit_id: received for unit_id, received in rows if received}
    return Beside(other, quotas) if quotas else None
