"""Which units a group should visit: those that a step of the ladder sends it to, then by risk."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app import clock
from app.programmes import Window, all_windows, chosen
from app.progress import Definition, Risk, risks, table_now
from app.units import Unit
from app.vietnamese import count_text
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
    """Steps of kind "Đoàn công tác" that are due: they join here with the room `deadlines`."""
    return []


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
