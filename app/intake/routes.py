"""Handing a list in, looking at what was understood, taking it."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.intake.forms import PaperForm
from app.intake.models import Batch
from app.intake.words import VERDICTS, columns_text
from app.tenancy import Scope
from app.units import Unit, likely_units
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "intake",
    __name__,
    menu=[Menu(40, _l("Nhập danh sách"), "upload", "intake.new", Permission.TAKE_IN)],
)
OFFERED = 8


@room.get("/", access=Permission.TAKE_IN)
def new() -> Any:
    return _form(PaperForm(formdata=None))


@room.post("/", access=Permission.TAKE_IN)
def check() -> Any:
    form = PaperForm()
    file = form.read() if form.validate() else None
    if file is None:
        return _form(form, status=422)
    stage, about = form.chosen_stage, form.about_unit
    batch = Batch.check(g.unit, file, stage, about=about, by=g.person.id, at=clock.now())
    if batch.taken:
        flash(_("Tệp này đã được nhận trước đây, không có gì thay đổi."), "warn")
    return see_other("intake.show", batch_id=batch.id)


@room.get("/<int:batch_id>", access=Permission.TAKE_IN)
def show(batch_id: int) -> Any:
    batch = _find(batch_id)
    asked = request.args.get("verdict", "")
    verdict = asked if asked in batch.counts else ""
    total = batch.counts[verdict] if verdict else batch.total
    return render(
        "intake/batch.html",
        "list",
        batch=batch,
        page=page_of(batch.listed(verdict), total=total),
        verdict=verdict,
        verdicts=VERDICTS,
        columns=columns_text(batch.columns),
        window=None if batch.taken else batch.window,
        units=_offered(batch),
        q=request.args.get("q", ""),
        now=clock.now(),
    )


@room.post("/<int:batch_id>/unit", access=Permission.TAKE_IN)
def assign(batch_id: int) -> Any:
    batch = _find(batch_id)
    unit = db.session.get(Unit, request.form.get("unit", 0, type=int))
    if unit is None or not unit.is_open or not Scope(g.unit.path).holds(unit.path):
        abort(404)
    batch.assign(unit, by=g.person.id, at=clock.now())
    flash(_("Danh sách của %(unit)s.", unit=unit.name), "ok")
    return see_other("intake.show", batch_id=batch.id)


@room.post("/<int:batch_id>/taking", access=Permission.TAKE_IN)
def take(batch_id: int) -> Any:
    batch = _find(batch_id)
    before = batch.taken
    taken = batch.take(by=g.person.id, at=clock.now())
    if taken:
        flash(_("Đã nhận %(count)s sáng kiến.", count=len(taken)), "ok")
    elif before:
        flash(_("Danh sách đã được nhận trước đó, không có gì thay đổi."), "info")
    else:
        flash(_("Không còn dòng nào để nhận: các dòng đều đã có trong hệ thống."), "warn")
    return see_other("intake.show", batch_id=batch.id)


def _find(batch_id: int) -> Batch:
    return Batch.find(g.unit, batch_id) or abort(404)


def _form(form: PaperForm, status: int = 200) -> Any:
    batches = page_of(Batch.recent(g.unit))
    return render("intake/new.html", form=form, page=batches, status=status)


def _offered(batch: Batch) -> list[Unit] | None:
    """Units to choose from while it is unknown whose list it is, or when somebody asks."""
    text = request.args.get("q", "").strip()
    if batch.taken or not (batch.about is None or "q" in request.args):
        return None
    if not text:
        return likely_units(batch.unit_line, within=g.unit, most=OFFERED)
    return list(db.session.scalars(g.unit.below(text).limit(OFFERED)))
