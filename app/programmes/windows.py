"""A stage as a unit sees it: with the cut-off that holds there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for

from app import clock
from app.db import db
from app.programmes.cutoffs import Cutoff
from app.programmes.models import Programme, Stage
from app.tenancy import Scope
from app.units import Unit
from app.workdays import COUNTRY, Workdays

GRACE = dt.timedelta(hours=24)
"""How long after the deadline a list that came before it may still be confirmed."""


@dataclass(frozen=True)
class Window:
    """A stage at a unit. The nearest cut-off upward holds; without one, the stage's end.

    What counts is the instant at which the server has the whole of what is handed in. `below`
    tells the programme of a unit further down: seen from here, but not followed.
    """

    stage: Stage
    cutoff: Cutoff | None
    programme: Programme
    below: bool = False

    @property
    def label(self) -> str:
        """The stage's name; under a local programme with the programme's."""
        local = self.programme.parent_id is not None
        return f"{self.programme.name}, {self.stage.name}" if local else self.stage.name

    @property
    def address(self) -> dict[str, Any]:
        """How an address names it; `chosen` reads that."""
        return {"stage": self.stage.code, "programme": self.programme.code}

    @property
    def deadline(self) -> dt.datetime:
        return self.cutoff.at if self.cutoff else self.stage.submitted_until

    @property
    def first_day(self) -> dt.date:
        return self.stage.first_day

    @property
    def last_day(self) -> dt.date:
        return clock.day_of(self.deadline)

    def is_open(self, at: dt.datetime) -> bool:
        """Whether something may be entered at this instant."""
        return self.stage.submitted_since <= at <= self.deadline

    @property
    def grace_until(self) -> dt.datetime:
        """Until when a list that came in time may be confirmed."""
        return self.deadline + GRACE

    def still_takes(self, came_at: dt.datetime, at: dt.datetime) -> bool:
        """Whether what came whole at `came_at`, and waits for a word, may get it at `at`."""
        return self.is_open(at) or (self.is_open(came_at) and came_at <= at <= self.grace_until)

    def days_left(self, today: dt.date) -> int:
        """Calendar days from today to the deadline's day, today not counted; never below 0."""
        return max(0, (self.last_day - today).days)

    def workdays_left(self, today: dt.date, workdays: Workdays = COUNTRY) -> int:
        """Working days from tomorrow to the deadline's day; never below 0."""
        return workdays.between(today, self.last_day)

    def is_over(self, today: dt.date) -> bool:
        return today > self.last_day


def windows(unit: Unit) -> list[Window]:
    """The stages at a unit, each once, oldest first."""
    return [window for window in all_windows(unit) if window.programme.parent_id is None]


def windows_of(units: Iterable[Unit], stage: Stage) -> dict[int, Window]:
    """One stage as each of some units sees it, by the unit's id; one statement."""
    asked = {unit.id: [unit.path, *reversed(Scope(unit.path).ancestors)] for unit in units}
    line = {path for paths in asked.values() for path in paths}
    query = sa.select(Cutoff).where(Cutoff.stage_id == stage.id, Cutoff.unit_path.in_(line))
    cutoffs = {cutoff.unit_path: cutoff for cutoff in db.session.scalars(query)}
    return {
        unit_id: Window(
            stage, next((cutoffs[path] for path in paths if path in cutoffs), None), stage.programme
        )
        for unit_id, paths in asked.items()
    }


def all_windows(unit: Unit) -> list[Window]:
    """The stages at a unit under each programme: a local programme shows its parent's anew.

    One statement. The nation's programme comes first, local ones after it.
    """
    line = [*Scope(unit.path).ancestors, unit.path]
    whole = sa.func.coalesce(Programme.parent_id, Programme.id)
    rows = db.session.execute(
        sa.select(Programme, Stage, Cutoff)
        .join(Stage, Stage.programme_id == whole)
        .outerjoin(Cutoff, sa.and_(Cutoff.stage_id == Stage.id, Cutoff.unit_path.in_(line)))
        .order_by(Programme.unit_path, Programme.id, Stage.recognised_since, Cutoff.unit_path)
    )
    nearest: dict[tuple[int, int], Window] = {}
    for programme, stage, cutoff in rows:  # of several cut-offs the nearest comes last
        below = programme.unit_path not in line
        nearest[programme.id, stage.id] = Window(stage, cutoff, programme, below)
    return list(nearest.values())


def running(all_windows: Sequence[Window], at: dt.datetime) -> Window | None:
    """The stage pages open at: the one that takes initiatives now, else the latest begun."""
    begun = [w for w in all_windows if w.stage.submitted_since <= at]
    open_now = [w for w in begun if at <= max(w.deadline, w.stage.submitted_until)]
    found = open_now or begun or list(all_windows)
    return found[-1] if found else None


def chosen(
    all_windows: Sequence[Window], stage: str | None, programme: str | None, at: dt.datetime
) -> Window | None:
    """The window that an address names by codes, else the running one of the nearest programme.

    A unit that has a programme of its own, or of a unit above it, looks at that one first.
    """
    for window in all_windows:
        if window.stage.code == stage and programme in (None, "", window.programme.code):
            return window
    followed = [window for window in all_windows if not window.below] or list(all_windows)
    nearest = followed[-1].programme.id if followed else None
    return running([w for w in followed if w.programme.id == nearest], at)


def tabs(all_windows: Sequence[Window], current: Window, endpoint: str) -> list[dict[str, Any]]:
    """The tabs that lead from one window to another, for `ui.tabs`."""
    return [
        {
            "label": window.label,
            "href": url_for(endpoint, **window.address),
            "count": None,
            "current": window == current,
        }
        for window in all_windows
    ]
