"""The first page."""

from typing import Any

from flask import g, redirect, url_for
from flask_babel import lazy_gettext as _l

from app import clock, support, visits
from app.access import Permission
from app.campaigns import strips_at
from app.db import db
from app.home.there import there
from app.initiatives import Initiative
from app.notices import Notice
from app.programmes import all_windows, chosen
from app.progress import Definition, table_now
from app.quotas import waiting
from app.web.rendering import render
from app.web.room import SIGNED_IN, Menu, Room

MOST_NOTICES = 5

room = Room(
    "home",
    __name__,
    path="",
    menu=[Menu(10, _l("Việc hôm nay"), "home", "home.start", Permission.VIEW)],
)


@room.get("/", access=SIGNED_IN, at_unit=False)
def door() -> Any:
    """To the first of the person's units."""
    if not g.person.posts:
        return render("home/nowhere.html")
    return redirect(url_for("home.start", unit_id=g.person.posts[0].unit_id), 303)


@room.get("/", access=Permission.VIEW)
def start() -> Any:
    notices = Notice.waiting(g.unit, g.person.id).where(~Notice.waits_for_receipt())
    windows = all_windows(g.unit)
    some = there(g.unit, g.person.id, clock.today())
    window = chosen(windows, None, None, clock.now())
    return render(
        "home/start.html",
        desk=Initiative.desk_counts(g.unit),
        quotas=waiting(g.unit),
        visits=visits.standing(g.unit) if some.visits else visits.NOTHING,
        window=window,
        standing=table_now(g.unit, window, Definition(window.programme.counting), clock.today())
        if window
        else None,
        campaigns=strips_at(g.unit, windows, clock.today()) if some.campaigns else [],
        receipts=db.session.scalars(Notice.to_confirm(g.unit, g.person.id)).all()
        if some.receipts
        else [],
        given=support.unread(g.unit, g.person.id) if some.answers else [],
        notices=db.session.scalars(notices.limit(MOST_NOTICES)).unique().all(),
        now=clock.now(),
        today=clock.today(),
    )
