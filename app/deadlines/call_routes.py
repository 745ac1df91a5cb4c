"""Telephone calls: writing one down in ten seconds, and those before."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.deadlines.call_forms import CallForm
from app.deadlines.calls import Call
from app.deadlines.choosing import children_like
from app.deadlines.room import room
from app.deadlines.todo import to_call
from app.deadlines.words import Outcome
from app.web.pages import page_of
from app.web.rendering import is_fragment, render, see_other


@room.get("/calls", access=Permission.VIEW)
def calls() -> Any:
    form = _form(formdata=None, picked=request.args.get("unit", type=int))
    return _page(form.find(request.args.get("named", "")))


@room.get("/calls/units", access=Permission.URGE)
def call_units() -> Any:
    """What the letters typed so far find."""
    text = request.args.get("named", "").strip()
    if not is_fragment():
        return see_other("deadlines.calls", named=text)
    found = children_like(g.unit, text) if text else []
    return render("deadlines/call_units.html", "found", offered=found, text=text, picked=None)


@room.post("/calls", access=Permission.URGE)
def log_call() -> Any:
    form = _form(picked=request.form.get("unit", type=int))
    if not form.validate() or form.picked is None:
        return _page(form, status=422)
    Call.log(
        g.unit,
        form.picked,
        Outcome(form.outcome.data),
        promise_count=form.promise_count.data,
        promise_by=form.promise_until.data,
        note=form.note.data or "",
        caller=g.person.full_name,
        by=g.person.id,
        at=clock.now(),
    )
    flash(_("Đã ghi cuộc gọi với %(unit)s.", unit=form.picked.name), "ok")
    return see_other("deadlines.calls")


def _form(picked: int | None, **options: Any) -> CallForm:
    return CallForm(g.unit, picked, clock.today(), **options)


def _page(form: CallForm, *, status: int = 200) -> Any:
    return render(
        "deadlines/calls.html",
        "log",
        form=form,
        page=page_of(Call.of(g.unit)),
        next=to_call(g.unit),
        status=status,
    )
