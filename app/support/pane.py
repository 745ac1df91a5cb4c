"""What the people of a desk see beside a request: what is theirs alone, and what to answer with."""

import datetime as dt
from typing import Any

from app.support.inside import Assignment, InternalNote, Part, Tie, colleagues
from app.support.models import Request
from app.support.offers import Offers
from app.units import Unit


def inside(asked: Request, here: Unit, me: Any, at: dt.datetime) -> dict[str, Any]:
    """All that `support/inside.html` is drawn with.

    :param me: the person who looks, with `id` and `full_name`
    """
    live = Assignment.live([asked], here)
    acts = asked.lies_on(here)
    return {
        "notes": InternalNote.of(asked, here),
        "ties": Tie.of(asked, here),
        "handler": next((one for one in live if one.part == Part.HANDLES), None),
        "follows": any(o.part == Part.FOLLOWS and o.account_id == me.id for o in live),
        "followers": [one.full_name for one in live if one.part == Part.FOLLOWS],
        "colleagues": colleagues(here) if acts else [],
        "line": _others(asked, here) if acts else [],
        "offers": Offers.of(asked, here, me.full_name) if acts and asked.is_to_do else None,
        "spent": asked.shown_spent(at),
    }


def _others(asked: Request, here: Unit) -> list[Unit]:
    """Where it may be handed: upward first, the nearest first; then down to the asker's unit."""
    line = [unit for unit in Unit.line(asked.unit_path) if unit.id != here.id]
    return sorted(line, key=lambda unit: (not here.path.startswith(unit.path), -len(unit.path)))
