"""The first page."""

from typing import Any

from flask import g, redirect, url_for
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.notices import Notice
from app.web.rendering import render
from app.web.pages import page_of
from app.web.room import SIGNED_IN, Menu, Room

room = Room(
    "home", __name__, path="", menu=[Menu(10, _l("Việc hôm nay"), "home", "home.start", Permission.VIEW)]
)


@room.get("/", access=SIGNED_IN, at_unit=False)
def door() -> Any:
    """To the first of the person's units."""
    if not g.person.posts:
        return render("home/nowhere.html")
    return redirect(url_for("home.start", unit_id=g.person.posts[0].unit_id), 303)


@room.get("/", access=Permission.VIEW)
def start() -> Any:
    return render("home/start.html", notices=page_of(Notice.for_reader(g.unit, g.person.id)))
