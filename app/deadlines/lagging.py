"""The units right below that are behind their own lines, each with where its ladder stands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.db import db
from app.deadlines.behind import Behind
from app.deadlines.escalations import Escalation
from app.programmes import Window, windows_of
from app.progress import Definition, Line, Pace, full_table, table_now
from app.units import Unit


@dataclass(frozen=True)
class Laggard:
    """A unit behind its line; `since` as the daily run has seen it, `last` its newest step."""

    line: Line
    pace: Pace
    rate: str
    since: dt.date | None
    last: Escalation | None

    @property
    def less(self) -> int:
        return self.pace.expected - self.pace.count


@dataclass(frozen=True)
class Standing:
    """How one unit stands at its own deadline, and what each day has added."""

    window: Window
    line: Line
    pace: Pace | None
    rate: str
    added: Sequence[tuple[dt.date, int]]


def standing(unit: Unit, window: Window, moment: dt.datetime) -> Standing:
    """A unit below under a window of the unit above."""
    own = replace(windows_of([unit], window.stage)[unit.id], programme=window.programme)
    definition = Definition(window.programme.counting)
    table, days = full_table(unit, own, definition, moment)
    return Standing(own, table.own, table.pace(table.own), table.own.rate(definition), days.own)


def laggards(unit: Unit, window: Window, moment: dt.datetime) -> Sequence[Laggard]:
    """Those that lack most first. Few statements, however many units."""
    definition = Definition(window.programme.counting)
    table = table_now(unit, window, definition, moment)
    behind = table.laggards(most=len(table.lines))
    since, steps = _since(unit, window), _newest(unit, window)
    return [
        Laggard(
            line,
            pace,
            line.rate(definition),
            since.get(line.unit_id or 0),
            steps.get(line.unit_id or 0),
        )
        for line, pace in behind
    ]


def _since(unit: Unit, window: Window) -> dict[int, dt.date]:
    query = sa.select(Behind.about_unit_id, Behind.since).where(
        Behind.unit_id == unit.id,
        Behind.programme_id == window.programme.id,
        Behind.stage_id == window.stage.id,
        Behind.until.is_(None),
    )
    return dict(db.session.execute(query).all())


def _newest(unit: Unit, window: Window) -> dict[int, Escalation]:
    query = sa.select(Escalation).where(
        Escalation.unit_id == unit.id,
        Escalation.programme_id == window.programme.id,
        Escalation.stage_id == window.stage.id,
    )
    ordered = query.order_by(Escalation.made_at, Escalation.position, Escalation.id)
    return {step.about_unit_id: step for step in db.session.scalars(ordered)}
