"""Units that are behind, and the story of what was done about each."""

from typing import Any

from flask import abort, g, request

from app import clock
from app.access import Permission
from app.deadlines import todo
from app.deadlines.choosing import child_called
from app.deadlines.curves import curve
from app.deadlines.lagging import laggards as lagging
from app.deadlines.lagging import standing
from app.deadlines.room import room
from app.deadlines.stories import story as told
from app.programmes import Window, all_windows, chosen, tabs
from app.web.pages import page_of_rows
from app.web.rendering import render


@room.get("/laggards", access=Permission.VIEW)
def laggards() -> Any:
    windows, window = _windows()
    page = page_of_rows(lagging(g.unit, window, clock.now()) if window else [])
    stages = tabs(windows, window, "deadlines.laggards") if window else []
    return render("deadlines/laggards.html", window=window, stages=stages, page=page)


@room.get("/units/<int:child_id>", access=Permission.VIEW)
def story(child_id: int) -> Any:
    about, (_all, window), today = child_called(g.unit, child_id), _windows(), clock.today()
    if about is None:
        abort(404)
    its, stands = told(g.unit, about), standing(about, window, clock.now()) if window else None
    drawn, effects = None, []
    if stands is not None:
        effects = its.effects(stands.added, today)
        drawn = curve(stands.added, its.acted, stands.pace, stands.window.first_day, today)
    return render(
        "deadlines/story.html",
        about=about,
        its=its,
        stands=stands,
        curve=drawn,
        effects=effects,
        people=todo.people_at({about.id}).get(about.id, []),
    )


def _windows() -> tuple[list[Window], Window | None]:
    windows, asked = all_windows(g.unit), request.args
    return windows, chosen(windows, asked.get("stage"), asked.get("programme"), clock.now())
