"""The address: who comes, to which unit, with which rights. Sets the scope, once.

This is the URL preprocessor: it runs before the form's token and the room's lock are looked at.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Role, rights
from app.accounts.models import Account, Membership, SessionToken, digest
from app.db import db
from app.tenancy import IDENTITY, Scope, ScopedSession
from app.units import Unit
from app.web.errors import SignInRequired
from app.web.rendering import is_fragment

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

    def get_id(self) -> str:
        return self.token

    def posts_over(self, path: str) -> list[Post]:
        """The posts whose subtree holds `path`."""
        return [post for post in self.posts if Scope(post.path).holds(path)]


def init_app(app: Flask) -> None:
    """Stand at every address."""
    manager = LoginManager(app)
    manager.session_protection = None  # the token is the session; it lives on the server
    manager.user_loader(recognise)
    app.url_value_preprocessor(enter)
    app.url_defaults(stay_at_unit)
    app.register_error_handler(SignInRequired, _ask_to_sign_in)


def enter(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Find the person and the unit of the address; out of reach is 404, as missing is."""
    if endpoint in (None, "static") or values is None:
        return
    g.person = current_user if current_user.is_authenticated else None
    if "unit_id" not in values:
        db.session().enter(IDENTITY)
        return
    unit_id = values.pop("unit_id")
    if g.person is None:
        raise SignInRequired()
    path = _path_of(unit_id)
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
    config = current_app.config
    with identity() as session:
        row = session.scalar(
            sa.select(SessionToken)
            .where(
                SessionToken.digest == digest(token),
                SessionToken.seen_at > now - config["SESSION_IDLE"],
                SessionToken.created_at > now - config["PERMANENT_SESSION_LIFETIME"],
            )
            .options(
                joinedload(SessionToken.account)
                .joinedload(Account.posts)
                .joinedload(Membership.unit)
            )
        )
        if row is None:
            return None
        person = as_person(row.account, token)
        stale = row.seen_at < now - SEEN_EVERY
    if stale:
        _mark_seen(token, now)
    return person


def _mark_seen(token: str, now: dt.datetime) -> None:
    """At most once a minute, in a transaction of its own, so that a GET is no writer."""
    with identity() as session:
        session.connection(execution_options={"writing": True})
        session.execute(
            sa.update(SessionToken).where(SessionToken.digest == digest(token)).values(seen_at=now)
        )
        session.commit()


def as_person(account: Account, token: str) -> SignedIn:
    """What a request keeps of an account."""
    posts = tuple(
        Post(post.unit_id, post.unit.name, post.unit_path, Role(post.role), post.office)
        for post in account.posts
        if post.unit.is_open
    )
    return SignedIn(account.id, account.full_name, token, posts)


@contextmanager
def identity() -> Iterator[ScopedSession]:
    """A second session that opens the accounts and nothing else."""
    with ScopedSession(db) as session:
        session.enter(IDENTITY)
        yield session


def _path_of(unit_id: int) -> str | None:
    with identity() as session:
        return session.scalar(sa.select(Unit.path).where(Unit.id == unit_id))


def _ask_to_sign_in(error: SignInRequired) -> Any:
    """A page leads to sign-in and back; a fragment gets 401, which the page's script answers."""
    if is_fragment():
        return "", 401
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=here), 303)
