"""The portal's statistics read in and compared; the codes in it taken over."""

from typing import Any

from flask import Response, abort, flash, g, make_response, request

from app import clock, journal
from app.access import Permission
from app.db import db
from app.initiatives import Initiative, PortalCodeTaken
from app.portal.carrying import Carried
from app.portal.comparing import Comparison, compare
from app.portal.comparison_sheet import spreadsheet
from app.portal.forms import CompareForm, TakeForm
from app.portal.reading import NotReadable, read
from app.portal.room import Asked, room
from app.programmes import Window
from app.web.rendering import render, see_other

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100
"""Rows of each kind on the page; the spreadsheet holds all."""


@room.get("/comparison", access=Permission.ENTER)
def new_comparison() -> Any:
    return _form(CompareForm(formdata=None))


@room.post("/comparison", access=Permission.ENTER)
def read_comparison() -> Any:
    """On the page, or at once as a file: by the button that was pressed."""
    form = CompareForm()
    if not form.validate():
        return _form(form, status=422)
    try:
        db.session.rollback()  # opened anew afterwards: nobody waits while a file is looked at
        file = form.file.data
        name = str(file.filename or "").replace("\\", "/").rpartition("/")[2][:100]
        rows, window = read(file.read()), _window()
        carried = Carried(g.unit.id, window.stage.code, name, rows)
        result = compare(rows, g.unit, window.stage)
    except NotReadable as refused:
        form.file.errors = [*form.file.errors, str(refused)]
        return _form(form, status=422)
    if request.form.get("act") == "file":
        return _file(carried, result)
    return _page(carried, result, TakeForm(formdata=None, data={"day": clock.today()}))


@room.post("/comparison/table.xlsx", access=Permission.EXPORT)
def export_comparison() -> Response:
    carried, window = _carried()
    return _file(carried, compare(carried.rows, g.unit, window.stage))


@room.post("/comparison/codes", access=Permission.ENTER)
def take_codes() -> Any:
    carried, window = _carried()
    form, result = TakeForm(), compare(carried.rows, g.unit, window.stage)
    day = form.day.data
    if not form.validate() or day is None:
        return _page(carried, result, form, status=422)
    try:
        said = {"by": g.person.id, "at": clock.now()}
        report = Initiative.take_over_codes(window.stage, result.codes, day, **said)
    except PortalCodeTaken as refused:
        form.form_errors.append(str(refused))
        return _page(carried, result, form, status=422)
    flash(report.words, "ok")
    return see_other("portal.browse", stage=window.stage.code)


def _window() -> Window:
    return Asked.from_address().window or abort(404)


def _carried() -> tuple[Carried, Window]:
    carried = Carried.unsealed(g.unit, request.form.get("rows", "")) or abort(400)
    window = next((w for w in Asked.from_address().windows if w.stage.code == carried.stage), None)
    return carried, window or abort(404)


def _form(form: CompareForm, status: int = 200) -> Any:
    return render(
        "portal/comparison_new.html", form=form, asked=Asked.from_address(), status=status
    )


def _page(carried: Carried, result: Comparison, form: TakeForm, status: int = 200) -> Any:
    return render(
        "portal/comparison.html",
        result=result,
        carried=carried,
        sealed=carried.sealed,
        shown=SHOWN,
        form=form,
        asked=Asked.from_address(),
        status=status,
    )


def _file(carried: Carried, result: Comparison) -> Response:
    response = make_response(spreadsheet(result, g.unit.name, carried.name))
    # A file only: the transaction ends before the line is written in one of its own.
    db.session.expunge(g.unit)
    db.session.rollback()
    rows = len(result.only_there) + len(result.only_here) + len(result.differing)
    journal.record_apart(
        "portal.export", g.unit, by=g.person.id, at=clock.now(), fields=["stage"], rows=rows
    )
    response.headers["Content-Type"] = XLSX
    name = f"so-sanh-cong-{g.unit.code}-{carried.stage}-{clock.today():%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
