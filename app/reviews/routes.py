"""The queue of a desk, and what is said of each initiative on it."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative, State
from app.programmes import TargetGroup
from app.reviews import picking
from app.reviews.forms import ConfirmForm, ReasonForm
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.saying import Reviewer, Word
from app.web.pages import page_of
from app.web.rendering import render, see_other
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
    counts = Initiative.desk_counts(g.unit)
    asked = request.args.get("state", "")
    state = State(asked) if asked in set(State) else first_state()
    page = page_of(Initiative.on_desk(g.unit, state), total=counts.get(state, 0))
    return render(
        "reviews/queue.html",
        "list",
        page=page,
        state=state,
        counts=counts,
        now=clock.now(),
        picks=picking.on(page),
    )


@room.get("/<int:initiative_id>", access=Permission.VIEW)
def read(initiative_id: int) -> Any:
    initiative = _find(initiative_id)
    return _page(
        initiative, ReasonForm(initiative.stage, formdata=None), ConfirmForm(formdata=None)
    )


@room.post("/<int:initiative_id>/confirmation", access=Permission.CONFIRM)
def confirm(initiative_id: int) -> Any:
    initiative, form = _find(initiative_id), ConfirmForm()
    if not form.validate():
        return _page(initiative, ReasonForm(initiative.stage, formdata=None), form, status=422)
    _write(initiative, Outcome.CONFIRMED, assessed_with=form.assessed_with.data)
    return _next(initiative, _("Đã xác nhận và chuyển lên công đoàn cấp trên."))


@room.post("/<int:initiative_id>/approval", access=Permission.DECIDE)
def approve(initiative_id: int) -> Any:
    initiative = _find(initiative_id)
    _write(initiative, Outcome.VALID)
    return _next(initiative, _("Đã ghi nhận: hợp lệ."))


@room.post("/<int:initiative_id>/refusal", access=Permission.DECIDE)
def refuse(initiative_id: int) -> Any:
    """Invalid or returned, by the button that was pressed; both need a reason."""
    initiative = _find(initiative_id)
    form = ReasonForm(initiative.stage)
    outcome = Outcome.INVALID if request.form.get("act") == Outcome.INVALID else Outcome.RETURNED
    if not form.validate():
        return _page(initiative, form, ConfirmForm(formdata=None), status=422)
    _write(initiative, outcome, codes=form.chosen, note=form.note.data)
    invalid = outcome is Outcome.INVALID
    return _next(
        initiative,
        _("Đã ghi nhận: không hợp lệ.") if invalid else _("Đã yêu cầu bổ sung, kèm lý do."),
    )


def _find(initiative_id: int) -> Initiative:
    return db.session.get(Initiative, initiative_id) or abort(404)


def _write(initiative: Initiative, outcome: Outcome, **said: Any) -> None:
    word = Word(outcome, **said)
    Review.write(initiative, g.unit, word, by=reviewer(), at=clock.now())


def reviewer() -> Reviewer:
    """Who signs."""
    return Reviewer(g.person.id, g.person.full_name)


def _page(
    initiative: Initiative, reasons: ReasonForm, confirming: ConfirmForm, status: int = 200
) -> Any:
    return render(
        "reviews/read.html",
        "pane",
        initiative=initiative,
        reviews=Review.of(initiative),
        reasons=reasons,
        confirming=confirming,
        mine=initiative.desk_unit_id == g.unit.id,
        group=TargetGroup.names(initiative.stage).get(initiative.target_group),
        undoable=Review.undoable(initiative, by=g.person.id, now=clock.now()),
        now=clock.now(),
        status=status,
    )


def _next(initiative: Initiative, said: str) -> Any:
    """After a decision the next of the same queue opens; an empty queue is shown as such."""
    flash(picking.with_undo(initiative, said), "ok")
    query = Initiative.on_desk(g.unit, first_state()).limit(1)
    following = db.session.scalars(query).unique().first()
    if following is None:
        return see_other("reviews.queue")
    return see_other("reviews.read", initiative_id=following.id)


def first_state() -> State:
    """The list a queue opens at: a grassroots union confirms, the others decide."""
    return State.SUBMITTED if g.unit.kind and g.unit.kind.grassroots else State.ENDORSED


from app.reviews import bulk_routes, undo_routes  # noqa: E402, F401
