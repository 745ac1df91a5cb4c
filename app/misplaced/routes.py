"""Sending on what is not of a unit, and the desk "Đơn vị khác" that passes it on."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative, Misplaced
from app.misplaced.forms import SendForm
from app.misplaced.offering import below, likely, searched
from app.programmes import TargetGroup
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room


def _waiting() -> Any:
    return Misplaced.count_at(g.unit)


room = Room(
    "misplaced",
    __name__,
    menu=[Menu(32, _l("Đơn vị khác"), "org", "misplaced.browse", Permission.DECIDE, _waiting)],
)


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    page = page_of(Misplaced.desk_of(g.unit))
    sent = Misplaced.waiting_of(page.rows)
    return render("misplaced/browse.html", "list", page=page, sent=sent, now=clock.now())


@room.get("/<int:initiative_id>", access=Permission.VIEW)
def read(initiative_id: int) -> Any:
    return _page(_find(initiative_id))


@room.get("/<int:initiative_id>/sending", access=Permission.CONFIRM)
def ask(initiative_id: int) -> Any:
    return _sending(_find(initiative_id), SendForm(formdata=None))


@room.post("/<int:initiative_id>/sending", access=Permission.CONFIRM)
def send(initiative_id: int) -> Any:
    initiative, form = _find(initiative_id), SendForm()
    if not form.validate():
        return _sending(initiative, form, status=422)
    if not _on_this_desk(initiative) and not Misplaced.is_sent(initiative):
        abort(409)
    Misplaced.send(initiative, form.suggestion.data, **_said())
    flash(_("Đã chuyển lên công đoàn cấp trên, kèm ý kiến của đồng chí."), "ok")
    return see_other("reviews.queue")


@room.post("/<int:initiative_id>/passing", access=Permission.DECIDE)
def pass_on(initiative_id: int) -> Any:
    initiative = _find(initiative_id)
    to = below(g.unit, request.form.get("unit", type=int)) or abort(404)
    Misplaced.pass_on(initiative, g.unit, to, **_said())
    return _next(_("Đã chuyển đến %(unit)s và báo cho đơn vị.", unit=to.name))


@room.post("/<int:initiative_id>/keeping", access=Permission.DECIDE)
def keep(initiative_id: int) -> Any:
    Misplaced.keep(_find(initiative_id), g.unit, **_said())
    return _next(_("Đã nhận là sáng kiến của đơn vị; sáng kiến ở lại mục “Chờ duyệt”."))


def _find(initiative_id: int) -> Initiative:
    return db.session.get(Initiative, initiative_id) or abort(404)


def _on_this_desk(initiative: Initiative) -> bool:
    return initiative.desk_unit_id == g.unit.id


def _said() -> dict[str, Any]:
    return {"by": g.person.id, "signed_by": g.person.full_name, "at": clock.now()}


def _sending(initiative: Initiative, form: SendForm, status: int = 200) -> Any:
    above = initiative.unit.parent()
    return render(
        "misplaced/send.html", form=form, initiative=initiative, above=above, status=status
    )


def _page(initiative: Initiative) -> Any:
    steps = Misplaced.of(initiative)
    said = steps[-1].suggestion if steps else ""
    text = request.args.get("q", "").strip()
    return render(
        "misplaced/read.html",
        "units",
        initiative=initiative,
        steps=steps,
        waits=_on_this_desk(initiative) and initiative.unit_id == g.unit.id,
        likely=likely(said, g.unit, [step.from_unit_id for step in steps]),
        found=searched(text, g.unit),
        text=text,
        group=TargetGroup.names(initiative.stage).get(initiative.target_group),
    )


def _next(said: str) -> Any:
    """After one the next that waits opens; an empty desk is shown as such."""
    flash(said, "ok")
    following = db.session.scalars(Misplaced.desk_of(g.unit).limit(1)).unique().first()
    if following is None:
        return see_other("misplaced.browse")
    return see_other("misplaced.read", initiative_id=following.id)
