"""A unit's quotas: what it received, and giving them on to the units below."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, request

from app import clock
from app.access import Permission
from app.programmes import Window, all_windows, chosen, tabs
from app.quotas import plan_routes, rule_routes
from app.quotas.ledger import Ledger
from app.quotas.models import QuotaBalance, QuotaEntry
from app.quotas.room import room
from app.web.pages import page_of
from app.web.rendering import render

__all__ = ["plan_routes", "room", "rule_routes"]


@room.get("/", access=Permission.VIEW)
def overview() -> Any:
    page, sheet = page_of(QuotaEntry.story(g.unit)), _sheet()
    stages = tabs(sheet.windows, sheet.window, "quotas.overview")
    return render("quotas/overview.html", "story", page=page, sheet=sheet, tabs=stages)


@dataclass
class Sheet:
    """What the page shows: the stage and its balance."""

    windows: list[Window]
    window: Window
    ledger: Ledger
    balance: QuotaBalance

    @property
    def address(self) -> dict[str, str]:
        return self.window.address


def _sheet() -> Sheet:
    windows = all_windows(g.unit)
    asked = request.values
    window = chosen(windows, asked.get("stage"), asked.get("programme"), clock.now()) or abort(404)
    ledger = Ledger(window.programme, window.stage, by=g.person.id, at=clock.now())
    return Sheet(windows, window, ledger, ledger.balance(g.unit))
