"""Writing minutes while people talk, and the paper that both sides sign."""

import secrets
from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.vietnamese import dispatch_day_text
from app.visits import minutes
from app.visits.commitments import Commitment
from app.visits.counting import reached
from app.visits.forms import CommitmentForm
from app.visits.models import Visit
from app.visits.refusals import MinutesClosed
from app.visits.room import room, signed, visit_here
from app.visits.states import State
from app.visits.typed import typed
from app.web.rendering import is_fragment, render, see_other


@room.get("/<int:visit_id>/minutes", access=Permission.URGE)
def minutes_page(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    if visit.state != State.HELD:
        raise MinutesClosed()
    return written(visit, minutes.shown(visit), secrets.token_urlsafe(9))


@room.post("/<int:visit_id>/minutes", access=Permission.URGE)
def write_minutes(visit_id: int) -> Any:
    """Every part the page has changed is saved; one that somebody else changed first stays, and
    both texts are shown. The same address with and without a script.

    A refusal takes back all of its request: it is one only where nothing was saved.
    """
    visit, page = visit_here(visit_id), request.form.get("page", "")[:40]
    parts = minutes.save(visit, typed(request.form, minutes.PARTS), page=page, **signed())
    lost = any(part.is_lost for part in parts)
    if lost or is_fragment():
        saved = any(part.saved for part in parts)
        return written(visit, parts, page, status=409 if lost and not saved else 200)
    flash(_("Đã lưu biên bản lúc %(time)s.", time=minutes.time_text(clock.now())), "ok")
    return see_other("visits.minutes_page", visit_id=visit.id)


@room.get("/<int:visit_id>/minutes/paper", access=Permission.VIEW)
def paper(visit_id: int) -> Any:
    visit = visit_here(visit_id)
    if visit.held_at is None:
        raise MinutesClosed()
    home = visit.held_at.astimezone(clock.HANOI)
    return render(
        "visits/paper.html",
        visit=visit,
        upper=g.above[-1].name if g.above else "",
        place=g.unit.area,
        day=dispatch_day_text(home.date()),
        time=_("%(h)s giờ %(m)s phút", h=f"{home:%H}", m=f"{home:%M}"),
        parts={part.kind: part for part in minutes.shown(visit)},
        promises=Commitment.of_visit(visit),
    )


def written(
    visit: Visit,
    parts: list[minutes.Shown],
    page: str,
    form: CommitmentForm | None = None,
    status: int = 200,
) -> Any:
    """The page of the minutes; for htmx the receipts alone, so that nobody loses the caret."""
    promises = Commitment.of_visit(visit)
    return render(
        "visits/minutes.html",
        "receipts",
        visit=visit,
        parts=parts,
        mark=page,
        most=minutes.MOST,
        promises=promises,
        counts=reached(promises),
        form=form or CommitmentForm(formdata=None),
        today=clock.today(),
        status=status,
    )
