"""A room that nobody has listed, with the kinds of pages that no room of the house has yet."""

from typing import Any

from flask import abort, g, make_response, request

from app.access import Permission
from app.db import db
from app.initiatives import Initiative, Move
from app.web.rendering import see_other
from app.web.room import Room


def room() -> Room:
    """Well kept; the seeds are sown in its views."""
    toys = Room("toys", __name__)

    @toys.get("/found", access=Permission.VIEW)
    def found() -> Any:
        rows = db.session.scalars(g.unit.below(request.args.get("q", "")).limit(5))
        return "<br>".join(unit.name for unit in rows)

    @toys.get("/<int:initiative_id>/file.csv", access=Permission.VIEW)
    def file(initiative_id: int) -> Any:
        initiative = db.session.get(Initiative, initiative_id) or abort(404)
        answer = make_response(initiative.summary)
        answer.headers["Content-Disposition"] = f'attachment; filename="{initiative.code}.csv"'
        return answer

    @toys.get("/<int:initiative_id>/moves/<int:move_id>", access=Permission.VIEW)
    def move(initiative_id: int, move_id: int) -> Any:
        initiative = db.session.get(Initiative, initiative_id) or abort(404)
        moved = db.session.get(Move, move_id) or abort(404)
        return f"{initiative.title} {moved.to_state}" if moved.unit_id else abort(404)

    @toys.post("/links", access=Permission.DECIDE)
    def link() -> Any:
        for number in request.form.getlist("ids", type=int):
            initiative = db.session.get(Initiative, number) or abort(404)
            initiative.link = "https://example.org/"
        return see_other("toys.found")

    return toys
