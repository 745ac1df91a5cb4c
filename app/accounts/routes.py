"""Signing in and out, invitations, and the people of a subtree."""

from typing import Any
from urllib.parse import urlsplit

from flask import abort, flash, g, redirect, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user

from app import clock
from app.access import Permission, Role
from app.accounts.entrance import as_person, identity
from app.accounts.forms import AcceptForm, InvitationForm, SignInForm
from app.accounts.models import Account, Invitation, LoginTaken, Membership, SessionToken
from app.accounts.passwords import matches
from app.db import db
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import PUBLIC, Menu, Room

room = Room(
    "accounts",
    __name__,
    menu=[Menu(80, _l("Người dùng"), "people", "accounts.people", Permission.MANAGE_PEOPLE)],
)


@room.get("/sign-in", access=PUBLIC, at_unit=False)
def sign_in() -> Any:
    return render("accounts/sign_in.html", form=SignInForm(formdata=None), next=_next())


@room.post("/sign-in", access=PUBLIC, at_unit=False)
def open_session() -> Any:
    form = SignInForm()
    account = _checked(form) if form.validate() else None
    if account is None:
        if not form.errors:
            form.form_errors.append(_("Tên đăng nhập hoặc mật khẩu không đúng."))
        return render("accounts/sign_in.html", form=form, next=_next(), status=422)
    _sign_in(account)
    return redirect(_next() or "/", 303)


@room.post("/sign-out", access=PUBLIC, at_unit=False)
def sign_out() -> Any:
    if current_user.is_authenticated:
        SessionToken.revoke(current_user.token)
    logout_user()
    session.clear()
    return see_other("accounts.sign_in")


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
            _sign_in(
                invited.accept(login=form.login.data, password=form.password.data, at=clock.now())
            )
            return redirect("/", 303)
        except LoginTaken as taken:
            form.login.errors = [str(taken)]
    return render(
        "accounts/invitation.html", form=form, invitation=invited, token=token, status=422
    )


@room.get("/", access=Permission.MANAGE_PEOPLE)
def people() -> Any:
    posts = page_of(Membership.below(g.unit.path))
    return render("accounts/people.html", "rows", posts=posts)


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


def _checked(form: SignInForm) -> Account | None:
    """The account, its password checked before anything is written."""
    with identity() as door:
        account = Account.by_login(form.login.data, door)
        hashed = account.password_hash if account else None
    return account if matches(hashed, form.password.data) else None


def _sign_in(account: Account) -> None:
    account = db.session.merge(account)
    db.session.flush()
    session.clear()
    login_user(as_person(account, SessionToken.issue(account)))


def _next() -> str | None:
    """Where to go after signing in: an address of this site, or nowhere."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    outside = parts.scheme or parts.netloc or not target.startswith("/") or target[1:2] in "/\\"
    return None if outside else target
