"""Handing over, and the lists that were signed."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.accounts import Membership
from app.db import db
from app.handovers.forms import HandOverForm
from app.handovers.handing import Estate, hand_over
from app.handovers.models import HandOver
from app.handovers.refusals import HasLeft
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "handovers",
    __name__,
    menu=[Menu(78, _l("Bàn giao"), "list", "handovers.browse", Permission.ENTER)],
)


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    """All of the unit for who manages its people, one's own for others."""
    mine = None if Permission.MANAGE_PEOPLE in g.rights else g.person.id
    page = page_of(HandOver.at_unit(g.unit, mine))
    return render("handovers/browse.html", "list", page=page, own=_own_post())


@room.get("/<int:hand_over_id>", access=Permission.VIEW)
def read(hand_over_id: int) -> Any:
    """The list on paper; whom it does not concern, and who manages nobody, finds nothing."""
    signed = db.session.get(HandOver, hand_over_id) or abort(404)
    if not (signed.concerns(g.person.id) or Permission.MANAGE_PEOPLE in g.rights):
        abort(404)
    return render("handovers/paper.html", signed=signed, lists=signed.lists())


@room.get("/posts/<int:membership_id>", access=Permission.MANAGE_PEOPLE)
def prepare(membership_id: int) -> Any:
    return _prepare(_post(membership_id))


@room.post("/posts/<int:membership_id>", access=Permission.MANAGE_PEOPLE)
def sign(membership_id: int) -> Any:
    return _sign(_post(membership_id))


@room.get("/mine", access=Permission.ENTER)
def mine() -> Any:
    return _prepare(_own_post() or abort(404))


@room.post("/mine", access=Permission.ENTER)
def sign_mine() -> Any:
    return _sign(_own_post() or abort(404))


def _post(membership_id: int) -> Membership:
    """A post at this very unit."""
    post = db.session.get(Membership, membership_id)
    return post if post and post.unit_id == g.unit.id else abort(404)


def _own_post() -> Membership | None:
    """One's own post at this very unit, if one has any here."""
    posts = Membership.of_account(g.person.id, g.unit.path)
    return next((post for post in posts if post.unit_id == g.unit.id), None)


def _prepare(giver: Membership) -> Any:
    if giver.until is not None:
        raise HasLeft()
    estate = Estate.of(giver, g.unit, by=g.person.id)
    return _page(estate, HandOverForm(estate, formdata=None))


def _sign(giver: Membership) -> Any:
    """Whatever it is refused for, what was typed stays; a list that has changed is shown anew."""
    estate = Estate.of(giver, g.unit, by=g.person.id)
    form = HandOverForm(estate)
    if giver.until is None and not form.validate():
        return _page(estate, form, status=422)
    said = {"by": g.person.id, "signed_by": g.person.full_name, "at": clock.now()}
    try:
        signed = hand_over(
            giver, request.form.get("account", 0, type=int), g.unit, form.terms(), **said
        )
    except Refused as refused:
        if isinstance(refused, HasLeft):
            raise
        form.form_errors.append(str(refused))
        return _page(estate, form, status=refused.status)
    flash(_("Đã bàn giao cho đồng chí %(name)s.", name=signed.receiver), "ok")
    return see_other("handovers.read", hand_over_id=signed.id)


def _page(estate: Estate, form: HandOverForm, status: int = 200) -> Any:
    """The form carries the list that is shown."""
    form.digest.data = estate.digest
    return render("handovers/prepare.html", "form", estate=estate, form=form, status=status)
