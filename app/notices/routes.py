"""Reading, acknowledging and sending notices."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.notices.forms import EVERY_CHILD, NoticeForm
from app.notices.models import Notice
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room


def _unread() -> Any:
    return Notice.unread(g.unit, g.person.id)


room = Room(
    "notices",
    __name__,
    menu=[Menu(60, _l("Thông báo"), "bell", "notices.inbox", Permission.VIEW, _unread)],
)


@room.get("/", access=Permission.VIEW)
def inbox() -> Any:
    page = page_of(Notice.for_reader(g.unit, g.person.id))
    return render("notices/inbox.html", "list", page=page)


@room.get("/sent", access=Permission.NOTIFY)
def sent() -> Any:
    return render("notices/sent.html", "list", page=page_of(Notice.sent_by(g.unit)))


@room.post("/<int:notice_id>/acknowledgement", access=Permission.VIEW)
def acknowledge(notice_id: int) -> Any:
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.unit_id != g.unit.id:
        abort(404)
    if notice.account_id not in (None, g.person.id):
        abort(404)
    notice.acknowledge(by=g.person.id, at=clock.now())
    return see_other("notices.inbox")


@room.get("/new", access=Permission.NOTIFY)
def new() -> Any:
    return render("notices/new.html", form=NoticeForm(formdata=None))


@room.post("/", access=Permission.NOTIFY)
def send() -> Any:
    form = NoticeForm()
    if not form.validate():
        return render("notices/new.html", "form", form=form, status=422)
    children = db.session.scalars(g.unit.children()).all()
    receivers = children if form.to.data == EVERY_CHILD else [g.unit]
    said: dict[str, Any] = {"title": form.title.data, "body": form.body.data}
    for unit in receivers:
        Notice.send(unit, sender=g.unit, **said, by=g.person.id, at=clock.now())
    flash(_("Đã gửi thông báo đến %(n)s đơn vị.", n=len(receivers)), "ok")
    return see_other("notices.sent")
