"""A unit's quotas: what it holds on a day, and its history as a story."""

from typing import Any

from flask import g

from app import clock
from app.access import Permission
from app.programmes import tabs
from app.quotas.asking import AsOfForm, asked_windows
from app.quotas.ledger import Ledger
from app.quotas.room import room
from app.quotas.story import tell
from app.web.rendering import render


@room.get("/", access=Permission.VIEW)
def overview() -> Any:
    windows, window = asked_windows()
    form = AsOfForm.read()
    ledger = Ledger(window.programme, window.stage, g.person.id, clock.now())
    return render(
        "quotas/overview.html",
        "figures",
        "story",
        balance=ledger.balance_at(g.unit, form.day) if form.day else ledger.balance(g.unit),
        form=form,
        story=tell(g.unit, window.programme),
        window=window,
        tabs=tabs(windows, window, "quotas.overview"),
    )
