"""What was promised: written down as people sit together, followed, closed."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.visits import minutes
from app.visits.commitments import Commitment
from app.visits.copies import CommitmentCopy
from app.visits.counting import reached
from app.visits.forms import CloseForm, CommitmentForm, WordForm
from app.visits.minutes_routes import written
from app.visits.room import acting, room, signed, visit_here
from app.visits.states import Promise
from app.visits.typed import typed
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.get("/commitments", access=Permission.VIEW)
def commitments() -> Any:
    """What the unit follows, and what it has promised itself."""
    own = db.session.scalars(CommitmentCopy.of(g.unit).limit(50)).all()
    page = page_of(Commitment.of(g.unit))
    return _list(page, own)


@room.post("/<int:visit_id>/commitments", access=Permission.URGE)
def make(visit_id: int) -> Any:
    """Add a line; what the page has typed into the minutes is saved with it, or nothing is."""
    visit, form = visit_here(visit_id), CommitmentForm()
    visit.must_be_sitting()
    page, said = request.form.get("page", "")[:40], typed(request.form, minutes.PARTS)
    lost = any(part.is_lost for part in minutes.unsaved(visit, said, page))
    if form.validate() and not lost:
        try:
            with db.session.begin_nested():
                minutes.save(visit, said, page=page, **signed())
                Commitment.make(visit, form.terms(), **acting())
            return see_other("visits.minutes_page", visit_id=visit.id, _anchor="commitments")
        except Refused as refused:
            form.form_errors.append(str(refused))
    parts = minutes.unsaved(visit, said, page)
    return written(visit, parts, page, form, status=409 if lost else 422)


@room.get("/commitments/<int:commitment_id>", access=Permission.VIEW)
def commitment(commitment_id: int) -> Any:
    found = _commitment(commitment_id)
    return _show(found, CommitmentForm(formdata=None), CloseForm(formdata=None))


@room.post("/commitments/<int:commitment_id>", access=Permission.URGE)
def amend(commitment_id: int) -> Any:
    found, form = _commitment(commitment_id), CommitmentForm()
    status = 422
    if form.validate():
        try:
            with db.session.begin_nested():
                found.amend(visit_here(found.visit_id), form.terms(), seen=form.seen, **acting())
            return see_other("visits.minutes_page", visit_id=found.visit_id, _anchor="commitments")
        except Refused as refused:
            form.form_errors.append(str(refused))
            status = refused.status
    return _show(found, form, CloseForm(formdata=None), status)


@room.post("/commitments/<int:commitment_id>/striking", access=Permission.URGE)
def strike(commitment_id: int) -> Any:
    found = _commitment(commitment_id)
    visit = visit_here(found.visit_id)
    found.strike(visit, **acting())
    flash(_("Đã bỏ cam kết."), "ok")
    return see_other("visits.minutes_page", visit_id=visit.id, _anchor="commitments")


@room.post("/commitments/<int:commitment_id>/closing", access=Permission.URGE)
def close(commitment_id: int) -> Any:
    found, form = _commitment(commitment_id), CloseForm()
    status = 422
    if form.validate():
        try:
            found.close(Promise(form.outcome.data), form.reason.data, **acting())
            flash(_("Đã kết luận cam kết."), "ok")
            return see_other("visits.commitment", commitment_id=found.id)
        except Refused as refused:
            form.form_errors.append(str(refused))
            status = refused.status
    return _show(found, CommitmentForm(formdata=None), form, status)


@room.post("/commitments/own/<int:commitment_copy_id>/word", access=Permission.URGE)
def say_done(commitment_copy_id: int) -> Any:
    """The unit's own word; the unit above closes it."""
    found = db.session.get(CommitmentCopy, commitment_copy_id)
    if found is None or found.unit_id != g.unit.id:
        abort(404)
    form = WordForm()
    if found.is_open and not form.validate():
        own = db.session.scalars(CommitmentCopy.of(g.unit).limit(50)).all()
        return _list(page_of(Commitment.of(g.unit)), own, form, found.id, 422)
    found.say_done(form.said.data, **signed())
    flash(_("Đã báo cho %(upper)s.", upper=found.upper), "ok")
    return see_other("visits.commitments")


def _commitment(commitment_id: int) -> Commitment:
    found = db.session.get(Commitment, commitment_id)
    return found if found and found.unit_id == g.unit.id else abort(404)


def _list(
    page: Any, own: Any, form: WordForm | None = None, wrong: int = 0, status: int = 200
) -> Any:
    return render(
        "visits/commitments.html",
        "list",
        page=page,
        own=own,
        counts=reached(page.rows),
        own_counts=reached(own),
        form=form or WordForm(formdata=None),
        wrong=wrong,
        today=clock.today(),
        status=status,
    )


def _show(found: Commitment, form: CommitmentForm, closing: CloseForm, status: int = 200) -> Any:
    visit = visit_here(found.visit_id)
    if not form.is_submitted() or not form.version.data:
        form.process(formdata=None, obj=found)
        form.version.data = str(found.version)
    return render(
        "visits/commitment.html",
        one=found,
        visit=visit,
        form=form,
        closing=closing,
        counts=reached([found]),
        today=clock.today(),
        status=status,
    )
