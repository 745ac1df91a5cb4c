"""The reasons of a programme, kept at the unit that owns it."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.programmes.forms import ReasonCodeForm
from app.programmes.models import CodeInUse, Programme
from app.programmes.reasons import ReasonCode
from app.programmes.routes import mine, room
from app.web.rendering import render, see_other


@room.get("/<int:programme_id>/reasons", access=Permission.SET_PROGRAMME)
def reasons(programme_id: int) -> Any:
    return _list(mine(programme_id), ReasonCodeForm(formdata=None))


@room.post("/<int:programme_id>/reasons", access=Permission.SET_PROGRAMME)
def add_reason(programme_id: int) -> Any:
    programme, form = mine(programme_id), ReasonCodeForm()
    if form.validate():
        try:
            ReasonCode.add(programme, **form.facts(), by=g.person.id, at=clock.now())
            flash(_("Đã thêm lý do."), "ok")
            return see_other("programmes.reasons", programme_id=programme.id)
        except CodeInUse:
            form.text.errors = [_("Chương trình đã có lý do này.")]
    return _list(programme, form, status=422)


@room.get("/reasons/<int:reason_code_id>/edit", access=Permission.SET_PROGRAMME)
def reason(reason_code_id: int) -> Any:
    code = _find(reason_code_id)
    return render("programmes/reason.html", code=code, form=ReasonCodeForm.filled(code))


@room.post("/reasons/<int:reason_code_id>", access=Permission.SET_PROGRAMME)
def change_reason(reason_code_id: int) -> Any:
    code, form = _find(reason_code_id), ReasonCodeForm()
    if not form.validate():
        return render("programmes/reason.html", "form", code=code, form=form, status=422)
    code.change(**form.facts(), by=g.person.id, at=clock.now())
    flash(_("Đã sửa lý do."), "ok")
    return see_other("programmes.reasons", programme_id=code.programme_id)


def _find(reason_code_id: int) -> ReasonCode:
    code = db.session.get(ReasonCode, reason_code_id)
    return code if code is not None and code.unit_id == g.unit.id else abort(404)


def _list(programme: Programme, form: ReasonCodeForm, status: int = 200) -> Any:
    codes = ReasonCode.of(programme)
    return render(
        "programmes/reasons.html",
        "form",
        programme=programme,
        codes=codes,
        form=form,
        status=status,
    )
