"""The board for everybody, and a unit's own stories for its leader and officers."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, jobs
from app.access import Permission
from app.db import db
from app.honours import telling
from app.honours.board import Page, valid_initiatives
from app.honours.forms import NewStoryForm, StoryForm
from app.honours.hanging import STORIES
from app.honours.models import Story
from app.initiatives import Initiative
from app.programmes import chosen, tabs, windows
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "honours",
    __name__,
    menu=[Menu(56, _l("Bảng vinh danh"), "flag", "honours.board", Permission.VIEW)],
)


@room.get("/", access=Permission.VIEW)
def board() -> Any:
    seen = windows(g.unit)
    window = chosen(seen, request.args.get("stage"), None, clock.now())
    return render(
        "honours/board.html",
        "board",
        page=Page.of(g.unit, window.stage) if window else Page.empty(),
        tabs=tabs(seen, window, "honours.board") if window else [],
    )


@room.get("/stories", access=Permission.DECIDE)
def stories() -> Any:
    return render("honours/stories.html", "list", page=page_of(Story.of(g.unit)))


@room.get("/stories/new", access=Permission.DECIDE)
def new() -> Any:
    asked = request.args.get("initiative", type=int)
    form = NewStoryForm(_offered(asked), formdata=None, data={"initiative": str(asked or "")})
    return render("honours/new.html", form=form, text=request.args.get("q", ""))


@room.post("/stories", access=Permission.DECIDE)
def write() -> Any:
    form = NewStoryForm(_offered(request.form.get("initiative", type=int)))
    if form.validate():
        initiative = db.session.get_one(Initiative, int(form.initiative.data))
        said = {"title": form.title.data, "text": form.text.data}
        try:
            story = telling.write(g.unit, initiative, **said, by=g.person.id, at=clock.now())
            flash(_("Đã lưu bài viết. Bài chưa công bố."), "ok")
            return see_other("honours.story", story_id=story.id)
        except telling.NamesSomebody as refused:
            form.refuse(refused)
        except telling.ToldBefore as refused:
            form.initiative.errors = [str(refused)]
    return render("honours/new.html", "form", form=form, text="", status=422)


@room.get("/stories/<int:story_id>", access=Permission.DECIDE)
def story(story_id: int) -> Any:
    found = _find(story_id)
    form = StoryForm(formdata=None, data={"title": found.title, "text": found.text})
    return render("honours/story.html", story=found, form=form)


@room.post("/stories/<int:story_id>/text", access=Permission.DECIDE)
def amend(story_id: int) -> Any:
    found, form = _find(story_id), StoryForm()
    if form.validate():
        try:
            telling.amend(found, **form.changes, by=g.person.id, at=clock.now())
            return _changed(found, _("Đã lưu bài viết."))
        except telling.NamesSomebody as refused:
            form.refuse(refused)
    return render("honours/story.html", "form", story=found, form=form, status=422)


@room.post("/stories/<int:story_id>/publication", access=Permission.DECIDE)
def publish(story_id: int) -> Any:
    found = _find(story_id)
    telling.publish(found, by=g.person.id, at=clock.now())
    return _changed(found, _("Đã công bố. Bài lên bảng vinh danh trong khoảng một phút."))


@room.post("/stories/<int:story_id>/taking-back", access=Permission.DECIDE)
def take_back(story_id: int) -> Any:
    found = _find(story_id)
    telling.take_back(found, by=g.person.id, at=clock.now())
    return _changed(found, _("Đã thu hồi. Bài rời bảng vinh danh trong khoảng một phút."))


def _changed(found: Story, words: str) -> Any:
    jobs.nudge(STORIES)
    flash(words, "ok")
    return see_other("honours.story", story_id=found.id)


def _offered(asked: int | None) -> list[Initiative]:
    return valid_initiatives(g.unit, request.args.get("q", ""), asked)


def _find(story_id: int) -> Story:
    found = db.session.get(Story, story_id)
    if found is None or found.unit_id != g.unit.id:
        abort(404)
    return found
