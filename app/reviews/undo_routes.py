"""Taking a decision back, and what somebody has just decided."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.reviews.models import Review
from app.reviews.routes import room
from app.reviews.runs import Run
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.post("/<int:review_id>/undo", access=Permission.DECIDE)
def undo(review_id: int) -> Any:
    review = db.session.get(Review, review_id)
    if review is None or review.desk_unit_id != g.unit.id:
        abort(404)
    review.undo(by=g.person.id, at=clock.now())
    flash(_("Đã hoàn tác. Sáng kiến trở lại hàng chờ như trước."), "ok")
    return see_other("reviews.read", initiative_id=review.initiative_id)


@room.get("/recent", access=Permission.VIEW)
def recent() -> Any:
    now = clock.now()
    return render(
        "reviews/recent.html",
        "recent",
        said=Review.just_said(g.unit, by=g.person.id, now=now),
        page=page_of(Run.recent(g.unit)),
        me=g.person.id,
        now=now,
    )
