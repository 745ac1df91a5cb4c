"""A person's own address, and the log of letters."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.db import db
from app.mail.addresses import MailAddress, TooManyCodes
from app.mail.carrier import Server
from app.mail.forms import AddressForm, CodeForm
from app.mail.letters import SEND, Letter
from app.mail.words import answer_words
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import SIGNED_IN, Room

room = Room("mail", __name__)


@room.get("/", access=Permission.NOTIFY)
def log() -> Any:
    counts, state = Letter.counts(), request.args.get("state", "")
    return render(
        "mail/log.html",
        "list",
        page=page_of(Letter.log(state)),
        counts=counts,
        state=state,
        answer_words=answer_words,
        configured=Server.configured() is not None,
    )


@room.post("/<int:letter_id>/again", access=Permission.NOTIFY)
def again(letter_id: int) -> Any:
    letter = db.session.get(Letter, letter_id) or abort(404)
    letter.try_again(by=g.person.id, at=clock.now())
    flash(_("Thư sẽ được gửi lại ngay."), "ok")
    return see_other("mail.log")


@room.get("/address", access=SIGNED_IN, at_unit=False)
def address() -> Any:
    return _address()


@room.post("/address", access=SIGNED_IN, at_unit=False)
def give() -> Any:
    form = AddressForm()
    if not form.validate():
        return _address(form, status=422)
    try:
        MailAddress.give(g.person.id, form.address.data, at=clock.now())
    except TooManyCodes as refused:
        form.address.errors = [str(refused)]
        return _address(form, status=refused.status)
    jobs.nudge(SEND)
    return see_other("mail.address")


@room.post("/address/confirmation", access=SIGNED_IN, at_unit=False)
def confirm() -> Any:
    row, form = MailAddress.of(g.person.id) or abort(404), CodeForm()
    if row.confirm(form.code.data or ""):
        flash(_("Địa chỉ đã được xác nhận."), "ok")
    elif row.waits_for_code:
        flash(_("Mã chưa đúng, còn %(n)s lần nhập.", n=row.guesses_left), "warn")
    else:
        flash(_("Mã không còn dùng được. Xin yêu cầu mã mới."), "warn")
    return see_other("mail.address")  # below 400: a wrong guess is counted


@room.post("/address/switch", access=SIGNED_IN, at_unit=False)
def switch() -> Any:
    row = MailAddress.of(g.person.id) or abort(404)
    row.switch(request.form.get("on") == "1")
    return see_other("mail.address")


@room.post("/address/removal", access=SIGNED_IN, at_unit=False)
def remove() -> Any:
    MailAddress.forget(g.person.id)
    flash(_("Đã xóa địa chỉ. Hệ thống không gửi thư cho đồng chí nữa."), "ok")
    return see_other("mail.address")


def _address(form: AddressForm | None = None, *, status: int = 200) -> Any:
    return render(
        "mail/address.html",
        form=form or AddressForm(formdata=None),
        code_form=CodeForm(formdata=None),
        row=MailAddress.look(g.person.id),
        configured=Server.configured() is not None,
        answer_words=answer_words,
        status=status,
    )
