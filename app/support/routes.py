"""Asking: what the unit has asked, and the form."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock, uploads
from app.access import Permission
from app.sheets import SheetRefused
from app.support.answered import unread
from app.support.asked import Where
from app.support.files import MOST, RequestFile, looked_at
from app.support.forms import AskForm, number
from app.support.knowledge import Article
from app.support.looking import Seen
from app.support.models import Request
from app.support.room import acting, room, where
from app.vietnamese import nfc, squeeze
from app.web import once
from app.web.pages import page_of
from app.web.rendering import is_fragment, render, see_other

__all__ = ["room"]


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    page = page_of(Request.asked_at_unit(g.unit))
    given = unread(g.unit, g.person.id)
    return render("support/browse.html", "list", page=page, given=given, now=clock.now())


@room.get("/new", access=Permission.VIEW)
def new() -> Any:
    form = AskForm(formdata=None)
    for name in ("page", "initiative", "batch", "row"):
        form[name].data = request.args.get(name, "")
    form.category.data = request.args.get("category", "list" if form.batch.data else "other")
    return _form(form)


@room.get("/suggestions", access=Permission.VIEW)
def suggest() -> Any:
    """Pages that may spare the question, while it is typed."""
    if not is_fragment():
        return see_other("support.articles")
    typed, category = request.args.get("subject_line", ""), request.args.get("category")
    found = Article.suggested(g.unit, typed, category)
    return render("support/suggestions.html", "found", articles=found)


@room.post("/", access=Permission.VIEW)
def create() -> Any:
    form = AskForm()
    if not form.validate():
        return _form(form, 422)
    files, refused = _looked_at(form.sent)
    if refused:
        form.file.errors = refused
        return _form(form, 422)
    told = _where(form)
    own = Permission.ANSWER not in g.rights
    made = Request.ask(g.unit, form.asked(g.person.full_name, told), own=own, **acting())
    for file in files:
        RequestFile.attach(made, file, **acting())
    flash(_("Đã gửi yêu cầu đến %(unit)s.", unit=made.desk_name), "ok")
    return see_other("support.show", request_id=made.id)


def _where(form: AskForm) -> Where:
    named = (number(form[name].data or "") for name in ("initiative", "batch", "row"))
    return where(form.page.data or "", *named)


def _form(form: AskForm, status: int = 200) -> Any:
    with_list = form.batch.data and Permission.TAKE_IN in g.rights
    seen = Seen.of(_where(form)) if with_list else Seen()
    found = Article.suggested(g.unit, form.subject_line.data or "", form.category.data)
    told = {"form": form, "articles": found, "seen": seen}
    return render("support/new.html", "form", **told, status=status)


def _looked_at(sent: list[Any]) -> tuple[list[uploads.Taken], list[str]]:
    """The files as they may be kept, and what is wrong with the others; all are kept or none."""
    taken: list[uploads.Taken] = []
    refused: list[str] = []
    if not sent:
        return taken, refused
    with once.aside():  # nobody waits while a file is looked at
        for file in sent[: MOST + 1]:
            try:
                taken.append(looked_at(file.filename or "", file.read(uploads.MAX_BYTES + 1)))
            except (uploads.FileRefused, SheetRefused) as error:
                refused.append(f"{squeeze(nfc(file.filename or ''))[-60:]}: {error.message}")
    return taken, refused


from app.support import (  # noqa: E402  (of this room too)
    asker_routes,  # noqa: F401
    count_routes,  # noqa: F401
    desk_routes,  # noqa: F401
    knowledge_routes,  # noqa: F401
    made_routes,  # noqa: F401
    panels,  # noqa: F401
    roster_routes,  # noqa: F401
    team_routes,  # noqa: F401
)
