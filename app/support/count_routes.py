"""Obstacles with one answer for all below, and figures of desks."""

import datetime as dt
from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.support.answered import ObstacleReading
from app.support.figures import DeskFigures, minutes_words, unit_figures
from app.support.forms import WordForm
from app.support.knowledge import ObstacleAnswer
from app.support.obstacles import Hindrances, Which
from app.support.room import acting, room, signed
from app.support.states import OBSTACLES, Obstacle
from app.web.pages import page_of, page_of_rows
from app.web.rendering import render, see_other

SINCE = dt.timedelta(days=90)


@room.get("/obstacles", access=Permission.VIEW)
def hindrances() -> Any:
    """How many units are hindered, and what was said to all of them."""
    given = ObstacleAnswer.in_line(g.unit)
    return render("support/obstacles.html", found=Hindrances.of(g.unit), given=given)


@room.get("/obstacles/<string:obstacle>", access=Permission.VIEW)
def hindrance(obstacle: str) -> Any:
    return _hindrance(obstacle, WordForm(formdata=None))


@room.post("/obstacles/<string:obstacle>", access=Permission.ANSWER)
def answer_all(obstacle: str) -> Any:
    form = WordForm()
    if obstacle not in OBSTACLES or not form.validate():
        return _hindrance(obstacle, form, 422)
    ObstacleAnswer.give(g.unit, obstacle, form.text.data, **signed())
    flash(_("Đã trả lời chung cho các đơn vị cấp dưới."), "ok")
    return see_other("support.hindrance", obstacle=obstacle)


@room.post("/obstacles/answers/<int:answer_id>/removal", access=Permission.ANSWER)
def take_back(answer_id: int) -> Any:
    given = ObstacleAnswer.find(g.unit, answer_id) or abort(404)
    if given.unit_id != g.unit.id:
        abort(404)
    given.take_back(**acting())
    flash(_("Đã thu lại câu trả lời chung."), "ok")
    return see_other("support.hindrance", obstacle=given.obstacle)


@room.post("/obstacles/answers/<int:answer_id>/reading", access=Permission.VIEW)
def read_answer(answer_id: int) -> Any:
    """An answer from above was read: the first page shows it no longer."""
    found = ObstacleAnswer.find(g.unit, answer_id) or abort(404)
    ObstacleReading.keep(g.unit, found, **acting())
    return see_other("home.start" if request.form.get("back") == "home" else "support.browse")


@room.get("/figures", access=Permission.ANSWER)
def figures() -> Any:
    since = clock.now() - SINCE
    return render(
        "support/figures.html",
        figures=DeskFigures.of(g.unit, since),
        since=since,
        words=minutes_words,
        page=page_of_rows(unit_figures(g.unit, since)),
    )


def _hindrance(obstacle: str, form: WordForm, status: int = 200) -> Any:
    if obstacle not in OBSTACLES:
        abort(404)
    which = Which.from_address(g.unit, obstacle)
    page = page_of(which.units())
    return render(
        "support/obstacle.html",
        which=which,
        page=page,
        requests=which.requests(page.rows),
        words=OBSTACLES[Obstacle(obstacle)],
        given=ObstacleAnswer.in_line(g.unit, obstacle),
        form=form,
        status=status,
    )
