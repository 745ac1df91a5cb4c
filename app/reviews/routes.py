"""The queue of a desk, and what is said of each initiative on it."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative
from app.reviews import picking
from app.reviews.forms import ApproveForm, ConfirmForm, ReasonForm
from app.reviews.looking import Looking
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.queue import NAMES, Queue
from app.reviews.reading import context
from app.reviews.refusals import ReadAnew, SaidMeanwhile
from app.reviews.saying import Reviewer, Word
from app.web.errors import Refused
from app.web.rendering import is_fragment, render, see_other
from app.web.room import Menu, Room


def _waiting() -> Any:
    return Initiative.waiting_on_desk(g.unit)


room = Room(
    "reviews",
    __name__,
    menu=[Menu(20, _l("Chờ duyệt"), "inbox", "reviews.queue", Permission.VIEW, _waiting)],
)


@room.get("/", access=Permission.VIEW)
def queue() -> Any:
    asked = Queue.from_address(g.unit, g.person.id, clock.now())
    counts, [chosen] = asked.counts_and(picking.selection().listing())
    shown = asked.page(total=counts[asked.view])
    told: dict[str, Any] = {"queue": asked, "page": shown, "counts": counts, "names": NAMES}
    return render("reviews/queue.html", "list", picks=picking.on(asked, shown, chosen), **told)


@room.get("/<int:initiative_id>", access=Permission.VIEW)
def read(initiative_id: int) -> Any:
    return page(find(initiative_id))


@room.post("/<int:initiative_id>/looking", access=Permission.DECIDE)
def look(initiative_id: int) -> Any:
    """The open page says so every half a minute, and hears who else has it open."""
    initiative, now, me = find(initiative_id), clock.now(), reviewer()
    asked = Queue.from_address(g.unit, me.id, now, initiative)
    if initiative.desk_unit_id == g.unit.id:
        Looking.renew(initiative, by=me, at=now)
    if not is_fragment():
        return see_other("reviews.read", initiative_id=initiative.id, **asked.address)
    return render(
        "reviews/looking.html",
        initiative=initiative,
        queue=asked,
        others=Looking.others(initiative, but=me.id, now=now),
        meanwhile=_meanwhile(initiative),
    )


@room.post("/<int:initiative_id>/confirmation", access=Permission.CONFIRM)
def confirm(initiative_id: int) -> Any:
    initiative = find(initiative_id)
    form = ConfirmForm(initiative)
    if not form.validate():
        return page(initiative, confirming=form, status=422)
    word = _word(Outcome.CONFIRMED, **form.changes)
    return _say(initiative, word, confirming=form)


@room.post("/<int:initiative_id>/approval", access=Permission.DECIDE)
def approve(initiative_id: int) -> Any:
    initiative, form = find(initiative_id), ApproveForm()
    if not form.validate():
        return page(initiative, approving=form, status=422)
    return _say(initiative, _word(Outcome.VALID, **form.changes), approving=form)


@room.post("/<int:initiative_id>/refusal", access=Permission.DECIDE)
def refuse(initiative_id: int) -> Any:
    """Invalid or returned, by the button that was pressed; both need a reason."""
    initiative = find(initiative_id)
    form = ReasonForm(initiative.stage)
    outcome = Outcome.INVALID if request.form.get("act") == Outcome.INVALID else Outcome.RETURNED
    if not form.validate():
        return page(initiative, reasons=form, status=422)
    word = _word(outcome, codes=form.chosen, note=form.note.data)
    return _say(initiative, word, reasons=form)


def reviewer() -> Reviewer:
    """Who signs."""
    return Reviewer(g.person.id, g.person.full_name)


def find(initiative_id: int) -> Initiative:
    """An initiative in reach, with what its page asks of it at once."""
    parts = ("unit", "stage", "second_look")
    together = [joinedload(getattr(Initiative, part)) for part in parts]
    return db.session.get(Initiative, initiative_id, options=together) or abort(404)


def _word(outcome: Outcome, **said: Any) -> Word:
    """What the form says, of the version that stood beside it."""
    version, not_me = request.form.get("version", type=int), "not_me" in request.form
    return Word(outcome, version=version, not_me=not_me, **said)


def _say(initiative: Initiative, word: Word, **forms: Any) -> Any:
    """Write it and open the next; or say why not, with everything that was typed."""
    asked = Queue.from_address(g.unit, g.person.id, clock.now())
    since = initiative.desk_since
    try:
        review = Review.write(initiative, g.unit, word, by=reviewer(), at=clock.now())
    except Refused as refused:
        said = {"refused": refused, "typed": word.note or word.assessed_with}
        return page(initiative, status=refused.status, said=said, **forms)
    flash(picking.with_undo(initiative, _said(review, word)), "ok")
    following = asked.after(since, initiative.id)
    if following is None:
        return see_other("reviews.queue", **asked.address)
    return see_other("reviews.read", initiative_id=following.id, **asked.address)


def page(initiative: Initiative, *, status: int = 200, said: Any = None, **forms: Any) -> Any:
    """The page; `forms` are those that were sent: reasons, confirming, approving."""
    shown = context(initiative, **forms) | (said or {})
    return render("reviews/read.html", "reading", status=status, **shown)


def _meanwhile(initiative: Initiative) -> str:
    """What has happened to it since the page was read, in words; "" for nothing."""
    if request.form.get("version", type=int) in (None, initiative.version):
        return ""
    last = Review.last_of(initiative)
    said = last is not None and last.reviewer_id != g.person.id and last.stands(initiative)
    return str((SaidMeanwhile(last) if said else ReadAnew()).message)


def _said(review: Review | None, word: Word) -> str:
    """What became of it, in words; a second click hears the same as the first."""
    outcome = Outcome(review.outcome) if review else word.outcome
    return {
        Outcome.CONFIRMED: _("Đã xác nhận và chuyển lên công đoàn cấp trên."),
        Outcome.AGREED: _("Đã ghi nhận: đồng ý."),
        Outcome.VALID: _("Đã ghi nhận: hợp lệ."),
        Outcome.INVALID: _("Đã ghi nhận: không hợp lệ."),
        Outcome.RETURNED: _("Đã yêu cầu bổ sung, kèm lý do."),
    }[outcome]


from app.reviews import (  # noqa: E402  (of this room too)
    again_routes,  # noqa: F401
    assigning_routes,  # noqa: F401
    bulk_routes,  # noqa: F401
    figures_routes,  # noqa: F401
    note_routes,  # noqa: F401
    reopening_routes,  # noqa: F401
    undo_routes,  # noqa: F401
)
