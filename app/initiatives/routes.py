"""Writing initiatives down, handing them in, finding them again."""

import datetime as dt
from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives.filters import Filters
from app.initiatives.forms import InitiativeForm
from app.initiatives.misplacing import Misplaced
from app.initiatives.models import Initiative
from app.initiatives.moving import ChangedMeanwhile, TooLate
from app.initiatives.people import Person
from app.initiatives.revealing import REASONS, Reveal
from app.initiatives.states import Act, Way
from app.initiatives.writing import opened, written
from app.programmes import TargetGroup, Window, running, windows
from app.units import Block
from app.vietnamese import name_key
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "initiatives",
    __name__,
    menu=[Menu(30, _l("Sáng kiến"), "bulb", "initiatives.browse", Permission.VIEW)],
)


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    filters = Filters.from_address(windows(g.unit), clock.now())
    return render(
        "initiatives/browse.html",
        "list",
        page=page_of(filters.query(g.unit)),
        filters=filters,
        groups=TargetGroup.names(filters.window.stage if filters.window else None),
        block_name=Block.name_of(filters.block) if filters.block else None,
    )


@room.get("/new", access=Permission.ENTER)
def new() -> Any:
    window = _window()
    form = InitiativeForm(window.stage, formdata=None)
    opened.send(form)
    return _form(form, window, None)


@room.post("/", access=Permission.ENTER)
def create() -> Any:
    at = clock.now()  # it counts as in time if it is here in time, however long we take
    window = _window()
    form = InitiativeForm(window.stage)
    if not form.validate():
        return _form(form, window, None, status=422)
    initiative = Initiative.draft(
        g.unit,
        window.stage,
        authors=form.authors(),
        way=Way.ON_BEHALF if _on_behalf() else Way.GRASSROOTS,
        consent=form.consent_way(on_behalf=_on_behalf()),
        entered_by=_entered_by(form.full_name.data),
        by=g.person.id,
        at=at,
        **form.facts(),
    )
    try:
        written.send(initiative)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _form(form, window, None, status=refused.status)
    return _handed_in(form, initiative, window, at=at)


@room.get("/<int:initiative_id>", access=Permission.VIEW)
def show(initiative_id: int) -> Any:
    initiative = find(initiative_id)
    author = author_of(initiative)
    seen = Reveal.lasting(initiative, author, g.unit, by=g.person.id)
    return show_page(initiative, author if seen else None)


@room.get("/<int:initiative_id>/edit", access=Permission.ENTER)
def edit(initiative_id: int) -> Any:
    initiative = _editable(initiative_id)
    form = InitiativeForm.filled(initiative, author_of(initiative))
    return _form(form, _window(initiative), initiative)


@room.post("/<int:initiative_id>", access=Permission.ENTER)
def amend(initiative_id: int) -> Any:
    at = clock.now()
    initiative = _editable(initiative_id)
    window = _window(initiative)
    form = InitiativeForm(window.stage, author=author_of(initiative))
    if not form.validate():
        return _form(form, window, initiative, status=422)
    consent = form.consent_way(on_behalf=_on_behalf())
    said = {"version": form.read_version, "authors": form.authors(), **form.facts()}
    try:
        initiative.amend(consent=consent, by=g.person.id, at=at, **said)
    except ChangedMeanwhile as changed:
        form.form_errors.append(str(changed))
        return _form(form, window, initiative, status=409)
    return _handed_in(form, initiative, window, before=initiative, at=at)


@room.post("/<int:initiative_id>/submission", access=Permission.ENTER)
def submit(initiative_id: int) -> Any:
    at = clock.now()
    initiative = find(initiative_id)
    _submit(initiative, _window(initiative), at)
    return see_other("initiatives.show", initiative_id=initiative.id)


@room.post("/<int:initiative_id>/withdrawal", access=Permission.ENTER)
def withdraw(initiative_id: int) -> Any:
    initiative = find(initiative_id)
    initiative.withdraw(by=g.person.id, at=clock.now())
    flash(_("Đã rút lại sáng kiến."), "ok")
    return see_other("initiatives.show", initiative_id=initiative.id)


def find(initiative_id: int) -> Initiative:
    return db.session.get(Initiative, initiative_id) or abort(404)


def author_of(initiative: Initiative) -> Person:
    return db.session.get(Person, initiative.authors[0].person_id) or abort(404)


def _editable(initiative_id: int) -> Initiative:
    initiative = find(initiative_id)
    if not initiative.can_be_edited:
        abort(409)
    return initiative


def _window(initiative: Initiative | None = None) -> Window:
    """The stage of an initiative, or the one the address names, or the running one."""
    at_unit = windows(initiative.unit if initiative else g.unit)
    if initiative:
        return next(w for w in at_unit if w.stage.id == initiative.stage_id)
    code = request.args.get("stage")
    named = [w for w in at_unit if w.stage.code == code]
    return (named[0] if named else running(at_unit, clock.now())) or abort(404)


def _handed_in(
    form: InitiativeForm,
    initiative: Initiative,
    window: Window,
    *,
    before: Initiative | None = None,
    at: dt.datetime,
) -> Any:
    """After the form: submitted, or only kept when that button was pressed.

    Too late to submit leads back to the form, with everything that was typed.
    """
    try:
        if request.form.get("act") == Act.SUBMIT:
            _submit(initiative, window, at)
        else:
            flash(_("Đã lưu, chưa nộp."), "ok")
    except TooLate as late:
        form.form_errors.append(str(late))
        return _form(form, window, before, status=422)
    if form.benefit_claimed.understood:
        flash(_("Giá trị làm lợi: %(said)s", said=form.benefit_claimed.understood), "info")
    return see_other("initiatives.show", initiative_id=initiative.id)


def _submit(initiative: Initiative, window: Window, at: dt.datetime) -> None:
    """Hand it in; who may confirm at its very unit has confirmed it with that.

    What somebody else has handed in is confirmed in the queue, where it is said with whom.
    """
    own = initiative.can_be_edited and initiative.unit_id == g.unit.id
    initiative.submit(window, by=g.person.id, at=at)
    if own and Permission.CONFIRM in g.rights and initiative.may(Act.ENDORSE):
        initiative.endorse(by=g.person.id, at=at)
    flash(_("Đã nộp. Mã tra cứu: %(code)s", code=initiative.code), "ok")


def _form(
    form: InitiativeForm, window: Window, initiative: Initiative | None, status: int = 200
) -> Any:
    return render(
        "initiatives/form.html",
        "form",
        form=form,
        window=window,
        initiative=initiative,
        now=clock.now(),
        today=clock.today(),
        on_behalf=_on_behalf(),
        status=status,
    )


def _on_behalf() -> bool:
    """Somebody from above enters it."""
    return g.post.unit_id != g.unit.id


def _entered_by(author: str) -> str | None:
    """Who enters it for its author; nobody, when they are one."""
    name = g.person.full_name
    return None if name_key(name) == name_key(author) else name


def show_page(initiative: Initiative, revealed: Person | None) -> Any:
    return render(
        "initiatives/show.html",
        "author",
        initiative=initiative,
        revealed=revealed,
        reasons=REASONS,
        steps=Misplaced.of(initiative),
        group=TargetGroup.names(initiative.stage).get(initiative.target_group),
    )


from app.initiatives import (  # noqa: E402  (of this room too)
    attachment_routes,  # noqa: F401
    lacking_routes,  # noqa: F401
    persons,  # noqa: F401
    preview_routes,  # noqa: F401
)
