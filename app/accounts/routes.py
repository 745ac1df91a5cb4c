"""Invitations, and the people of a subtree; the other pages of the room are opened from here."""

from typing import Any

from flask import abort, flash, g, url_for
from flask_babel import gettext as _

from app import clock
from app.access import Permission, Role
from app.accounts import entry, factor_pages, signing
from app.accounts.forms import AcceptForm, InvitationForm
from app.accounts.models import Invitation, LoginTaken, Membership
from app.accounts.resets import FactorReset, ResetRefused
from app.accounts.room import room
from app.db import db
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import PUBLIC

__all__ = ["factor_pages", "room", "signing"]


@room.get("/invitations/<string:token>", access=PUBLIC, at_unit=False)
def invitation(token: str) -> Any:
    invited = Invitation.find(token)
    form = AcceptForm(formdata=None)
    return render("accounts/invitation.html", form=form, invitation=invited, token=token)


@room.post("/invitations/<string:token>", access=PUBLIC, at_unit=False)
def accept_invitation(token: str) -> Any:
    invited, form = Invitation.find(token), AcceptForm()
    if form.validate():
        try:
            account = invited.accept(
                login=form.login.data, password=form.password.data, at=clock.now()
            )
            return signing.opened(account, entry.begin(account))
        except LoginTaken as taken:
            form.login.errors = [str(taken)]
    return render(
        "accounts/invitation.html", form=form, invitation=invited, token=token, status=422
    )


@room.get("/", access=Permission.MANAGE_PEOPLE)
def people() -> Any:
    return _people()


@room.errorhandler(ResetRefused)
def _reset_refused(error: ResetRefused) -> Any:
    """Where it was asked for, above the list."""
    return _people(refusal=error.message, status=error.status)


def _people(*, refusal: Any = None, status: int = 200) -> Any:
    posts = page_of(Membership.below(g.unit.path))
    waiting = db.session.scalars(FactorReset.waiting()).all()
    return render(
        "accounts/people.html",
        "rows",
        posts=posts,
        waiting=waiting,
        refusal=refusal,
        page_url=lambda number: url_for("accounts.people", page=number),
        status=status,
    )


@room.get("/invitations/new", access=Permission.MANAGE_PEOPLE)
def new_invitation() -> Any:
    return render("accounts/invite.html", form=InvitationForm(formdata=None))


@room.post("/invitations", access=Permission.MANAGE_PEOPLE)
def invite() -> Any:
    form = InvitationForm()
    if not form.validate():
        return render("accounts/invite.html", "form", form=form, status=422)
    token = Invitation.write(
        g.unit,
        full_name=form.full_name.data,
        office=form.office.data,
        role=Role(form.role.data),
        by=g.person.id,
        at=clock.now(),
    )
    return render("accounts/invited.html", form=form, token=token)


@room.post("/posts/<int:membership_id>/end", access=Permission.MANAGE_PEOPLE)
def end_post(membership_id: int) -> Any:
    post = db.session.get(Membership, membership_id) or abort(404)
    post.end(by=g.person.id, at=clock.now())
    flash(_("Đã kết thúc nhiệm vụ của đồng chí %(name)s.", name=post.full_name), "ok")
    return see_other("accounts.people")
