"""Pages and canned answers that a unit keeps for itself and all below."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app.access import Permission
from app.db import db
from app.support.forms import ArticleForm, CannedForm
from app.support.knowledge import Article, CannedAnswer
from app.support.offers import GAPS
from app.support.room import acting, room
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.get("/articles", access=Permission.VIEW)
def articles() -> Any:
    page = page_of(Article.in_line(g.unit).options(*Article.shown()))
    return render("support/articles.html", "list", page=page)


@room.get("/articles/new", access=Permission.ANSWER)
def new_article() -> Any:
    return _article_form(ArticleForm(formdata=None))


@room.post("/articles", access=Permission.ANSWER)
def publish() -> Any:
    form = ArticleForm()
    if not form.validate():
        return _article_form(form, status=422)
    made = Article.publish(g.unit, *form.said(), **acting())
    flash(_("Đã đăng bài hướng dẫn."), "ok")
    return see_other("support.article", article_id=made.id)


@room.get("/articles/<int:article_id>", access=Permission.VIEW)
def article(article_id: int) -> Any:
    found = db.session.get(Article, article_id)
    if found is None or found.removed_at or not g.unit.path.startswith(found.unit_path):
        abort(404)
    return render("support/article.html", article=found)


@room.get("/articles/<int:article_id>/text", access=Permission.ANSWER)
def edit_article(article_id: int) -> Any:
    found = Article.find(g.unit, article_id) or abort(404)
    return _article_form(ArticleForm(formdata=None, obj=found), found)


@room.post("/articles/<int:article_id>/words", access=Permission.ANSWER)
def rewrite(article_id: int) -> Any:
    found, form = Article.find(g.unit, article_id) or abort(404), ArticleForm()
    if not form.validate():
        return _article_form(form, found, 422)
    found.rewrite(*form.said(), **acting())
    flash(_("Đã sửa bài hướng dẫn."), "ok")
    return see_other("support.article", article_id=found.id)


@room.post("/articles/<int:article_id>/removal", access=Permission.ANSWER)
def remove_article(article_id: int) -> Any:
    found = Article.find(g.unit, article_id) or abort(404)
    found.remove(**acting())
    flash(_("Đã gỡ bài hướng dẫn."), "ok")
    return see_other("support.articles")


@room.get("/canned", access=Permission.ANSWER)
def canned() -> Any:
    return _canned(CannedForm(formdata=None))


@room.post("/canned", access=Permission.ANSWER)
def keep_canned() -> Any:
    form = CannedForm()
    if not form.validate():
        return _canned(form, 422)
    CannedAnswer.keep(g.unit, *form.said(), **acting())
    flash(_("Đã lưu mẫu trả lời."), "ok")
    return see_other("support.canned")


@room.post("/canned/<int:canned_id>/removal", access=Permission.ANSWER)
def remove_canned(canned_id: int) -> Any:
    found = CannedAnswer.find(g.unit, canned_id) or abort(404)
    found.remove(**acting())
    flash(_("Đã xóa mẫu trả lời."), "ok")
    return see_other("support.canned")


def _article_form(form: ArticleForm, article: Article | None = None, status: int = 200) -> Any:
    return render("support/article_form.html", "form", form=form, article=article, status=status)


def _canned(form: CannedForm, status: int = 200) -> Any:
    kept = db.session.scalars(CannedAnswer.in_line(g.unit)).all()
    return render("support/canned.html", "form", form=form, kept=kept, gaps=GAPS, status=status)
