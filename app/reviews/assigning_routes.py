"""Taking an initiative on, giving it back, giving it to a colleague."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.reviews.assigning import assign
from app.reviews.found import found
from app.reviews.routes import room
from app.web.rendering import see_other


@room.post("/<int:initiative_id>/hands", access=Permission.CONFIRM)
def put_in_hands(initiative_id: int) -> Any:
    """`act` says what to do; to whom it is given stands in `account`."""
    initiative, act = found(initiative_id), request.form.get("act", "take")
    to = {"take": g.person.id, "back": None}.get(act, request.form.get("account", 0, type=int))
    leads = Permission.MANAGE_PEOPLE in g.rights
    assign(initiative, g.unit, to, leads=leads, by=g.person.id, at=clock.now())
    flash(WORDS[act](), "ok") if act in WORDS else None
    return see_other("reviews.read", initiative_id=initiative.id)


WORDS = {
    "take": lambda: _("Đồng chí đã nhận xử lý sáng kiến này."),
    "back": lambda: _("Đã trả lại; sáng kiến chờ đồng chí khác nhận xử lý."),
    "give": lambda: _("Đã giao cho đồng chí được chọn."),
}
