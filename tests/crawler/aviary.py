"""The world of the crawler: a canary at every unit, work on every desk, and people to ask for it.

Units are named as seen from `OWN`, the unit at which the crawler's people hold their posts.
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
from app.accounts.models import Invitation, digest
from app.db import Base, db
from app.initiatives import Initiative, Way
from app.initiatives.consent import ConsentWay
from app.initiatives.people import Identified
from app.notices import Notice
from app.programmes import windows
from app.tenancy import (
    IDENTITY,
    Everything,
    Scope,
    ScopedSession,
    SeenFromBelow,
    TenantRow,
    owned_by,
)
from app.units import Unit
from tests.tenancy import canaries
from tests.world import NOW, PASSWORD

MISSING = 999_999
UNITS = {"own": "huyen-a1", "child": "cs-a11", "sibling": "huyen-a2", "parent": "tinh-a"}
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


NOBODY = "nobody"


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

    def path(self, place: str) -> str | None:
        return self.paths.get(self.places.get(place, MISSING))


def settle_in() -> None:
    """Fill a copy of the world of tests."""
    canaries.settle_in()
    with jobs.step(Everything("desks for the crawler")) as session:
        units = session.scalars(sa.select(Unit).order_by(Unit.path)).all()
        for unit in units:
            _work(session, unit)
        for account in session.scalars(
            sa.select(Account).where(Account.login.contains(UNITS["own"]))
        ):
            account.full_name = account.login  # seen by oneself wherever one goes, as is the office
        at_own = sa.select(Membership).join(Unit, Unit.id == Membership.unit_id)
        for post in session.scalars(at_own.where(Unit.code == UNITS["own"])):
            post.office = "x"
        own, child = (Unit.by_code(UNITS[place]) for place in ("own", "child"))
        assert own and child
        both = Account.create(login="both", full_name="Both", password=PASSWORD, at=NOW)
        for unit, role in ((own, Role.VIEWER), (child, Role.LEADER)):
            Membership.appoint(both, unit, role, office="x", by=None, at=NOW)


def _work(session: ScopedSession, unit: Unit) -> None:
    """Initiatives by the house's own verbs, a private notice and an open invitation at a unit."""
    window = next(w for w in windows(unit) if w.stage.code == "gd2")
    grassroots = bool(unit.kind and unit.kind.grassroots)
    for number in range(unit.id % 3 + 3):
        made = Initiative.draft(
            unit,
            window.stage,
            authors=[Identified(f"Tác giả canary{unit.id}own", phone=f"09{unit.id:04}{number:04}")],
            way=Way.GRASSROOTS,
            consent=ConsentWay.FORM,
            by=None,
            at=NOW,
            title=f"Máy đo {number} canary{unit.id}own",
            summary=f"Tóm tắt canary{unit.id}own",
            target_group=1,
            applied_on=dt.date(2022, 7, 1),
        )
        if number < unit.id % 3 + 2:  # the newest stays a draft, the one before lies on its desk
            made.submit(window, by=None, at=NOW)
            if grassroots and number % 2 == 0 and number < unit.id % 3 + 1:
                made.endorse(by=None, at=NOW)
            made.desk_unit_id = unit.id if made.desk_unit_id else None
    reader = sa.select(Membership.account_id).where(
        Membership.unit_id == unit.id, Membership.role == Role.CONTACT
    )
    root = session.scalars(sa.select(Unit).order_by(Unit.path)).first()
    assert root
    told = session.scalar(reader)
    Notice.send(
        unit,
        sender=root,
        title=f"private{told} canary{unit.id}own",
        body="x",
        at=NOW,
        by=None,
        account_id=told,
    )
    word = f"canary{unit.id}own"
    session.flush()
    general = Notice(
        **owned_by(unit), sender_unit_id=root.id, sender="x", title=word, body="x", sent_at=NOW
    )
    session.add(general)
    invitation = session.scalars(sa.select(Invitation).where(Invitation.unit_id == unit.id)).first()
    if invitation:
        invitation.digest = digest(f"invitation-{unit.id}")
        invitation.role, invitation.used_at = Role.VIEWER.value, None
        invitation.expires_at = clock.real() + dt.timedelta(days=3)


def open_doors(app: Flask) -> Aviary:
    """Sign everybody in, and learn where things lie."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    with app.app_context():
        with jobs.reading("units of the crawler") as session:
            by_code = {u.code: (u.id, u.path) for u in session.scalars(sa.select(Unit))}
            models = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, TenantRow)]
            places = {place: by_code[code][0] for place, code in UNITS.items()}
            codes = dict(UNITS.items())
            objects = {
                place: {
                    model.__tablename__: _ids(session, model, by_code[code][1]) for model in models
                }
                for place, code in UNITS.items()
            }
        posts = {role: _signed_in(role) for role in ROLES}
    handed_down = {
        m.__tablename__ for m in models if not hasattr(m, "unit_id") or issubclass(m, SeenFromBelow)
    }
    return Aviary(
        app,
        {
            **{role: Somebody(role, *found, *_browser(app, role)) for role, found in posts.items()},
            NOBODY: Somebody(NOBODY, 0, (), *_browser(app, None)),
        },
        dict(by_code.values()),
        {**places, "none": MISSING},
        {**codes, "missing": "khong-co"},
        {**objects, "missing": {}},
        handed_down,
    )


def _ids(session: ScopedSession, model: Any, path: str) -> list[int]:
    where = model.unit_path if hasattr(model, "unit_path") else model.path
    return list(session.scalars(sa.select(model.id).where(where == path).order_by(model.id.desc())))


def _signed_in(role: str) -> tuple[int, tuple[tuple[Role, str], ...]]:
    """The account and posts of a role, with a session; `accounts` tests how one gets there."""
    login = "both" if role == TWO_POSTS else f"{role}.{UNITS['own']}"
    with ScopedSession(db) as session:
        session.enter(IDENTITY)
        account = session.scalars(sa.select(Account.id).where(Account.login == login)).one()
        posts = session.execute(
            sa.select(Membership.role, Membership.unit_path).where(
                Membership.account_id == account, Membership.is_live()
            )
        ).all()
        tokens = next(
            m.class_ for m in Base.registry.mappers if m.class_.__name__ == "SessionToken"
        )
        # Seen just now, for as long as a crawl lasts: no look at a page writes.
        seen = clock.real() + dt.timedelta(hours=6)
        code = digest(role)
        session.add(tokens(account_id=account, digest=code, created_at=seen, seen_at=seen))
        session.commit()
    return account, tuple((Role(held), path) for held, path in posts)


def _browser(app: Flask, token: str | None) -> tuple[str, str]:
    """The session cookie of a browser, and the token of its forms."""
    signer: Any = app.session_interface
    with app.test_request_context():
        csrf = generate_csrf()
        kept = {"csrf_token": flask.session["csrf_token"]}
    if token:
        kept |= {"_user_id": token, "_fresh": True}
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={signer.get_signing_serializer(app).dumps(kept)}", csrf
