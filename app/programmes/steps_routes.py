"""The route of a programme's reviews: shown in words, changed at the programme's own unit."""

from typing import Any

from flask import flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.programmes.forms import RouteForm
from app.programmes.models import Programme
from app.programmes.routes import mine, room
from app.programmes.steps import ImpossibleRoute, ReviewStep, route_words
from app.units import Kind
from app.web.rendering import render, see_other


@room.get("/<int:programme_id>/route", access=Permission.SET_PROGRAMME)
def route(programme_id: int) -> Any:
    programme = mine(programme_id)
    return _page(programme, RouteForm(ReviewStep.route(programme.id), formdata=None))


@room.post("/<int:programme_id>/route", access=Permission.SET_PROGRAMME)
def set_route(programme_id: int) -> Any:
    programme = mine(programme_id)
    form = RouteForm(ReviewStep.route(programme.id))
    if not form.validate():
        return _page(programme, form, status=422)
    try:
        ReviewStep.set_route(programme, form.route(), by=g.person.id, at=clock.now())
    except ImpossibleRoute as refused:
        form.form_errors.append(str(refused))
        return _page(programme, form, status=refused.status)
    flash(_("Đã lưu các bước xét duyệt."), "ok")
    return see_other("programmes.overview")


def _page(programme: Programme, form: RouteForm, status: int = 200) -> Any:
    now = route_words(ReviewStep.route(programme.id), Kind.known())
    return render(
        "programmes/route.html", "form", programme=programme, form=form, now=now, status=status
    )
