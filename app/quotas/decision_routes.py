"""What documents gave: taking note of it, and who has not yet."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.quotas.decisions import QuotaDecision, names
from app.quotas.room import room
from app.vietnamese import BadDate, parse_day
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.post("/decisions/<int:decision_id>/acknowledgement", access=Permission.RESPOND)
def acknowledge(decision_id: int) -> Any:
    decision = db.session.get(QuotaDecision, decision_id)
    if decision is None or decision.unit_id != g.unit.id:
        abort(404)
    decision.acknowledge(by=g.person.id, at=clock.now())
    flash(_("Đã xác nhận nhận văn bản %(number)s.", number=decision.document_number), "ok")
    return see_other("quotas.overview", **request.args.to_dict())


@room.get("/issued", access=Permission.VIEW)
def issued() -> Any:
    """The documents of the unit, and how many units have taken note of each."""
    papers = db.session.execute(QuotaDecision.papers_of(g.unit)).all()
    return render("quotas/issued.html", papers=papers)


@room.get("/issued/paper", access=Permission.VIEW)
def issued_paper() -> Any:
    """The units of one document; `waiting` leaves those that have not taken note."""
    number, only_waiting = request.args.get("number", ""), bool(request.args.get("waiting"))
    try:
        day = parse_day(request.args.get("day", ""))
    except BadDate:
        abort(404)
    counts = QuotaDecision.counts_under(g.unit, number, day)
    query = QuotaDecision.under(g.unit, number, day, only_waiting=only_waiting)
    page = page_of(query, counts.waiting if only_waiting else counts.all)
    return render(
        "quotas/issued_paper.html",
        "list",
        page=page,
        counts=counts if counts.all else abort(404),
        only_waiting=only_waiting,
        number=number,
        day=day,
        names=names({one.acknowledged_by for one in page.rows}),
    )
