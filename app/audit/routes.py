"""The journal of a unit and the units below it."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.audit.forms import FilterForm
from app.audit.reading import read
from app.web.rendering import render
from app.web.room import Menu, Room

room = Room(
    "audit",
    __name__,
    menu=[Menu(90, _l("Nhật ký"), "clock", "audit.lines", Permission.READ_JOURNAL)],
)


@room.get("/", access=Permission.READ_JOURNAL)
def lines() -> Any:
    form = FilterForm(formdata=request.args)
    wanted = form.wanted()
    return render("audit/lines.html", "list", form=form, wanted=wanted, page=read(wanted))
