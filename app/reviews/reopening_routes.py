"""Deciding anew what was decided, with a reason."""

from typing import Any

from flask import flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.initiatives import Initiative
from app.reviews.forms import ReopenForm
from app.reviews.found import found
from app.reviews.models import Review
from app.reviews.reopening import reopen_and_tell
from app.reviews.routes import reviewer, room
from app.web.errors import Refused
from app.web.rendering import render, see_other


@room.get("/<int:decided_id>/reopening", access=Permission.DECIDE)
def reopening(decided_id: int) -> Any:
    initiative = found(decided_id)
    if not Review.reopens(initiative, g.unit):
        return see_other("reviews.read", initiative_id=initiative.id)
    return _page(initiative, ReopenForm(formdata=None))


@room.post("/<int:decided_id>/reopening", access=Permission.DECIDE)
def reopen(decided_id: int) -> Any:
    """Whatever it is refused for, the reason stays in the form."""
    initiative, form = found(decided_id), ReopenForm()
    if not form.validate():
        return _page(initiative, form, status=422)
    try:
        reopen_and_tell(initiative, g.unit, form.note.data, by=reviewer(), at=clock.now())
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(initiative, form, status=refused.status)
    flash(_("Đã mở lại. Sáng kiến nằm trong mục “Chờ duyệt” của đơn vị đồng chí."), "ok")
    return see_other("reviews.read", initiative_id=initiative.id)


def _page(initiative: Initiative, form: ReopenForm, status: int = 200) -> Any:
    last = Review.last_of(initiative)
    return render(
        "reviews/reopen.html", "form", form=form, initiative=initiative, last=last, status=status
    )
