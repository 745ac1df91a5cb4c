"""Asking, and what became of it: the side of the asker."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, uploads
from app.access import Permission
from app.db import db
from app.support.desk import Desk
from app.support.files import MOST, RequestFile
from app.support.forms import AskForm, NoteForm, WordForm, number
from app.support.knowledge import Article, ObstacleAnswer
from app.support.models import Request
from app.support.pane import inside
from app.support.room import acting, request_here, room, signed, where
from app.units import Unit
from app.vietnamese import moment_text, nfc, squeeze
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import is_fragment, render, see_other

__all__ = ["room"]


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    page = page_of(Request.asked_at_unit(g.unit))
    return render("support/browse.html", "list", page=page, now=clock.now())


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
    files, refused = _looked_at(form.sent) if form.sent else ([], [])
    if refused:
        form.file.errors = refused
        return _form(form, 422)
    told = where(
        form.page.data or "", *(number(form[n].data or "") for n in ("initiative", "batch", "row"))
    )
    own = Permission.ANSWER not in g.rights
    made = Request.ask(g.unit, form.asked(g.person.full_name, told), own=own, **acting())
    for file in files:
        RequestFile.attach(made, file, **acting())
    flash(_("Đã gửi yêu cầu đến %(unit)s.", unit=made.desk_name), "ok")
    return see_other("support.show", request_id=made.id)


@room.get("/<int:request_id>", access=Permission.VIEW)
def show(request_id: int) -> Any:
    return page(request_here(request_id))


@room.post("/<int:request_id>/messages", access=Permission.VIEW)
def add(request_id: int) -> Any:
    asked, form = request_here(request_id), WordForm()
    if not form.validate():
        return page(asked, saying=form, status=422)
    asked.add(form.text.data, g.unit, **signed())
    flash(_("Đã gửi bổ sung."), "ok")
    return see_other("support.show", request_id=asked.id)


@room.post("/<int:request_id>/withdrawal", access=Permission.VIEW)
def withdraw(request_id: int) -> Any:
    asked = request_here(request_id)
    asked.withdraw(g.unit, **signed())
    flash(_("Đã rút yêu cầu."), "ok")
    return see_other("support.show", request_id=asked.id)


@room.get("/<int:request_id>/files/<int:file_id>", access=Permission.VIEW)
def download(request_id: int, file_id: int) -> Any:
    request_here(request_id)
    file = db.session.get(RequestFile, file_id)
    if not file or file.request_id != request_id or file.removed_at:
        abort(404)
    return file.read(**acting())


def page(
    asked: Request,
    saying: WordForm | None = None,
    noting: NoteForm | None = None,
    status: int = 200,
) -> Any:
    """A request: both sides read what was said; the desk has its list and its own part beside."""
    answers_here, now = Permission.ANSWER in g.rights, clock.now()
    acts = asked.lies_on(g.unit) and answers_here
    desk = Desk.from_address(g.unit, g.person.id, now)
    beside = answers_here and (acts or bool(desk.address))
    answers = ObstacleAnswer.in_line(asked.unit, asked.obstacle) if asked.obstacle else []
    return render(
        "support/show.html",
        "reading",
        asked=asked,
        desk=desk if beside else None,
        me_id=g.person.id,
        address=desk.address,
        page=desk.page(around=asked) if beside and not is_fragment() else None,
        is_fragment=is_fragment(),
        names={unit.id: unit.name for unit in Unit.line(asked.unit_path)},
        files=RequestFile.of(asked),
        facts=_facts(asked, acts),
        answers=answers,
        acts=acts,
        mine=asked.unit_id == g.unit.id,
        saying=saying or WordForm(formdata=None),
        noting=noting or NoteForm(formdata=None),
        inside=inside(asked, g.unit, g.person, now) if answers_here else None,
        now=now,
        status=status,
    )


def _facts(asked: Request, acts: bool) -> list[tuple[str, str]]:
    """What there is to say of it; the number of a caller only to those who may call back."""
    due = asked.next_due()
    told = [
        (_("Việc"), asked.category_words),
        (_("Vướng mắc"), asked.obstacle_words),
        (_("Người hỏi"), asked.asker),
        (_("Điện thoại"), (asked.phone or "") if acts else ""),
        (_("Qua"), asked.way_words),
        (_("Nơi trả lời"), asked.desk_name),
        (_("Hạn trả lời"), moment_text(due) if due else ""),
    ]
    return [(name, word) for name, word in told if word]


def _form(form: AskForm, status: int = 200) -> Any:
    found = Article.suggested(g.unit, form.subject_line.data or "", form.category.data)
    return render("support/new.html", "form", form=form, articles=found, status=status)


def _looked_at(sent: list[Any]) -> tuple[list[uploads.Taken], list[str]]:
    """The files as they may be kept, and what is wrong with the others; all are kept or none."""
    taken, refused = [], []
    for file in sent[: MOST + 1]:
        try:
            taken.append(uploads.take(file.filename or "", file.read(uploads.MAX_BYTES + 1)))
        except Refused as error:
            refused.append(f"{squeeze(nfc(file.filename or ''))[-60:]}: {error.message}")
    return taken, refused


from app.support import (  # noqa: E402  (of this room too)
    count_routes,  # noqa: F401
    desk_routes,  # noqa: F401
    knowledge_routes,  # noqa: F401
    roster_routes,  # noqa: F401
    team_routes,  # noqa: F401
)
