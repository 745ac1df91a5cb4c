"""Whom to call, and the roster of a unit."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.support.duties import Duty
from app.support.duty_forms import DutyForm
from app.support.inside import colleagues
from app.support.room import acting, room
from app.web.errors import Refused
from app.web.pages import page_of, page_of_rows
from app.web.rendering import render, see_other

MOST_PRINTED = 1000
"""Lines of a directory that is printed."""


@room.get("/directory", access=Permission.VIEW)
def directory() -> Any:
    """Everyone who may be called: of the line, the nearest unit first, and of the units below."""
    line, text = [*g.above, g.unit][::-1], request.args.get("q", "").strip()[:200]
    query = Duty.below(g.unit, text)
    if "print" in request.args:  # on paper there are no pages
        page = page_of_rows(db.session.scalars(query.limit(MOST_PRINTED)).all(), MOST_PRINTED)
    else:
        page = page_of(query)
    paths = {unit.path for unit in line} | {duty.unit_path for duty in page.rows}
    duties: dict[int, list[Duty]] = {}
    for duty in Duty.listed(sorted(paths)):
        duties.setdefault(duty.unit_id, []).append(duty)
    rosters = {number: [one.turn for one in held] for number, held in duties.items()}
    told: dict[str, Any] = {"line": line, "duties": duties, "rosters": rosters}
    told["today"] = clock.today()
    return render("support/directory.html", "below", page=page, text=text, **told)


@room.get("/roster", access=Permission.ANSWER)
def roster() -> Any:
    duties = Duty.listed([g.unit.path])
    return render("support/roster.html", duties=duties, today=clock.today())


@room.get("/roster/new", access=Permission.ANSWER)
def new_duty() -> Any:
    return _form(DutyForm.of(_people(), None))


@room.post("/roster", access=Permission.ANSWER)
def lay_down() -> Any:
    form = DutyForm(_people())
    status = 422
    if form.validate():
        try:
            with db.session.begin_nested():
                Duty.lay_down(g.unit, form.said(), **acting())
            return _done(_("Đã ghi lịch trực."))
        except Refused as refused:
            form.form_errors.append(str(refused))
    return _form(form, status=status)


@room.get("/roster/<int:duty_id>", access=Permission.ANSWER)
def edit_duty(duty_id: int) -> Any:
    duty = _duty(duty_id)
    return _form(DutyForm.of(_people(), duty), duty)


@room.post("/roster/<int:duty_id>", access=Permission.ANSWER)
def change_duty(duty_id: int) -> Any:
    duty, form = _duty(duty_id), DutyForm(_people())
    if form.validate():
        try:
            with db.session.begin_nested():
                duty.change(form.said(), **acting())
            return _done(_("Đã sửa lịch trực."))
        except Refused as refused:
            form.form_errors.append(str(refused))
    return _form(form, duty, status=422)


@room.post("/roster/<int:duty_id>/removal", access=Permission.ANSWER)
def end_duty(duty_id: int) -> Any:
    _duty(duty_id).end(**acting())
    return _done(_("Đã bỏ khỏi lịch trực."))


def _people() -> dict[int, str]:
    return {post.account_id: post.full_name for post in colleagues(g.unit)}


def _duty(duty_id: int) -> Duty:
    return Duty.find(g.unit, duty_id) or abort(404)


def _done(said: str) -> Any:
    flash(said, "ok")
    return see_other("support.roster")


def _form(form: DutyForm, duty: Duty | None = None, status: int = 200) -> Any:
    return render("support/duty.html", "form", form=form, duty=duty, status=status)
