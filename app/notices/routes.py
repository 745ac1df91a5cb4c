"""Reading, acknowledging and sending notices."""

from typing import Any

from flask import abort, flash, g, request
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
    page = page_of(Notice.sent_by(g.unit))
    return render("notices/sent.html", "list", page=page, heard=Notice.heard(page.rows))


@room.get("/<int:notice_id>/receipts", access=Permission.NOTIFY)
def receipts(notice_id: int) -> Any:
    notice = _sent(notice_id)
    view = request.args.get("view")
    page = page_of(Notice.of_sending(notice, confirmed=view == "confirmed"))
    return render(
        "notices/receipts.html",
        "list",
        notice=notice,
        page=page,
        heard=Notice.heard([notice])[notice.sending],
        view=view,
        now=clock.now(),
    )


@room.post("/<int:notice_id>/reminder", access=Permission.NOTIFY)
def remind(notice_id: int) -> Any:
    number = _sent(notice_id).remind(g.unit, by=g.person.id, at=clock.now())
    flash(_("Đã nhắc %(n)s đơn vị chưa xác nhận.", n=number), "ok")
    return see_other("notices.receipts", notice_id=notice_id)


def _sent(notice_id: int) -> Notice:
    """A notice of which this very unit has asked for receipts."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.sender_unit_id != g.unit.id or not notice.asks_receipt:
        abort(404)
    return notice


@room.post("/<int:notice_id>/acknowledgement", access=Permission.VIEW)
def acknowledge(notice_id: int) -> Any:
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.unit_id != g.unit.id:
        abort(404)
    if notice.account_id not in (None, g.person.id):
        abort(404)
    notice.acknowledge(by=g.person.id, at=clock.now())
    if Permission.URGE in g.rights or notice.account_id == g.person.id:
        notice.confirm(by=g.person.id, name=g.person.full_name, at=clock.now())
    return see_other("home.start" if request.form.get("back") == "home" else "notices.inbox")


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
    said: dict[str, Any] = {
        "title": form.title.data,
        "body": form.body.data,
        "asks_receipt": form.asks_receipt.data,
    }
    Notice.send_all(receivers, sender=g.unit, **said, by=g.person.id, at=clock.now())
    flash(_("Đã gửi thông báo đến %(n)s đơn vị.", n=len(receivers)), "ok")
    return see_other("notices.sent")
