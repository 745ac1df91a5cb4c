"""The world of the crawler: a canary at every unit, work on every desk, and people to ask for it.

Units are named as seen from "own", the unit at which the crawler's people hold their posts.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import flask
import sqlalchemy as sa
from flask import Flask
from flask_wtf.csrf import generate_csrf

from app import clock, jobs
from app.access import GRANTS, Permission, Role
from app.accounts import Account, Membership
from app.accounts.entry import HALF as HALF_SESSION
from app.accounts.models import digest
from app.accounts.sessions import SessionToken
from app.db import Base, db
from app.initiatives import Initiative, State
from app.support import Duty
from app.tenancy import IDENTITY, Scope, ScopedSession, SeenFromBelow, TenantRow
from app.units import Unit
from tests.crawler import desks
from tests.crawler.desks import HALF, UNITS

MISSING = 999_999
TWO_POSTS = "two posts"  # a viewer at `own` who leads `child`
ROLES = [*(role.value for role in Role), TWO_POSTS]


@dataclass(frozen=True)
class Somebody:
    """A person at `own`, signed in: the cookie and the form token of one browser."""

    role: str
    account: int
    posts: tuple[tuple[Role, str], ...]
    cookie: str
    token: str

    def rights(self, path: str) -> frozenset[Permission] | None:
        """What the table of rights gives in the address of a unit; None if it is out of reach."""
        grants = [
            GRANTS[role].own if at == path else GRANTS[role].below
            for role, at in self.posts
            if Scope(at).holds(path)
        ]
        return frozenset().union(*grants) if grants else None


NOBODY = "nobody"  # has shown a password and not yet a second factor: half in is not in


@dataclass(frozen=True)
class Aviary:
    """What the crawler knows of its world; `places` are units by their position."""

    app: Flask
    people: dict[str, Somebody]
    paths: dict[int, str]
    places: dict[str, int]
    codes: dict[str, str]
    objects: dict[str, dict[str, list[int]]]  # position -> table -> ids, the newest first
    handed_down: set[str]
    doors: dict[str, str]  # what opens the visitor's pages at `child`: by the name of its argument

    def path(self, place: str) -> str | None:
        return self.paths.get(self.places.get(place, MISSING))


def open_doors(app: Flask) -> Aviary:
    """Sign everybody in, and learn where things lie."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    with app.app_context():
        with jobs.reading("units of the crawler") as session:
            by_code = {u.code: (u.id, u.path) for u in session.scalars(sa.select(Unit))}
            models = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, TenantRow)]
            places = {place: by_code[code][0] for place, code in UNITS.items()}
            objects = {
                place: {
                    model.__tablename__: _ids(session, model, by_code[code][1]) for model in models
                }
                | {"decided": _decided(session, by_code[code][1])}
                | {"member": _members(session, by_code[code][1])}
                for place, code in UNITS.items()
            }
            doors = desks.doors(session)
        posts = {role: _signed_in(role) for role in (*ROLES, NOBODY)}
    handed_down = {
        m.__tablename__ for m in models if not hasattr(m, "unit_id") or issubclass(m, SeenFromBelow)
    }
    return Aviary(
        app,
        {
            **{role: Somebody(role, *found, *_browser(app, role)) for role, found in posts.items()},
            NOBODY: Somebody(NOBODY, 0, (), *_browser(app, NOBODY)),
        },
        dict(by_code.values()),
        {**places, "none": MISSING},
        {**UNITS, "spare": "cs-a12", "missing": "khong-co"},
        {**objects, "missing": {}},
        handed_down,
        doors,
    )


def _ids(session: ScopedSession, model: Any, path: str) -> list[int]:
    where = model.unit_path if hasattr(model, "unit_path") else model.path
    return list(session.scalars(sa.select(model.id).where(where == path).order_by(model.id.desc())))


def _decided(session: ScopedSession, path: str) -> list[int]:
    """Initiatives whose units have been told of a refusal; addresses call them `decided_id`."""
    refused = sa.select(Initiative.id).where(Initiative.unit_path == path)
    return list(session.scalars(refused.where(Initiative.state == State.INVALID)))


def _members(session: ScopedSession, path: str) -> list[int]:
    """Those of a roster who belong to a support team; addresses call them `member_id`."""
    found = sa.select(Duty.id).where(Duty.unit_path == path, Duty.team_id.is_not(None))
    return list(session.scalars(found))


def _signed_in(role: str) -> tuple[int, tuple[tuple[Role, str], ...]]:
    """The account and posts of a role, with a session; `accounts` tests how one gets there."""
    login = {TWO_POSTS: "both", NOBODY: HALF}.get(role, f"{role}.{UNITS['own']}")
    with ScopedSession(db) as session:
        session.enter(IDENTITY)
        account = session.scalars(sa.select(Account.id).where(Account.login == login)).one()
        posts = session.execute(
            sa.select(Membership.role, Membership.unit_path).where(
                Membership.account_id == account, Membership.is_live()
            )
        ).all()
        # Seen just now, for as long as a crawl lasts: no look at a page writes.
        seen = clock.real() + dt.timedelta(hours=6)
        times = {"created_at": seen, "seen_at": seen, "half": role == NOBODY}
        session.add(SessionToken(account_id=account, digest=digest(role), **times))
        session.commit()
    return account, tuple((Role(held), path) for held, path in posts)


def _browser(app: Flask, role: str) -> tuple[str, str]:
    """The session cookie of a browser, and the token of its forms."""
    signer: Any = app.session_interface
    with app.test_request_context():
        csrf = generate_csrf()
        kept = {"csrf_token": flask.session["csrf_token"]}
    kept |= {HALF_SESSION: role} if role == NOBODY else {"_user_id": role, "_fresh": True}
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={signer.get_signing_serializer(app).dumps(kept)}", csrf
