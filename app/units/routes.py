"""The tree: look, search, add, rename, move, close, and take in from a spreadsheet."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.units.forms import FactsForm, ListForm, MoveForm, RenameForm, UnitForm
from app.units.listing import UnitList
from app.units.models import Unit
from app.units.refusals import CodeTaken
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "units", __name__, menu=[Menu(50, _l("Đơn vị"), "org", "units.browse", Permission.VIEW)]
)


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    text = request.args.get("q", "").strip()
    query = g.unit.below(text) if text else g.unit.children()
    return render("units/browse.html", "list", page=page_of(query), q=text)


@room.get("/new", access=Permission.MANAGE_UNITS)
def new() -> Any:
    return render("units/new.html", form=UnitForm(formdata=None))


@room.post("/", access=Permission.MANAGE_UNITS)
def create() -> Any:
    form = UnitForm()
    if form.validate():
        try:
            unit = g.unit.open_child(**form.facts(), by=g.person.id, at=clock.now())
            flash(_("Đã thêm đơn vị %(name)s.", name=unit.name), "ok")
            return see_other("units.browse")
        except CodeTaken as taken:
            form.code.errors = [str(taken)]
    return render("units/new.html", "form", form=form, status=422)


@room.get("/<int:child_id>", access=Permission.MANAGE_UNITS)
def edit(child_id: int) -> Any:
    unit = _below(child_id)
    return render("units/edit.html", **_forms(unit))


@room.post("/<int:child_id>/name", access=Permission.MANAGE_UNITS)
def rename(child_id: int) -> Any:
    unit, form = _below(child_id), RenameForm()
    if not form.validate():
        return render("units/edit.html", **_forms(unit, rename=form), status=422)
    unit.rename(form.name.data, by=g.person.id, at=clock.now())
    flash(_("Đã đổi tên. Tên cũ vẫn tìm được trong danh sách nộp lên."), "ok")
    return see_other("units.edit", child_id=child_id)


@room.post("/<int:child_id>/facts", access=Permission.MANAGE_UNITS)
def describe(child_id: int) -> Any:
    unit, form = _below(child_id), FactsForm()
    if not form.validate():
        return render("units/edit.html", **_forms(unit, facts=form), status=422)
    unit.describe(**form.facts, by=g.person.id, at=clock.now())
    flash(_("Đã lưu thông tin của %(name)s.", name=unit.name), "ok")
    return see_other("units.edit", child_id=child_id)


@room.post("/<int:child_id>/place", access=Permission.MANAGE_UNITS)
def move(child_id: int) -> Any:
    unit, form = _below(child_id), MoveForm()
    if not form.validate() or form.target is None:
        return render("units/edit.html", **_forms(unit, move=form), status=422)
    under = form.target
    unit.move(under, document=form.document.data, by=g.person.id, at=clock.now())
    flash(_("Đã chuyển %(name)s vào %(under)s.", name=unit.name, under=under.name), "ok")
    return see_other("units.edit", child_id=child_id)


@room.post("/<int:child_id>/closing", access=Permission.MANAGE_UNITS)
def close(child_id: int) -> Any:
    unit = _below(child_id)
    unit.close(by=g.person.id, at=clock.now())
    flash(_("Đã ngừng hoạt động đơn vị %(name)s.", name=unit.name), "ok")
    return see_other("units.browse")


@room.get("/list", access=Permission.MANAGE_UNITS)
def new_list() -> Any:
    return render("units/list.html", form=ListForm(formdata=None), units=None)


@room.post("/list", access=Permission.MANAGE_UNITS)
def check_list() -> Any:
    form = ListForm()
    units = UnitList.read(form.file.data) if form.validate() else None
    if units is None or units.refused:
        form.file.errors = [*form.file.errors, *([units.refused] if units else [])]
        return render("units/list.html", form=form, units=None, status=422)
    return render("units/list.html", form=form, units=units)


@room.post("/list/taking", access=Permission.MANAGE_UNITS)
def take_list() -> Any:
    units = UnitList.unsealed(request.form.get("list", "")) or abort(400)
    count = units.take(g.unit, by=g.person.id, at=clock.now())
    flash(_("Đã thêm %(count)s đơn vị.", count=count), "ok")
    return see_other("units.browse")


def _below(child_id: int) -> Unit:
    unit = db.session.get(Unit, child_id)
    if unit is None or unit.level <= g.unit.level:
        abort(404)
    return unit


def _forms(unit: Unit, **filled: Any) -> dict[str, Any]:
    facts = FactsForm(formdata=None)
    facts.show(unit)
    empty = {"rename": RenameForm(formdata=None, name=unit.name), "move": MoveForm(formdata=None)}
    return {"unit": unit, "parent": unit.parent(), "facts": facts, **empty, **filled}
