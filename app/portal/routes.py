"""What is not on the national portal yet, and the card to copy from while entering it there."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative, Person, Reveal
from app.portal.card import fields
from app.portal.forms import EntryForm
from app.portal.room import Asked, room
from app.programmes import TargetGroup
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import render, see_other

REASON = "portal"
UNITS_SHOWN = 200


@room.get("/", access=Permission.ENTER)
def browse() -> Any:
    asked = Asked.from_address()
    units = asked.by_unit()
    return render(
        "portal/browse.html",
        "list",
        asked=asked,
        page=page_of(asked.query()),
        units=units[:UNITS_SHOWN],
        total=sum(count for _unit, count in units),
    )


@room.get("/<int:initiative_id>", access=Permission.ENTER)
def card(initiative_id: int) -> Any:
    initiative = _find(initiative_id)
    return _card(initiative, _entry(initiative))


@room.post("/<int:initiative_id>/author", access=Permission.ENTER)
def reveal(initiative_id: int) -> Any:
    """The card with the author in full, to be copied; written down as everywhere."""
    initiative = _find(initiative_id)
    author = _author(initiative)
    Reveal.write(initiative, author, g.unit, REASON, by=g.person.id, at=clock.now())
    return _card(initiative, _entry(initiative), seen=True)


@room.post("/<int:initiative_id>/entry", access=Permission.ENTER)
def enter(initiative_id: int) -> Any:
    initiative, form, asked = _find(initiative_id), EntryForm(), Asked.from_address()
    day = form.day.data
    if not form.validate() or day is None:
        return _card(initiative, form, status=422)
    following = asked.after(initiative)
    try:
        said = {"by": g.person.id, "at": clock.now()}
        initiative.enter_on_portal(form.code.data, day, **said)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _card(initiative, form, status=refused.status)
    flash(_("Đã ghi mã %(code)s.", code=initiative.portal_code), "ok")
    if following is None:
        return see_other("portal.browse", **asked.address)
    return see_other("portal.card", initiative_id=following.id, **asked.address)


@room.post("/<int:initiative_id>/removal", access=Permission.ENTER)
def leave(initiative_id: int) -> Any:
    initiative = _find(initiative_id)
    initiative.leave_portal(by=g.person.id, at=clock.now())
    flash(_("Đã bỏ mã trên cổng."), "ok")
    return see_other("portal.card", initiative_id=initiative.id)


def _find(initiative_id: int) -> Initiative:
    return db.session.get(Initiative, initiative_id) or abort(404)


def _author(initiative: Initiative) -> Person:
    return db.session.get(Person, initiative.authors[0].person_id) or abort(404)


def _entry(initiative: Initiative) -> EntryForm:
    data = {
        "code": initiative.portal_code or "",
        "day": initiative.portal_entered_on or clock.today(),
    }
    return EntryForm(formdata=None, data=data)


def _card(initiative: Initiative, form: EntryForm, *, seen: bool = False, status: int = 200) -> Any:
    author, asked = _author(initiative), Asked.from_address()
    seen = seen or Reveal.lasting(initiative, author, g.unit, by=g.person.id)
    group = TargetGroup.names(initiative.stage).get(initiative.target_group)
    return render(
        "portal/card.html",
        "card",
        initiative=initiative,
        fields=fields(initiative, author, group, seen),
        form=form,
        asked=asked,
        following=asked.after(initiative),
        status=status,
    )


from app.portal import comparison_routes  # noqa: E402, F401  (of this room too)
