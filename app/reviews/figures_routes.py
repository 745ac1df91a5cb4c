"""The page of refusals: figures, and the list behind each of them."""

from typing import Any

from flask import g

from app import clock
from app.access import Permission
from app.programmes import all_windows, tabs
from app.reviews.figured import KINDS, OF_REVIEWS, Figured
from app.reviews.figures import Refusals
from app.reviews.routes import room
from app.web.pages import page_of
from app.web.rendering import render


@room.get("/reasons", access=Permission.VIEW)
def reasons() -> Any:
    asked = Figured.from_address(g.unit, clock.now())
    if asked.kind:
        page = page_of(asked.query())
        return render("reviews/reasons_list.html", "list", asked=asked, page=page, kinds=KINDS)
    return render(
        "reviews/reasons.html",
        "figures",
        asked=asked,
        tabs=tabs(all_windows(g.unit), asked.window, "reviews.reasons"),
        figures=Refusals.of(g.unit, asked.window, asked.at),
        lists={kind: (KINDS[kind], asked.count(kind)) for kind in OF_REVIEWS},
    )
