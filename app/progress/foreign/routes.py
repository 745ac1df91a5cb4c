"""A foreign table checked as a page; nothing of it is kept."""

from typing import Any

from flask import g

from app import clock, sheets
from app.access import Permission
from app.db import db
from app.programmes import all_windows
from app.progress.foreign import NoTable, check, compare, read_foreign
from app.progress.foreign.forms import CheckForm
from app.progress.foreign.showing import Shown, show
from app.progress.room import room
from app.progress.tables import standing
from app.web.rendering import render


@room.get("/check", access=Permission.VIEW)
def check_form() -> Any:
    return _page(CheckForm(formdata=None, windows=all_windows(g.unit)))


@room.post("/check", access=Permission.VIEW)
def check_table() -> Any:
    form = CheckForm(windows=all_windows(g.unit))
    if not form.validate():
        return _page(form, status=422)
    try:
        return _page(form, _shown(form))
    except sheets.SheetRefused as refused:
        form.file.errors = [*form.file.errors, refused.message]
    except NoTable as none:
        form.file.errors = [*form.file.errors, str(none)]
    return _page(form, status=422)


def _shown(form: CheckForm) -> Shown:
    file, window = form.file.data, form.chosen
    db.session.rollback()  # opened anew afterwards: nobody waits while a file is looked at
    checked = check(read_foreign(sheets.read(file.read())))
    compared = compare(checked, standing(g.unit, window, form.past)) if window else None
    name = str(file.filename or "").replace("\\", "/").rpartition("/")[2][:100]
    return show(name, checked, compared)


def _page(form: CheckForm, shown: Shown | None = None, status: int = 200) -> Any:
    seen = {"form": form, "shown": shown, "now": clock.now()}
    return render("progress/foreign/check.html", "checking", **seen, status=status)
