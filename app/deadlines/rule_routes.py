"""Rules of reminding: writing them, seeing whom they reach, switching them on and off."""

import datetime as dt
from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.deadlines.places import PLACES
from app.deadlines.previewing import preview as foreseen
from app.deadlines.refusals import NotPreviewed
from app.deadlines.room import room
from app.deadlines.rule_forms import WEEKDAYS, RuleForm
from app.deadlines.rules import Reminding
from app.deadlines.step_forms import put_at_fault
from app.deadlines.words import REACH, WAYS, WHO
from app.programmes import all_windows
from app.web.errors import Refused
from app.web.pages import SIZE, Page
from app.web.rendering import render, see_other

WORDS = {"who": WHO, "reach": REACH, "ways": WAYS, "weekdays": WEEKDAYS}


@room.get("/reminders", access=Permission.VIEW)
def rules() -> Any:
    own, above = Reminding.of(g.unit), Reminding.from_above(g.unit)
    names = {unit.path: unit.short_name for unit in [*g.above, g.unit]}
    return render("deadlines/rules.html", own=own, above=above, names=names, words=WORDS)


@room.get("/reminders/new", access=Permission.URGE)
def new_rule() -> Any:
    return _form_page(_form(formdata=None).begin(), None)


@room.post("/reminders", access=Permission.URGE)
def write_rule() -> Any:
    form = _form()
    if form.validate():
        programme, stage = form.target
        said = {**form.said, "by": g.person.id, "at": clock.now()}
        try:
            made = Reminding.write(g.unit, programme=programme, stage=stage, **said)
            return see_other("deadlines.preview", reminding_id=made.id)
        except Refused as refused:
            put_at_fault(form, refused)
    return _form_page(form, None, status=422)


@room.get("/reminders/<int:reminding_id>/edit", access=Permission.URGE)
def edit_rule(reminding_id: int) -> Any:
    found = _find(reminding_id)
    return _form_page(_form(formdata=None).show(found), found)


@room.post("/reminders/<int:reminding_id>", access=Permission.URGE)
def amend_rule(reminding_id: int) -> Any:
    found, form = _find(reminding_id), _form()
    del form.window
    if form.validate():
        try:
            found.amend(**form.said, by=g.person.id, at=clock.now())
            return see_other("deadlines.preview", reminding_id=found.id)
        except Refused as refused:
            put_at_fault(form, refused)
    return _form_page(form, found, status=422)


@room.get("/reminders/<int:reminding_id>/preview", access=Permission.URGE)
def preview(reminding_id: int) -> Any:
    return _preview_page(_find(reminding_id))


@room.post("/reminders/<int:reminding_id>/switch-on", access=Permission.URGE)
def switch_on(reminding_id: int) -> Any:
    """By whoever has just looked at the preview of the rule as it is now."""
    found, at = _find(reminding_id), clock.now()
    if request.form.get("seen") == _stamp(found):
        found.note_preview(by=g.person.id, at=at)
    try:
        found.switch_on(by=g.person.id, at=at)
    except NotPreviewed as refused:
        return _preview_page(found, refusal=str(refused), status=refused.status)
    flash(_("Đã bật quy tắc “%(name)s”.", name=found.name), "ok")
    return see_other("deadlines.rules")


@room.post("/reminders/<int:reminding_id>/switch-off", access=Permission.URGE)
def switch_off(reminding_id: int) -> Any:
    found = _find(reminding_id)
    found.switch_off(by=g.person.id, at=clock.now())
    flash(_("Đã tắt quy tắc “%(name)s”.", name=found.name), "ok")
    return see_other("deadlines.rules")


def _find(reminding_id: int) -> Reminding:
    found = db.session.get(Reminding, reminding_id)
    if found is None or found.unit_id != g.unit.id:
        abort(404)
    return found


def _form(**options: Any) -> RuleForm:
    return RuleForm(all_windows(g.unit), **options)


def _form_page(form: RuleForm, rule: Reminding | None, *, status: int = 200) -> Any:
    page = {"form": form, "rule": rule, "places": PLACES}
    return render("deadlines/rule.html", "form", **page, status=status)


def _preview_page(rule: Reminding, *, refusal: str = "", status: int = 200) -> Any:
    number = max(1, request.args.get("page", 1, type=int))
    seen = foreseen(rule, clock.now(), most=number * SIZE)
    lines = seen.lines[(number - 1) * SIZE :]
    page = Page(lines, number, seen.total)
    return render(
        "deadlines/preview.html",
        rule=rule,
        seen=seen,
        page=page,
        stamp=_stamp(rule),
        words=WORDS,
        refusal=refusal,
        status=status,
    )


def _stamp(rule: Reminding) -> str:
    """Which wording of a rule was looked at."""
    return rule.written_at.astimezone(dt.UTC).isoformat()
