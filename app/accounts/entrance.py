"""The address: who comes, to which unit, with which rights. Sets the scope, once.

This is the URL preprocessor: it runs before the form's token and the room's lock are looked at.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Role, rights
from app.accounts import carried, https
from app.accounts.door import identity
from app.accounts.factors import lacks_factor
from app.accounts.forms import SignInForm
from app.accounts.models import Account, Membership
from app.accounts.secrets import digest
from app.accounts.sessions import SessionToken
from app.db import db
from app.tenancy import IDENTITY, Scope
from app.units import Unit
from app.web.errors import SignInRequired
from app.web.rendering import is_fragment, render
from app.web.room import PUBLIC

SEEN_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Post:
    """A role at a unit, as long as the request lasts."""

    unit_id: int
    unit_name: str
    path: str
    role: Role
    office: str


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person of this request. `id` is the account's; `token` names the session."""

    id: int
    full_name: str
    token: str
    posts: tuple[Post, ...]
    must_enrol: bool = False  # a post of his asks for a second factor, and he has none

    def get_id(self) -> str:
        return self.token

    def posts_over(self, path: str) -> list[Post]:
        """The posts whose subtree holds `path`."""
        return [post for post in self.posts if Scope(post.path).holds(path)]


def init_app(app: Flask) -> None:
    """Stand at every address."""
    manager = LoginManager(app, add_context_processor=False)  # pages know a person by `frame`
    manager.session_protection = None  # the token is the session; it lives on the server
    manager.user_loader(recognise)
    app.url_value_preprocessor(enter)
    app.url_defaults(stay_at_unit)
    app.register_error_handler(SignInRequired, _ask_to_sign_in)
    app.jinja_env.globals["form_owner"] = _mark_of_page


def enter(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Find the person and the unit of the address; out of reach is 404, as missing is."""
    if endpoint in (None, "static") or values is None:
        return
    if getattr(current_app.blueprints.get(request.blueprint or ""), "door", False):
        g.person = None  # whoever is signed in is nobody here
        return
    g.person = current_user if current_user.is_authenticated else None
    g.unfinished = g.person is not None and g.person.must_enrol
    if "unit_id" not in values:
        db.session().enter(IDENTITY)
        if g.person is None and not _is_public(endpoint):
            raise SignInRequired()  # before the form's token is looked at, which died as well
        return
    unit_id = values.pop("unit_id")
    if g.person is None:
        raise SignInRequired()
    at_post = (post.path for post in g.person.posts if post.unit_id == unit_id)
    path = next(at_post, None) or _path_of(unit_id)
    posts = g.person.posts_over(path) if path else []
    if not path or not posts:
        abort(404)
    db.session().enter(Scope(path))
    g.rights = frozenset().union(
        *(rights(post.role, post_path=post.path, unit_path=path) for post in posts)
    )
    *above, unit = Unit.line(path)
    g.unit, g.above = unit, above
    g.post = max(posts, key=lambda post: len(post.path))


def stay_at_unit(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses made on a unit's page lead to the same unit unless they say otherwise."""
    if "unit" in g and current_app.url_map.is_endpoint_expecting(endpoint, "unit_id"):
        values.setdefault("unit_id", g.unit.id)


def recognise(token: str) -> SignedIn | None:
    """The person behind a session's token, with live posts; None when it is over."""
    now = clock.real()
    with identity() as door:
        row = door.scalar(
            SessionToken.live(token).options(
                joinedload(SessionToken.account)
                .joinedload(Account.posts)
                .joinedload(Membership.unit)
                .joinedload(Unit.kind)
            )
        )
        if row is None or row.account.disabled_at:
            return None
        person = as_person(row.account, token, must_enrol=lacks_factor(row.account, door))
        stale = row.seen_at < now - SEEN_EVERY
    if stale:
        _mark_seen(token, now)
    return person


def _mark_seen(token: str, now: dt.datetime) -> None:
    """At most once a minute, in a transaction of its own, so that a GET is no writer."""
    with identity() as door:
        door.connection(execution_options={"writing": True})
        door.execute(
            sa.update(SessionToken).where(SessionToken.digest == digest(token)).values(seen_at=now)
        )
        door.commit()


def as_person(account: Account, token: str, *, must_enrol: bool = False) -> SignedIn:
    """What a request keeps of an account."""
    posts = tuple(
        Post(post.unit_id, post.unit.name, post.unit_path, Role(post.role), post.office)
        for post in account.posts
        if post.unit.is_open
    )
    return SignedIn(account.id, account.full_name, token, posts, must_enrol)


def _path_of(unit_id: int) -> str | None:
    with identity() as door:
        return door.scalar(sa.select(Unit.path).where(Unit.id == unit_id))


def _ask_to_sign_in(error: SignInRequired) -> Any:
    """A page leads to sign-in and back; nothing that was typed is lost.

    A fragment gets 401 and the form that the page's script opens over the page; a form sent
    without a script gets the sign-in page, which carries it along.
    """
    if not is_fragment() and request.method != "POST":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    if _is_public(request.endpoint):
        return redirect(url_for("accounts.sign_in"), 303)  # a step of the sign-in itself
    form = carried.waiting(_owner())
    lost = carried.why_lost(form)
    return sign_in_page(
        "sign_in",
        None if lost else form,
        form=SignInForm(formdata=None),
        lost=lost,
        typed=carried.typed() if lost else "",
        status=401,
    )


def sign_in_page(
    name: str,
    form_along: carried.Carried | None,
    *,
    status: int = 200,
    **context: Any,
) -> Any:
    """A page of the sign-in with what it carries along; over a page, only its form."""
    given = {"next": None, "over": is_fragment(), "lost": None, "typed": ""}
    given["missing"] = https.missing()
    sealed = form_along.seal() if form_along else None
    return render(
        f"accounts/{name}.html", "form", status=status, carried=sealed, **{**given, **context}
    )


def _is_public(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions[str(endpoint)], "access", PUBLIC) is PUBLIC


def _mark_of_page() -> str:
    """The mark of whoever a page is made for; "" for nobody in particular."""
    return carried.mark(g.person.id) if g.get("person") else ""


def _owner() -> int | None:
    """Whose page this comes from: as it says itself, else whose session has ended."""
    if marked := carried.marked():
        return carried.owner(marked)
    token = session.get("_user_id")
    if not token:
        return None
    with identity() as door:
        return door.scalar(SessionToken.owner(token))
