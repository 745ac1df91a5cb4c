"""Which units a group should visit: those that a step of the ladder sends it to, then by risk."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.deadlines import Escalation, StepKind
from app.programmes import Window, all_windows, chosen
from app.progress import Definition, Risk, risks, table_now
from app.units import Unit
from app.vietnamese import count_text, day_text
from app.visits.models import Visit


@dataclass(frozen=True)
class Proposal:
    """A unit, and why it should be visited."""

    unit_id: int
    code: str
    name: str
    reason: str
    advice: str
    risk: Risk | None = None


def window_at(unit: Unit) -> Window | None:
    """The stage that visits are about now."""
    return chosen(all_windows(unit), None, None, clock.now())


def proposals(unit: Unit) -> Sequence[Proposal]:
    """The units to visit that no visit is under way to, the most pressing first."""
    window = window_at(unit)
    if window is None:
        return []
    busy = Visit.open_about(unit)
    found = [*_by_ladder(unit), *_by_risk(unit, window)]
    first: dict[int, Proposal] = {}
    for one in found:
        if one.unit_id not in busy:
            first.setdefault(one.unit_id, one)
    return list(first.values())


def _by_ladder(unit: Unit) -> Sequence[Proposal]:
    """Steps of kind "Đoàn công tác" that are due, the oldest first."""
    return [
        Proposal(
            step.about_unit_id,
            step.about.code,
            step.about.name,
            _("Đến bước “%(step)s” ngày %(day)s", step=step.step, day=day_text(step.due)),
            _("Chậm liên tục từ ngày %(day)s.", day=day_text(step.since)),
        )
        for step in db.session.scalars(waiting_visits(unit))
        if step.about is not None
    ]


def waiting_visits(unit: Unit) -> sa.Select[Escalation]:
    return Escalation.waiting(unit).where(Escalation.kind == StepKind.VISIT)


def _by_risk(unit: Unit, window: Window) -> Sequence[Proposal]:
    table = table_now(unit, window, Definition(window.programme.counting), clock.now(), days=True)
    return [
        Proposal(
            risk.line.unit_id or 0,
            risk.line.code or "",
            risk.line.name,
            _(
                "%(cause)s; dự báo thiếu %(n)s sáng kiến",
                cause=risk.words,
                n=count_text(risk.missing),
            ),
            risk.advice,
            risk,
        )
        for risk in risks(table)
    ]
