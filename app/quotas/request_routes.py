"""A unit asks for another quota; the unit above answers."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.quotas.answers import AlreadyAsked, Answer, NothingAsked
from app.quotas.asking import asked_windows
from app.quotas.changing import NotGivenHere
from app.quotas.ledger import BelowZero, Ledger, NotEnough
from app.quotas.request_forms import AnswerForm, AskForm
from app.quotas.requests import NotBetween, QuotaRequest
from app.quotas.room import room
from app.quotas.standing import standings
from app.web.pages import page_of
from app.web.rendering import render, see_other

LISTS = {
    "waiting": QuotaRequest.waiting,
    "answered": QuotaRequest.answered,
    "below": QuotaRequest.further_below,
}


@room.get("/requests", access=Permission.VIEW)
def requests() -> Any:
    asked = request.args.get("list", "waiting")
    which = asked if asked in LISTS else "waiting"
    page = page_of(LISTS[which](g.unit))
    return render(
        "quotas/requests.html",
        "list",
        page=page,
        which=which,
        standings=standings(page.rows) if page.rows else {},
        now=clock.now(),
    )


@room.get("/requests/new", access=Permission.RESPOND)
def new_request() -> Any:
    return _asking(AskForm(formdata=None))


@room.post("/requests", access=Permission.RESPOND)
def ask() -> Any:
    form, (_windows, window) = AskForm(), asked_windows()
    if form.validate():
        try:
            QuotaRequest.ask(
                g.unit,
                window.stage,
                window.programme,
                form.wanted.data or 0,
                form.reason.data or "",
                by=g.person.id,
                at=clock.now(),
            )
            flash(_("Đã gửi đề nghị lên công đoàn cấp trên."), "ok")
            return see_other("quotas.overview", **window.address)
        except NothingAsked as refused:
            form.wanted.errors = [str(refused)]
        except AlreadyAsked as refused:
            form.form_errors.append(str(refused))
    return _asking(form, status=422)


@room.get("/requests/<int:request_id>", access=Permission.VIEW)
def read_request(request_id: int) -> Any:
    return _page(_find(request_id), AnswerForm(formdata=None))


@room.post("/requests/<int:request_id>/withdrawal", access=Permission.RESPOND)
def withdraw(request_id: int) -> Any:
    found = _find(request_id)
    if found.unit_id != g.unit.id:
        abort(404)
    found.withdraw(by=g.person.id, at=clock.now())
    flash(_("Đã rút lại đề nghị."), "ok")
    return see_other("quotas.overview", stage=found.stage.code, programme=found.programme.code)


@room.post("/requests/<int:request_id>/answer", access=Permission.ALLOCATE)
def answer(request_id: int) -> Any:
    found, form = _find(request_id), AnswerForm()
    if found.is_waiting and not form.validate():
        return _page(found, form, status=422)
    try:
        _reply(found, form)
    except NotEnough as refused:
        form.beyond.errors = [str(refused)]
    except (NotBetween, NotGivenHere, BelowZero) as refused:
        form.granted.errors = [str(refused)]
    else:
        flash(_("Đã trả lời đề nghị của %(unit)s.", unit=found.unit.name), "ok")
        return see_other("quotas.requests")
    return _page(found, form, status=422)


def _reply(found: QuotaRequest, form: AnswerForm) -> None:
    found.reply(
        g.unit,
        Answer(form.outcome.data or Answer.REFUSED),
        granted=form.granted.data,
        answer=form.answer.data or "",
        paper=form.paper,
        beyond=form.beyond.data or "",
        by=g.person.id,
        at=clock.now(),
    )


def _find(request_id: int) -> QuotaRequest:
    return db.session.get(QuotaRequest, request_id) or abort(404)


def _asking(form: AskForm, status: int = 200) -> Any:
    _windows, window = asked_windows()
    held = Ledger(window.programme, window.stage, g.person.id, clock.now()).balance(g.unit)
    return render(
        "quotas/ask.html", "form", form=form, window=window, held=held.received, status=status
    )


def _page(found: QuotaRequest, form: AnswerForm, status: int = 200) -> Any:
    ledger = Ledger(found.programme, found.stage, g.person.id, clock.now())
    mine = found.giver_id == g.unit.id
    return render(
        "quotas/request.html",
        "pane",
        found=found,
        form=form,
        standing=standings([found])[found.id],
        balance=ledger.balance(found.giver) if mine else None,
        mine=mine,
        status=status,
    )
