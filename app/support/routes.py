"""Asking, and what became of it: the side of the asker."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, uploads
from app.access import Permission
from app.db import db
from app.sheets import SheetRefused
from app.support.files import MOST, RequestFile, looked_at
from app.support.forms import AskForm, NoteForm, WordForm, number
from app.support.inside import Assignment, InternalNote, Tie, colleagues
from app.support.knowledge import Article, CannedAnswer, ObstacleAnswer
from app.support.looking import Seen
from app.support.made import Made
from app.support.models import Request, Where
from app.support.room import acting, request_here, room, signed, where
from app.units import Unit
from app.vietnamese import moment_text, nfc, squeeze
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
    told = _where(form)
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
    """A request: both sides read what was said, the desk has its own part beside it."""
    acts = asked.lies_on(g.unit) and Permission.ANSWER in g.rights
    answers = ObstacleAnswer.in_line(asked.unit, asked.obstacle) if asked.obstacle else []
    return render(
        "support/show.html",
        asked=asked,
        files=RequestFile.of(asked),
        seen=Seen.of(asked),
        made=Made.of(asked),
        facts=_facts(asked, acts),
        answers=answers,
        acts=acts,
        mine=asked.unit_id == g.unit.id,
        saying=saying or WordForm(formdata=None),
        noting=noting or NoteForm(formdata=None),
        inside=_inside(asked) if Permission.ANSWER in g.rights else None,
        now=clock.now(),
        status=status,
    )


def _facts(asked: Request, acts: bool) -> list[tuple[str, str]]:
    """What there is to say of it; the number of a caller only to those who may call back."""
    due = asked.next_due()
    told = [
        (_("Việc"), asked.category_words),
        (_("Vướng mắc"), asked.obstacle_words),
        (_("Người hỏi"), asked.asker),
        (_("Tác giả cần nhập hộ"), asked.author_name or ""),
        (_("Điện thoại"), (asked.phone or "") if acts else ""),
        (_("Qua"), asked.way_words),
        (_("Nơi trả lời"), asked.desk_name),
        (_("Hạn trả lời"), moment_text(due) if due else ""),
    ]
    return [(name, word) for name, word in told if word]


def _inside(asked: Request) -> dict[str, Any]:
    """What the people of a desk know of it among themselves."""
    live = Assignment.live([asked], g.unit)
    return {
        "notes": InternalNote.of(asked, g.unit),
        "ties": Tie.of(asked, g.unit),
        "handler": next((one for one in live if one.part == "handles"), None),
        "follows": any(o.part == "follows" and o.account_id == g.person.id for o in live),
        "colleagues": colleagues(g.unit),
        "line": [u for u in Unit.line(asked.unit_path) if u.id != asked.desk_unit_id],
        "canned": db.session.scalars(CannedAnswer.in_line(g.unit)).all(),
        "spent": asked.shown_spent(clock.now()),
    }


def _where(form: AskForm) -> Where:
    named = (number(form[name].data or "") for name in ("initiative", "batch", "row"))
    return where(form.page.data or "", *named)


def _form(form: AskForm, status: int = 200) -> Any:
    seen = Seen.of(_where(form)) if form.batch.data else Seen()
    found = Article.suggested(g.unit, form.subject_line.data or "", form.category.data)
    told = {"form": form, "articles": found, "seen": seen}
    return render("support/new.html", "form", **told, status=status)


def _looked_at(sent: list[Any]) -> tuple[list[uploads.Taken], list[str]]:
    """The files as they may be kept, and what is wrong with the others; all are kept or none."""
    taken, refused = [], []
    for file in sent[: MOST + 1]:
        try:
            taken.append(looked_at(file.filename or "", file.read(uploads.MAX_BYTES + 1)))
        except (uploads.FileRefused, SheetRefused) as error:
            refused.append(f"{squeeze(nfc(file.filename or ''))[-60:]}: {error.message}")
    return taken, refused


from app.support import (  # noqa: E402  (of this room too)
    desk_routes,  # noqa: F401
    knowledge_routes,  # noqa: F401
    made_routes,  # noqa: F401
    panels,  # noqa: F401
    roster_routes,  # noqa: F401
)
