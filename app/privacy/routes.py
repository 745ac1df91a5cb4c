"""How long what is kept, and what authors agree to: what holds at a unit, and the next rule."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.initiatives import ConsentText, NotYourProgramme, RetentionRule, Sweep, Term
from app.privacy.forms import ConsentTextForm, TermForm
from app.web.errors import Refused
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "privacy",
    __name__,
    menu=[Menu(75, _l("Dữ liệu cá nhân"), "key", "privacy.terms", Permission.SET_PROGRAMME)],
)


@room.get("/", access=Permission.SET_PROGRAMME)
def terms() -> Any:
    return render(
        "privacy/terms.html",
        terms=Term.all_at(g.unit, clock.now()),
        story=[rule for rule in RetentionRule.story(g.unit.path) if rule.what in Sweep.known],
        known=Sweep.known,
    )


@room.get("/terms/new", access=Permission.SET_PROGRAMME)
def new_term() -> Any:
    form = TermForm(formdata=None, data={"what": request.args.get("what", "")})
    return render("privacy/term.html", form=form)


@room.post("/terms", access=Permission.SET_PROGRAMME)
def write_term() -> Any:
    form = TermForm()
    if form.validate():
        try:
            RetentionRule.write(g.unit, **form.changes, by=g.person.id, at=clock.now())
            flash(_("Đã đổi thời hạn lưu."), "ok")
            return see_other("privacy.terms")
        except Refused as refused:
            form.form_errors.append(str(refused))
    return render("privacy/term.html", "form", form=form, status=422)


@room.get("/consent", access=Permission.SET_PROGRAMME)
def consent_texts() -> Any:
    return render(
        "privacy/consent_texts.html",
        texts=ConsentText.seen_at(g.unit.path),
        today=clock.today(),
        writes=ConsentText.may_be_written_at(g.unit),
    )


@room.get("/consent/new", access=Permission.SET_PROGRAMME)
def new_consent_text() -> Any:
    if not ConsentText.may_be_written_at(g.unit):
        raise NotYourProgramme()
    return render("privacy/consent_text.html", form=ConsentTextForm(formdata=None))


@room.post("/consent", access=Permission.SET_PROGRAMME)
def publish_consent_text() -> Any:
    form = ConsentTextForm()
    if form.validate():
        try:
            text = ConsentText.publish(g.unit, **form.changes, by=g.person.id, at=clock.now())
            flash(_("Đã ban hành bản %(version)s.", version=text.version), "ok")
            return see_other("privacy.consent_texts")
        except Refused as refused:
            form.form_errors.append(str(refused))
    return render("privacy/consent_text.html", "form", form=form, status=422)
