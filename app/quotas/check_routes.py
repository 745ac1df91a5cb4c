"""The check of a distribution as a page."""

from typing import Any

from flask import g

from app.access import Permission
from app.programmes import tabs
from app.quotas.asking import asked_windows
from app.quotas.checking import check
from app.quotas.room import room
from app.web.rendering import render


@room.get("/check", access=Permission.VIEW)
def check_page() -> Any:
    windows, window = asked_windows()
    return render(
        "quotas/check.html",
        "findings",
        found=check(g.unit, window),
        window=window,
        tabs=tabs(windows, window, "quotas.check_page"),
    )
