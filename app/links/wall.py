"""The visitor's pages: the form behind a link, its receipt, and how an initiative stands."""

import datetime as dt
from typing import Any

from flask import Flask, Response, abort, g, request
from flask_babel import gettext as _

from app import clock, uploads
from app.db import db
from app.links import doors, following, photos, sending, visitors
from app.links.forms import FollowForm, WallForm
from app.links.models import LinkSubmission, UnitLink
from app.links.sheet import Sheet
from app.links.standing import standing
from app.programmes import Window, running, windows
from app.web.errors import Refused
from app.web.rendering import render, see_other
from app.web.room import PUBLIC, Room

wall = Room("wall", __name__, path="", door=True)
visitors.guard(wall)


def init_app(app: Flask) -> None:
    """Open the visitor's addresses, which are too short to lie in the room's own."""
    visitors.open_to_all(app, wall)


@wall.get("/n/<string:code>", access=PUBLIC, at_unit=False)
def form(code: str) -> Any:
    link = visitors.enter(code, doors.LOOKING)
    now = clock.now()
    window = _window(link, now)
    if window is None or not window.is_open(now):
        return _closed(link, window, now)
    return _page(WallForm(Sheet.of(link, window), formdata=None), fresh=True)


@wall.post("/n/<string:code>", access=PUBLIC, at_unit=False)
def send(code: str) -> Any:
    """What is wrong is said from the sheet in the form; only what is right asks the database."""
    g.link_code = visitors.signed_code(code)
    at = _received()
    visitors.draw_again(_busy_form)
    g.form = _sent_form()
    if g.form and not _is_right(g.form):
        return _page(g.form, status=422)
    link = visitors.enter(code, doors.SENDING)
    window = _window(link, at)
    if window is None or not window.is_open(at):
        return _too_late(link, window)
    sheet = Sheet.of(link, window)
    if g.form is None or g.form.said != sheet:
        g.form = _filled(sheet)
        if not _is_right(g.form):
            return _page(g.form, status=422)
    return _sent(link, window, g.form, at)


@wall.get("/n/<string:code>/<string:receipt>", access=PUBLIC, at_unit=False)
def receipt(code: str, receipt: str) -> Any:
    link = visitors.enter(code, doors.LOOKING, running=False)
    row = LinkSubmission.of_receipt(link, receipt) or abort(404)
    again = "again" in request.args
    return render("links/receipt.html", link=link, receipt=row.code, again=again)


@wall.get("/tra-cuu", access=PUBLIC, at_unit=False)
def follow() -> Any:
    form = FollowForm(formdata=None, code=request.args.get("ma", ""))
    return render("links/follow.html", form=form)


@wall.post("/tra-cuu", access=PUBLIC, at_unit=False)
def state() -> Any:
    form = g.follow = FollowForm()
    visitors.draw_again(_busy_follow)
    visitors.hurry_up()
    try:
        if not form.validate():
            return render("links/follow.html", form=form, status=422)
        for answer in following.elsewhere:
            if (page := answer(form.code.data, form.digits.data)) is not None:
                return page
        found = following.find(form.code.data, form.digits.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        form.digits.data = ""
        return render("links/follow.html", form=form, status=refused.status)
    seen = standing(found, clock.now())
    return render("links/state.html", initiative=found, seen=seen)


def _window(link: UnitLink, at: dt.datetime) -> Window | None:
    return running(windows(link.unit), at)


def _received() -> dt.datetime:
    """When the whole of the form was here: that is in time or not, however long we take."""
    len(request.form)  # reads it to its end
    return clock.now()


def _sent_form() -> WallForm | None:
    """The form as it came, drawn from its own sheet; None if somebody has changed that."""
    sheet = Sheet.unsealed(request.form.get("sheet", ""), g.link_code)
    return _filled(sheet) if sheet else None


def _filled(sheet: Sheet) -> WallForm:
    """The form as it came. Its photo is looked at and kept once, before anything else."""
    filled = WallForm(sheet)
    if "photo_kept" not in g:
        dropped = "drop_photo" in request.form
        g.photo_kept, g.photo_fault = "" if dropped else filled.photo_kept.data or "", None
        if filled.photo.data:
            try:
                g.photo_kept = photos.keep(filled.photo.data, g.link_code)
            except uploads.FileRefused as refused:
                g.photo_fault = refused.message
            except photos.TooManyPhotos as busy:
                g.photo_fault = str(busy)
    filled.photo_kept.data = g.photo_kept
    return filled


def _is_right(filled: WallForm) -> bool:
    right = filled.validate()
    if g.photo_fault:
        filled.photo.errors = [g.photo_fault]
        return False
    return right


def _sent(link: UnitLink, window: Window, filled: WallForm, at: dt.datetime) -> Any:
    try:
        row, again = sending.send(link, window, filled, at=at)
    except photos.PhotoLost as lost:
        db.session.rollback()
        filled.photo_kept.data, filled.photo.errors = "", [str(lost)]
        return _page(filled, status=lost.status)
    except Refused as refused:
        db.session.rollback()
        if isinstance(refused, sending.SentBefore):
            filled.renew()
        filled.form_errors.append(str(refused))
        return _page(filled, status=refused.status)
    more = {"again": 1} if again else {}
    return see_other("wall.receipt", code=g.link_code, receipt=row.code, **more)


def _too_late(link: UnitLink, window: Window | None) -> Any:
    """Nothing is taken now; what was typed stays on the page. What came in time has its receipt:
    the answer to it was perhaps lost on the way."""
    if g.form is None:
        return _closed(link, window, clock.now())
    known = LinkSubmission.known(link, str(g.form.key.data), g.form.digest)
    if known and known.digest == g.form.digest:
        return see_other("wall.receipt", code=g.link_code, receipt=known.code, again=1)
    g.form.form_errors.append(_("Hiện không nhận sáng kiến qua liên kết này."))
    return _page(g.form, status=422)


def _page(shown: WallForm, *, status: int = 200, fresh: bool = False) -> Response:
    """The form. `fresh`: nothing was typed yet, the phone may fill in what it has kept."""
    carried = str(shown.photo_kept.data or "")
    answer = render(
        "links/form.html",
        form=shown,
        sheet=shown.said,
        fresh=fresh,
        today=clock.today(),
        photo=photos.name_of(carried, shown.said.link) if carried else "",
        status=status,
    )
    return visitors.later(answer)


def _closed(link: UnitLink, window: Window | None, now: dt.datetime) -> Response:
    told: dict[str, Any] = {"unit": link.unit.name, "code": link.code, "window": window, "now": now}
    return render("links/closed.html", **told)


def _busy_form() -> Response:
    filled = g.get("form")
    if filled is None:
        return render("links/busy.html", status=503)
    filled.form_errors = [_("Hệ thống đang bận. Những gì đã gõ vẫn còn, xin bấm Gửi lại.")]
    return _page(filled, status=503)


def _busy_follow() -> Response:
    g.follow.form_errors = [_("Hệ thống đang bận, xin bấm Xem kết quả một lần nữa.")]
    return render("links/follow.html", form=g.follow, status=503)
