"""A unit's deadlines: its own cut-off, and more time by a decision."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.programmes.cutoffs import Extension
from app.programmes.forms import CutoffForm, ExtensionForm
from app.programmes.refusals import ImpossibleDates, NotBelow
from app.programmes.routes import room
from app.programmes.windows import Window, windows
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.get("/stages/<int:stage_id>/cutoff", access=Permission.SET_PROGRAMME)
def cutoff(stage_id: int) -> Any:
    window = _window(stage_id)
    return render("programmes/cutoff.html", form=CutoffForm(formdata=None), window=window)


@room.post("/stages/<int:stage_id>/cutoff", access=Permission.SET_PROGRAMME)
def set_cutoff(stage_id: int) -> Any:
    form, window = CutoffForm(), _window(stage_id)
    if form.validate():
        try:
            window.stage.set_cutoff(
                g.unit,
                at=form.until,
                reason=form.reason.data,
                document=form.document.data or None,
                by=g.person.id,
                now=clock.now(),
            )
            flash(_("Đã đặt hạn riêng cho đơn vị."), "ok")
            return see_other("programmes.overview")
        except ImpossibleDates as refused:
            form.day.errors = [str(refused)]
    return render("programmes/cutoff.html", "form", form=form, window=window, status=422)


@room.get("/stages/<int:stage_id>/extensions", access=Permission.VIEW)
def extensions(stage_id: int) -> Any:
    return _extensions(_window(stage_id), ExtensionForm(formdata=None))


@room.post("/stages/<int:stage_id>/extensions", access=Permission.SET_PROGRAMME)
def extend(stage_id: int) -> Any:
    form, window = ExtensionForm(), _window(stage_id)
    if form.validate():
        signed_on: Any = form.signed_on.data
        try:
            Extension.grant(
                form.chosen,
                window.stage,
                giver=g.unit,
                until=form.until,
                number=form.number.data or "",
                signed_on=signed_on,
                reason=form.reason.data or "",
                by=g.person.id,
                at=clock.now(),
            )
            flash(_("Đã gia hạn cho %(unit)s.", unit=form.chosen.name), "ok")
            return see_other("programmes.extensions", stage_id=stage_id)
        except NotBelow as refused:
            form.about.errors = [str(refused)]
        except ImpossibleDates as refused:
            form.extended_to.errors = [str(refused)]
    return _extensions(window, form, status=422)


@room.post("/extensions/<int:extension_id>/revocation", access=Permission.SET_PROGRAMME)
def revoke(extension_id: int) -> Any:
    found = db.session.get(Extension, extension_id) or abort(404)
    found.revoke(g.unit, by=g.person.id, at=clock.now())
    flash(_("Đã thu hồi việc gia hạn. Những gì đã nộp trong thời gian ấy vẫn được giữ."), "ok")
    return see_other("programmes.extensions", stage_id=found.stage_id)


def _extensions(window: Window, form: ExtensionForm, status: int = 200) -> Any:
    return render(
        "programmes/extensions.html",
        "form",
        window=window,
        form=form,
        page=page_of(Extension.around(g.unit, window.stage)),
        now=clock.now(),
        today=clock.today(),
        status=status,
    )


def _window(stage_id: int) -> Window:
    """A stage as this unit sees it."""
    found = [window for window in windows(g.unit) if window.stage.id == stage_id]
    return found[0] if found else abort(404)
